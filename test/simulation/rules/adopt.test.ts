/** Section 4 and rule 7: a guest that somebody else made is taken over as it is, if a person agrees to that very one. */
import { describe, expect, test } from 'vitest'
import { writeMark } from '../../../src/pve/mark.ts'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, hand, holds, interloper, lineOf, manifest, markOf, owned, photo, vm, writes } from './scene.ts'

const shop = (more = {}) => manifest('shop', [vm('db', { vmid: 9100, ...more }), vm('web')])
const noted = (vmid: number, file = '/seed/terraform.tfstate') => ({ vmid, file })

/** As the seed's OpenTofu leaves it: with a cloud-init drive of Proxmox VE. */
const theirs = { name: 'db', memory: 1024, ide2: 'vmstore:cloudinit', virtio0: 'vmstore:1', description: 'by hand' }

const scene = async (config = {}, text = shop()) => {
  const lab = await createLab({ 'shop.yaml': text })
  await hand(lab).make(9100, { ...theirs, ...config })
  return lab
}
/** What is known of the seed's guests beside the lab's own. */
const seeded = (lab: Lab, vmids: Readonly<Record<string, number>>) => ({
  ports: {
    ...lab.ports,
    seedGuest: ({ node }: { readonly node: string }) => (vmids[node] === undefined ? undefined : noted(vmids[node])),
  },
})
const lineIn = async (lab: Lab, options = {}) => (await lab.diff(options)).nodes.find(({ key }) => key === 'shop/db')

describe('a guest with the vmid and the name of a node', () => {
  test('is held with the command that takes it over, and shown with what it lacks', async () => {
    const lab = await scene()
    const before = photo(lab.simulator, 9100)
    expect(await lineIn(lab)).toMatchObject({
      action: 'adopt',
      vmid: 9100,
      held: { reason: 'ForeignGuest', fix: expect.stringContaining('--adopt shop/db@sim') },
      steps: expect.arrayContaining([{ kind: 'api', summary: 'take guest 9100 over as it is' }]),
      changes: expect.arrayContaining([expect.objectContaining({ path: 'owner', observed: 'not homestak' })]),
    })
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(5)
    expect(holds(summary)).toEqual({ 'shop/db': 'ForeignGuest' })
    expect(photo(lab.simulator, 9100)).toBe(before)
    // It is somebody else's until then, in the state too.
    expect(lab.store.node({ host: 'sim', manifest: 'shop', node: 'db' })).not.toHaveProperty('uid')
  })

  test('becomes the node where that was agreed to, is never made anew, and is Ready', async () => {
    const lab = await scene({}, shop({ protect: true }))
    expect((await lineIn(lab, { adopt: ['db'] }))?.held).toBeUndefined()
    const summary = await lab.reconcile({ adopt: ['db'] })
    expect(summary, lineOf(summary, 'shop/db').message ?? '').toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    const { vmid, config } = guestOf(lab.simulator, 'shop/db')
    expect(vmid).toBe(9100)
    expect(config['description']).toMatch(/^by hand\n<!-- homestak:1 /)
    expect(config).toMatchObject({ tags: 'homestak', protection: '1' })
    // Its first boot is over: another seed would have it boot as new.
    expect(config['ide2']).toContain('cloudinit')
    expect(Object.values(config).filter((value) => String(value).includes('.iso'))).toEqual([])
    expect(writes(lab.simulator).filter((line) => line.startsWith('POST') && line.includes('qemu '))).toHaveLength(0)
    lab.loseState()
    lab.simulator.world.clearRequests()
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(writes(lab.simulator)).toEqual([])
  })

  test('is ours from then on: a change of its first boot alone is nothing to do, and it goes with its node', async () => {
    const lab = await scene()
    await lab.reconcile({ adopt: ['db'] })
    lab.files.set('shop.yaml', shop({ ip: '192.0.2.7/24', gateway: '192.0.2.1', tags: ['gold'] }))
    expect((await lineIn(lab))?.changes.map(({ path }) => path)).toEqual(['tags'])
    expect((await lab.reconcile()).exitCode).toBe(0)
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    expect(await lab.reconcile({ maxDestroy: 1 })).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
    expect(lab.simulator.world.guest(9100)).toBeUndefined()
  })

  test('that carries the mark of another site is taken over too, and its uid is a new one', async () => {
    const lab = await scene()
    const mark = { site: 'old', host: 'sim', manifest: 'shop', node: 'db', uid: 'a'.repeat(32), vmid: 9100 } as const
    await hand(lab).set(9100, { description: writeMark('notes', { ...mark, type: 'vm' }) })
    expect((await lineIn(lab))?.changes[0]).toMatchObject({ observed: 'shop/db@sim of site old' })
    expect((await lab.reconcile({ adopt: ['db'] })).exitCode).toBe(0)
    const taken = markOf(guestOf(lab.simulator, 'shop/db'))
    expect(taken).toMatchObject({ site: 'lab', vmid: 9100 })
    expect(taken?.uid).not.toBe(mark.uid)
  })

  test.each([
    ['by the time it would be taken over', '/qemu/9100/config?'],
    ['since the list was made', '/qemu/9100/pending'],
  ])('that was given another name %s stays as it is', async (_, call) => {
    const { own, wrap } = interloper()
    const lab = await createLab({ 'shop.yaml': shop() }, { wrap })
    await hand(lab).make(9100, theirs)
    own.before = async ({ path }) => {
      if (!path.includes(call)) return
      own.before = undefined
      await lab.simulator.world.call('PUT', '/nodes/pve/qemu/9100/config', { name: 'other' })
    }
    expect(holds(await lab.reconcile({ adopt: ['db'] }))).toEqual({ 'shop/db': 'ForeignGuest' })
    expect(own.before).toBeUndefined()
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    expect(lab.simulator.world.guest(9100)?.config).toMatchObject({ name: 'other', description: 'by hand' })
  })
})

