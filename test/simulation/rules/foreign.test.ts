/** Rule 9 and section 4: whose a guest is. What is foreign, doubtful or in the making stays untouched. */
import { describe, expect, test } from 'vitest'
import { writeMark } from '../../../src/pve/mark.ts'
import { createLab } from '../../lab.ts'
import { expectUntouched, guestOf, hand, holds, lineOf, manifest, markOf, owned, photo, vm, writes } from './scene.ts'

const shop = manifest('shop', [vm('db', { vmid: 9100 }), vm('web')])

describe('a guest that homestak did not make', () => {
  test('keeps the vmid that a node declares', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await hand(lab).make(9100, { name: 'theirs' })
    const summary = await expectUntouched(lab, [9100], { 'shop/db': 'ForeignGuest' })
    expect(lineOf(summary, 'shop/db').held?.message).toContain('theirs')
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
  })

  test('keeps the name that a node has, and none is made beside it', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await hand(lab).make(300, { name: 'web' })
    await expectUntouched(lab, [300], { 'shop/web': 'ForeignGuest' })
    expect(owned(lab.simulator)).toEqual(['shop/db@sim'])
    expect((await lab.diff()).nodes.find(({ key }) => key === 'shop/web')).toMatchObject({
      action: 'create',
      held: { reason: 'ForeignGuest' },
    })
  })

  test('is not destroyed by a name that it happens to have', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    await hand(lab).make(300, { name: 'blog' })
    await expect(lab.destroy({ keys: ['blog'] })).rejects.toMatchObject({ code: 'Usage' })
    expect(lab.simulator.world.guest(300)).toBeDefined()
  })

  test('makes a node without a vmid step aside', async () => {
    const first = await createLab({ 'shop.yaml': shop })
    await first.reconcile()
    const { vmid } = guestOf(first.simulator, 'shop/web')
    const lab = await createLab({ 'shop.yaml': shop })
    await hand(lab).make(vmid, { name: 'theirs' })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/web').vmid).toBe(vmid + 1)
    lab.loseState()
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('and has the tag alone is not ours', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    await hand(lab).make(300, { name: 'tagged', tags: 'homestak' })
    await expectUntouched(lab, [300], {}, 0)
    expect((await lab.status({ orphans: true })).orphans).toEqual([])
  })
})

describe('a clone that a person made of a guest of ours', () => {
  test('is left alone while the original is there', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    await hand(lab).clone(9100, 300)
    const { calls } = await expectUntouched(lab, [300, 9100], {}, 0)
    expect(calls.writes).toBe(0)
  })

  test('is left alone when the original is gone, which is made again at its vmid', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    const { uid } = markOf(guestOf(lab.simulator, 'shop/db')) ?? {}
    await hand(lab).clone(9100, 300)
    await hand(lab).destroy(9100)
    await expectUntouched(lab, [300], {}, 0)
    expect(markOf(lab.simulator.world.guest(9100))?.uid).not.toBe(uid)
    expect(lab.simulator.world.guests()).toHaveLength(3)
  })

  test('is left alone when nothing is declared any more', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    await hand(lab).clone(9100, 300)
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    await expectUntouched(lab, [300], {}, 0)
    expect(lab.simulator.world.guest(9100)).toBeUndefined()
  })
})

describe('two valid marks of one identity', () => {
  const doubled = async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    await hand(lab).clone(9100, 300)
    const mark = markOf(guestOf(lab.simulator, 'shop/db'))
    if (!mark) throw new Error('no mark')
    await hand(lab).set(300, { description: writeMark('', { ...mark, vmid: 300, uid: 'f'.repeat(32) }) })
    return lab
  }

  test('hold both, though nothing else differs, and the message shows both vmids', async () => {
    const lab = await doubled()
    const summary = await expectUntouched(lab, [300, 9100], { 'shop/db': 'DuplicateIdentity' })
    expect(lineOf(summary, 'shop/db').held?.message).toMatch(/300 and 9100|9100 and 300/)
    expect((await lab.diff()).nodes.find(({ key }) => key === 'shop/db')?.held?.reason).toBe('DuplicateIdentity')
  })

  test('hold both whatever is edited, and where the state is lost', async () => {
    const lab = await doubled()
    lab.files.set(
      'shop.yaml',
      manifest('shop', [vm('db', { vmid: 9100, tags: ['gold'], preset: 'vm-small' }), vm('web')]),
    )
    await expectUntouched(lab, [300, 9100], { 'shop/db': 'DuplicateIdentity' })
    lab.loseState()
    const { calls } = await expectUntouched(lab, [300, 9100], { 'shop/db': 'DuplicateIdentity' })
    expect(calls.writes).toBe(0)
  })

  test('hold both when neither is declared, and when a person names them', async () => {
    const lab = await doubled()
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    await lab.reconcile()
    expect([300, 9100].map((vmid) => lab.simulator.world.guest(vmid)?.running === undefined)).toEqual([true, false])
    expect((await lab.destroy({ keys: ['shop/db'] })).exitCode).toBe(5)
    expect([300, 9100].map((vmid) => lab.simulator.world.guest(vmid) !== undefined)).toEqual([true, true])
  })

  test('are told apart once a person deletes one line', async () => {
    const lab = await doubled()
    await hand(lab).set(300, { description: 'mine' })
    const picture = photo(lab.simulator, 300)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(photo(lab.simulator, 300)).toBe(picture)
  })
})

