/** What the cluster shows, and how late. */
import { describe, expect, test } from 'vitest'
import { bench, guests, startWeb, webGuest } from './bench.ts'

describe('the list of resources', () => {
  test('has a new guest at once, its name and figures only with the next cycle', async () => {
    const { run, list, clock } = bench()
    await run('POST', guests, webGuest(100, { tags: 'a;b' }))
    const bare = { id: 'qemu/100', type: 'qemu', vmid: 100, node: 'pve', status: 'unknown', tags: 'a;b' }
    expect(await list('/cluster/resources', { type: 'vm' })).toEqual([bare])
    await clock.advance(10_000)
    expect(await list('/cluster/resources', { type: 'vm' })).toMatchObject([
      { ...bare, name: 'web-100', status: 'stopped', maxmem: 1024 * 1_048_576, maxdisk: 2 * 1_073_741_824 },
    ])
  })

  test('is late with run state and names, prompt with tags, locks and removals', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    await lab.clock.advance(10_000)
    const one = async () => (await lab.list('/cluster/resources', { type: 'vm' }))[0]
    expect(await one()).toMatchObject({ status: 'running' })
    await lab.run('PUT', `${guests}/100/config`, { name: 'other', tags: 'now' })
    await lab.run('POST', `${guests}/100/status/stop`)
    lab.simulator.world.setLock(100, 'backup')
    expect(await one()).toMatchObject({ status: 'running', name: 'web-100', tags: 'now', lock: 'backup' })
    expect(await lab.list(guests)).toMatchObject([{ status: 'stopped', name: 'other' }])
    await lab.clock.advance(10_000)
    expect(await one()).toMatchObject({ status: 'stopped', name: 'other' })
    lab.simulator.world.setLock(100, undefined)
    await lab.run('DELETE', `${guests}/100`)
    expect(await lab.list('/cluster/resources', { type: 'vm' })).toEqual([])
  })

  test('can be asked for one type', async () => {
    const { list, ask } = bench()
    expect((await list('/cluster/resources', { type: 'storage' })).map(({ id }) => id)).toEqual([
      'storage/pve/local',
      'storage/pve/vmstore',
    ])
    expect(await ask('GET', '/cluster/resources', { type: 'bad' })).toMatchObject({ status: 400 })
  })
})

describe('a cluster of several nodes', () => {
  test('has guests that belong to one of them, and storages on each', async () => {
    const { run, ask, list } = bench({ nodeNames: ['one', 'two'] })
    await run('POST', '/nodes/two/qemu', webGuest(100))
    expect((await list('/nodes/two/qemu')).map(({ vmid }) => vmid)).toEqual([100])
    expect(await list('/nodes/one/qemu')).toEqual([])
    expect(await ask('GET', '/nodes/one/qemu/100/config')).toMatchObject({ status: 500 })
    expect((await list('/cluster/resources', { type: 'vm' }))[0]).toMatchObject({ node: 'two' })
    expect((await list('/nodes/one/storage/vmstore/content')).filter(({ content }) => content === 'images')).toEqual([])
    expect(await list('/nodes/two/storage/vmstore/content', { content: 'images' })).toMatchObject([{ vmid: 100 }])
    expect(await ask('POST', '/nodes/one/qemu', { vmid: 100 })).toMatchObject({
      reason: "unable to create VM 100 - VM 100 already exists on node 'two'",
    })
    expect((await list('/cluster/status')).map(({ name }) => name)).toEqual(['sim', 'one', 'two'])
  })

  test('lets a guest be moved by hand, its disks with it', async () => {
    const { run, record, simulator } = bench({ nodeNames: ['one', 'two'] })
    await run('POST', '/nodes/one/qemu', webGuest(100))
    simulator.world.moveGuest(100, 'two')
    expect(await record('/nodes/two/qemu/100/config')).toMatchObject({ name: 'web-100' })
    await run('POST', '/nodes/two/qemu/100/status/start')
    expect(simulator.world.guest(100)?.running).toBeDefined()
  })
})

describe('the next free id', () => {
  test('is a text, and one that is taken is an error', async () => {
    const { run, ask } = bench()
    await run('POST', guests, { vmid: 100 })
    expect(await ask('GET', '/cluster/nextid')).toMatchObject({ data: '101' })
    expect(await ask('GET', '/cluster/nextid', { vmid: 777 })).toMatchObject({ data: '777' })
    expect(await ask('GET', '/cluster/nextid', { vmid: 100 })).toMatchObject({
      errors: { vmid: 'VM 100 already exists' },
    })
  })
})

describe('a pool', () => {
  test('is shown, with the figures of its running guests, to those who may see it, and names its members', async () => {
    const lab = bench()
    await lab.run('POST', '/pools', { poolid: 'team' })
    await startWeb(lab, 100)
    await lab.run('POST', guests, webGuest(101))
    await lab.run('PUT', '/pools', { poolid: 'team', vms: '100,101' })
    await lab.clock.advance(10_000)
    const [guest] = await lab.list('/cluster/resources', { type: 'vm' })
    const { uptime, mem, maxmem } = guest ?? {}
    expect(guest).toMatchObject({ vmid: 100, pool: 'team', status: 'running' })
    const pools = (await lab.list('/cluster/resources')).filter(({ type }) => type === 'pool')
    expect(pools).toEqual([
      { id: '/pool/team', type: 'pool', pool: 'team', uptime, mem, maxmem, cpu: 0, maxcpu: guest?.['maxcpu'] },
    ])
    const token = await lab.simulator.world.addToken('ops@pve!ci', [{ path: '/pool/team', roles: 'PVEVMAdmin' }])
    const { data, body } = await lab.ask('GET', '/cluster/resources', {}, token)
    expect(data).toMatchObject([{ vmid: 100 }, { vmid: 101 }, { type: 'node' }])
    expect(body).not.toContain('pool')
  })

  test('takes a guest once, from another pool only where that is asked for, and gives away only what it has', async () => {
    const { run, ask, record } = bench()
    for (const poolid of ['one', 'two']) await run('POST', '/pools', { poolid })
    await run('POST', guests, webGuest(100, { pool: 'one' }))
    const put = (form: Record<string, string | number>) => ask('PUT', '/pools', form)
    expect(await put({ poolid: 'one', vms: 100 })).toMatchObject({
      status: 500,
      reason: 'update pools failed: VM 100 is already a pool member',
    })
    expect(await put({ poolid: 'two', vms: 100 })).toMatchObject({
      reason: "update pools failed: VM 100 belongs already to pool 'one' and allow-move is not set",
    })
    expect(await put({ poolid: 'two', vms: 100, 'allow-move': 1 })).toMatchObject({ status: 200 })
    expect(await put({ poolid: 'one', vms: 100, delete: 1 })).toMatchObject({
      reason: 'update pools failed: VM 100 is not a pool member',
    })
    expect(await put({ poolid: 'one', storage: 'local', delete: 1 })).toMatchObject({
      reason: "update pools failed: Storage 'local' is not a pool member",
    })
    expect(await put({ poolid: 'one', storage: 'local' })).toMatchObject({ status: 200 })
    expect(await put({ poolid: 'one', storage: 'local' })).toMatchObject({
      reason: "update pools failed: Storage 'local' is already a pool member",
    })
    expect(await record('/pools/one')).toMatchObject({ members: [{ storage: 'local' }] })
    expect(await record('/pools/two')).toMatchObject({ members: [{ vmid: 100 }] })
  })
})