describe('what does not fit the node', () => {
  test.each([
    ['a guest of another name', { name: 'other' }, 'ForeignGuest'],
    ['a template', { template: 1 }, 'ForeignGuest'],
  ])('%s stays as it is, agreed to or not', async (_, config, reason) => {
    const lab = await scene(config)
    const before = photo(lab.simulator, 9100)
    for (const adopt of [[], ['db']]) {
      const summary = await lab.reconcile({ adopt })
      expect(holds(summary)).toEqual({ 'shop/db': reason })
    }
    expect(photo(lab.simulator, 9100)).toBe(before)
  })

  test('a guest that is gone is not made instead where it was to be taken over', async () => {
    const lab = await createLab({ 'shop.yaml': shop() })
    const summary = await lab.reconcile({ adopt: ['db'] })
    expect(holds(summary)).toEqual({ 'shop/db': 'NothingToAdopt' })
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    expect((await lab.reconcile()).exitCode).toBe(0)
    // Agreed to again, there is nothing to take over any more.
    expect((await lab.reconcile({ adopt: ['db'] })).exitCode).toBe(0)
  })

  test('a mark that cannot be read is never written over', async () => {
    const lab = await scene({ description: '<!-- homestak:2 {} -->' })
    expect(holds(await lab.reconcile({ adopt: ['db'] }))).toEqual({ 'shop/db': 'UnreadableMark' })
  })

  test('a guest of the same name under another vmid is held with the vmid to declare', async () => {
    const lab = await createLab({ 'shop.yaml': shop() })
    await hand(lab).make(300, { name: 'web' })
    const summary = await lab.reconcile({ adopt: ['web'] })
    expect(lineOf(summary, 'shop/web').held).toMatchObject({ reason: 'NothingToAdopt' })
    expect(lineOf(await lab.reconcile(), 'shop/web').held?.fix).toContain('vmid: 300')
  })
})

describe("a guest that the seed's OpenTofu made", () => {
  const text = manifest('shop', [vm('db')])

  test('is known by its state without a vmid in the manifest, and taken over', async () => {
    const lab = await scene({}, text)
    const more = seeded(lab, { db: 9100 })
    expect(await lineIn(lab, more)).toMatchObject({
      action: 'adopt',
      vmid: 9100,
      held: { message: expect.stringContaining('/seed/terraform.tfstate') },
    })
    expect((await lab.reconcile({ ...more, adopt: ['db'] })).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/db').vmid).toBe(9100)
    // Then the mark says whose it is, and the state may go.
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('and that is gone is made anew: a state is never believed', async () => {
    const lab = await createLab({ 'shop.yaml': text })
    expect((await lab.reconcile(seeded(lab, { db: 9100 }))).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/db').vmid).not.toBe(9100)
  })

  test('and that has another name now is held, and none is made beside it', async () => {
    const lab = await scene({ name: 'renamed' }, text)
    const summary = await lab.reconcile(seeded(lab, { db: 9100 }))
    expect(lineOf(summary, 'shop/db').held).toMatchObject({
      reason: 'ForeignGuest',
      message: expect.stringMatching(/guest 9100 .*terraform\.tfstate.* called renamed/),
    })
    expect(owned(lab.simulator)).toEqual([])
  })

  test('counts less than a vmid that is declared', async () => {
    const lab = await scene({}, shop())
    await hand(lab).make(300, { name: 'other' })
    expect((await lab.reconcile({ ...seeded(lab, { db: 300 }), adopt: ['db'] })).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/db').vmid).toBe(9100)
  })
})
