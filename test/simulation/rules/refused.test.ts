/** What the host refuses: credentials and privileges are named, and nothing is concluded from them. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, holds, interloper, lineOf, manifest, owned, vm, writes } from './scene.ts'

const shop = manifest('shop', [vm('db'), vm('web')])

/** A token with these roles instead of the lab's own. */
async function narrow(lab: Lab, roles: readonly { readonly path: string; readonly roles: string }[]): Promise<void> {
  lab.tokens.set('sim', await lab.settle(lab.simulator.world.addToken('op@pve!lab', roles)))
  lab.simulator.world.clearRequests()
}

const role = (lab: Lab, roleid: string, privs: string) =>
  lab.settle(lab.simulator.world.call('POST', '/access/roles', { roleid, privs }))

describe('a token that the host does not take', () => {
  test('is told as that, everything is unknown, and nothing is done', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    lab.tokens.set('sim', 'root@pam!homestak=00000000-0000-4000-8000-000000000000')
    lab.files.set('shop.yaml', manifest('shop', [vm('db'), vm('new')]))
    lab.simulator.world.clearRequests()
    const began = lab.clock.now()
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(5)
    expect(summary.hosts).toMatchObject([{ host: 'sim', reachable: false, code: 'RefusedCredential' }])
    expect(summary.nodes.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown'])
    expect(writes(lab.simulator)).toEqual([])
    // Tried once: another try would be another failed login.
    expect(lab.simulator.world.requests()).toHaveLength(1)
    expect(lab.clock.now() - began).toBeLessThan(10_000)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
  })

  test('from the middle of a run on holds what is left', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web', { depends_on: ['db'] })]) })
    let made = false
    lab.simulator.onRequest = ({ method, path }) => (made ||= method === 'POST' && path.endsWith('/qemu'))
    lab.simulator.faults = (_, phase) =>
      phase === 'before' && made ? { status: 401, reason: 'invalid token value!' } : 'pass'
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'RefusedCredential' },
    })
    lab.simulator.faults = undefined
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guests()).toHaveLength(2)
  })
})

describe('a token that lacks a privilege', () => {
  test('to make guests is told so by name, and needs no second try', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await narrow(lab, [{ path: '/', roles: 'PVEAuditor,PVEDatastoreAdmin,PVESDNUser' }])
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'MissingPrivilege', 'shop/web': 'MissingPrivilege' },
    })
    expect(lineOf(summary, 'shop/db').held?.message).toContain('VM.Allocate')
    expect(lab.simulator.world.guests()).toEqual([])
  })

  test('to write a seed is told so by name, and leaves nothing', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    await narrow(lab, [{ path: '/', roles: 'PVEVMAdmin,PVEDatastoreUser,PVESDNUser,PVEAuditor' }])
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'MissingPrivilege' },
    })
    expect(lab.simulator.world.guests()).toEqual([])
  })

  test('to start, stop or destroy is told so, and the guest is kept', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    await role(lab, 'NoPower', 'VM.Audit,VM.Config.Options,Sys.Audit,Datastore.Audit')
    await narrow(lab, [{ path: '/', roles: 'NoPower' }])
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'MissingPrivilege' },
    })
    expect(lineOf(summary, 'shop/db').held?.message).toContain('VM.PowerMgmt')
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
  })

  test('to see guests neither makes them a second time nor takes them for gone', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    await role(
      lab,
      'Blind',
      'VM.Allocate,VM.PowerMgmt,VM.Config.Options,VM.Config.Disk,VM.Config.CPU,VM.Config.Memory,VM.Config.Network,VM.Config.HWType,VM.Config.CDROM,Sys.Audit,Sys.Modify,SDN.Use,Datastore.Allocate,Datastore.AllocateSpace,Datastore.AllocateTemplate,Datastore.Audit',
    )
    await narrow(lab, [{ path: '/', roles: 'Blind' }])
    const before = JSON.stringify(lab.simulator.world.guests())
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'MissingPrivilege', 'shop/web': 'MissingPrivilege' },
    })
    expect(lineOf(summary, 'shop/db').held?.message).toContain('VM.Audit on /vms')
    const asked = lab.simulator.world.requests().filter(({ path }) => path.includes('/access/permissions'))
    expect(asked).toHaveLength(2)
    expect(JSON.stringify(lab.simulator.world.guests())).toBe(before)
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    await lab.reconcile()
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    const full = lab.simulator.token
    lab.tokens.set('sim', full)
    lab.files.set('shop.yaml', shop)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guests()).toHaveLength(2)
  })

  test("to read the disks' storage says which", async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    await narrow(lab, [
      { path: '/', roles: 'PVEVMAdmin,PVESDNUser,PVEAuditor' },
      { path: '/storage/local', roles: 'PVEDatastoreAdmin' },
    ])
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(5)
    expect(lineOf(summary, 'shop/db').held?.message).toMatch(/vmstore|Datastore/)
  })
})

describe('what a person has to bring', () => {
  test('an image that is on no storage is named', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db', { image: 'plan9' }), vm('web')]) })
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'MissingImage' } })
    expect(lineOf(summary, 'shop/db').held?.message).toContain('plan9')
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    lab.simulator.world.addImage('local:import/plan9.qcow2', 1024 ** 3)
    expect((await lab.reconcile()).exitCode).toBe(0)
  })

  test('an image where the seed system kept it is told with the two ways out', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db', { image: 'plan9' })]) })
    lab.simulator.world.addFile('local:iso/plan9.img', 1024 ** 3)
    const { fix = '' } = lineOf(await lab.reconcile(), 'shop/db').held ?? {}
    expect(fix).toMatch(/mv .*plan9\.img .*import.*template/)
  })

  test('a storage for disks that does not exist is named with those that do', async () => {
    const lab = await createLab({
      'shop.yaml': manifest('shop', [vm('db', { disks: [{ name: 'data', size: 1, datastore: 'tank' }] })]),
    })
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'MissingStorage' } })
    expect(lineOf(summary, 'shop/db').held).toMatchObject({
      message: expect.stringContaining('tank'),
      fix: expect.stringContaining('vmstore'),
    })
    expect(writes(lab.simulator)).toEqual([])
  })

  test("a free vmid where the site's range is full", async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web'), vm('late', { vmid: 300 })]) })
    lab.site.set('site.yaml', `${lab.site.get('site.yaml')}vmids: {first: 5000, last: 5000}\n`)
    await lab.settle(lab.simulator.world.run('POST', '/nodes/pve/qemu', { vmid: 5000, name: 'theirs', memory: 512 }))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'NoVmid', 'shop/web': 'NoVmid' },
    })
    expect(owned(lab.simulator)).toEqual(['shop/late@sim'])
  })

  test('is looked for in the middle of a run as well: a guest that goes then is made anew', async () => {
    const { own, wrap } = interloper()
    const lab = await createLab({ 'shop.yaml': shop }, { wrap })
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    lab.files.set('shop.yaml', manifest('shop', [vm('db', { tags: ['gold'] }), vm('web')]))
    let edited = false
    own.before = async ({ method, path }) => {
      if (edited) {
        own.before = undefined
        await lab.simulator.world.run('POST', `/nodes/pve/qemu/${vmid}/status/stop`)
        await lab.simulator.world.run('DELETE', `/nodes/pve/qemu/${vmid}`)
      }
      edited ||= method === 'PUT' && path.endsWith(`/qemu/${vmid}/config`)
    }
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 0, held: {} })
    expect(guestOf(lab.simulator, 'shop/db').config['tags']).toBe('gold;homestak')
  })
})