describe('a mark that cannot be read', () => {
  test.each([
    ['of a version to come', (line: string) => line.replace('homestak:1', 'homestak:2')],
    ['that was cut', (line: string) => line.replace('"uid"', '"uix"')],
    ['that is there twice', (line: string) => `${line}\n${line}`],
  ])('%s is never written to', async (_, spoil) => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    await hand(lab).set(9100, { description: spoil(lab.simulator.world.guest(9100)?.config['description'] ?? '') })
    const summary = await expectUntouched(lab, [9100], { 'shop/db': 'UnreadableMark' })
    expect(lineOf(summary, 'shop/db').held?.fix).toContain('homestak')
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    await expectUntouched(lab, [9100], {}, 0)
  })

  test('is found where a node without a vmid would be, also under another name', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    const { vmid, config } = guestOf(lab.simulator, 'shop/web')
    await hand(lab).set(vmid, {
      description: (config['description'] ?? '').replace('homestak:1', 'homestak:2'),
      name: 'other',
    })
    lab.loseState()
    await expectUntouched(lab, [vmid], { 'shop/web': 'UnreadableMark' })
    expect(lab.simulator.world.guests()).toHaveLength(2)
  })
})

describe('a guest in the making', () => {
  const making = async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.settle(lab.simulator.world.run('POST', '/nodes/pve/qemu', { vmid: 9100, memory: 512 }))
    const guest = lab.simulator.world.guest(9100)
    if (guest) guest.config = { lock: 'create' }
    return { lab, guest }
  }

  test('is unknown for a minute after its last task, then held with the command that frees it', async () => {
    const { lab } = await making()
    const { nodes } = await lab.diff()
    expect(nodes.find(({ key }) => key === 'shop/db')).toMatchObject({
      action: 'unknown',
      reason: expect.stringContaining('being made'),
    })
    const began = lab.clock.now()
    const summary = await expectUntouched(lab, [9100], { 'shop/db': 'StaleLock' })
    expect(lab.clock.now() - began).toBeGreaterThanOrEqual(55_000)
    expect(lineOf(summary, 'shop/db').held?.fix).toContain('qm unlock 9100')
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
  })

  test('is waited for while its task runs, and taken for what it then is', async () => {
    const lab = await createLab({ 'shop.yaml': shop }, { profile: 'real' })
    const other = await createLab(
      { 'shop.yaml': shop },
      { profile: 'real', simulator: lab.simulator, clock: lab.clock, seed: 5 },
    )
    const [one, two] = await lab.settle(
      Promise.all([lab.reconcile(), lab.clock.sleep(1500).then(() => other.reconcile())]),
    )
    expect([one.exitCode, two.exitCode]).toEqual([0, 0])
    expect(lab.simulator.world.guests()).toHaveLength(2)
  })

  test('by a person who is still at it is waited for, too', async () => {
    const { lab, guest } = await making()
    const finish = lab.clock.sleep(30_000).then(() => {
      if (guest) guest.config = { name: 'theirs', memory: '512' }
    })
    const [summary] = await lab.settle(Promise.all([lab.reconcile(), finish]))
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'ForeignGuest' } })
    expect(guest?.config).toEqual({ name: 'theirs', memory: '512' })
  })

  test("stays unknown where the token cannot see other people's tasks, and the privilege is named", async () => {
    const { lab } = await making()
    await lab.settle(lab.simulator.world.call('POST', '/access/roles', { roleid: 'Startup', privs: 'Sys.Modify' }))
    lab.tokens.set(
      'sim',
      await lab.settle(
        lab.simulator.world.addToken('op@pve!lab', [
          { path: '/', roles: 'PVEVMAdmin,PVEDatastoreAdmin,PVESDNUser,Startup' },
        ]),
      ),
    )
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(4)
    expect(lineOf(summary, 'shop/db')).toMatchObject({
      outcome: 'unknown',
      message: expect.stringContaining('Sys.Audit on /nodes/pve'),
    })
    expect(writes(lab.simulator).filter((line) => line.includes('9100'))).toEqual([])
  })

  test('is waited for where nobody remembers that it was begun, and its node has a new name since', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    await lab.reconcile()
    const made = guestOf(lab.simulator, 'shop/db')
    const { config } = made
    made.config = { lock: 'create' }
    lab.loseState()
    lab.files.set('shop.yaml', manifest('shop', [vm('store', { moved_from: 'db' })]))
    const finish = lab.clock.sleep(30_000).then(() => void (made.config = config))
    const [summary] = await lab.settle(Promise.all([lab.reconcile(), finish]))
    expect(summary.exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/store').vmid).toBe(made.vmid)
    expect(lab.simulator.world.guests()).toHaveLength(1)
  })

  test("is not started over by a second run that finds the first one's journal", async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    const stop = new AbortController()
    lab.simulator.onRequest = ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/qemu')) stop.abort()
    }
    await lab.reconcile({ stop: stop.signal })
    lab.simulator.onRequest = undefined
    const uids = lab.simulator.world.guests().map((guest) => markOf(guest)?.uid)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guests().map((guest) => markOf(guest)?.uid)).toEqual(
      expect.arrayContaining(uids.filter((uid) => uid !== undefined)),
    )
    expect(lab.simulator.world.guests()).toHaveLength(2)
    expect(lab.store.openIntents()).toEqual([])
  })
})
