/** Tasks, their logs, and the locks that they wait for. */
import { describe, expect, test } from 'vitest'
import { asRecord, bench, guests, startWeb, webGuest } from './bench.ts'

const at = (upid: unknown): string => `/nodes/pve/tasks/${encodeURIComponent(String(upid))}`

describe('a task', () => {
  test('says who started it, runs, and ends with its exit text', async () => {
    const { ask, clock, record } = bench()
    const { data: upid } = await ask('POST', guests, webGuest(100))
    expect(upid).toMatch(/^UPID:pve:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:qmcreate:100:root@pam!homestak:$/)
    const running = await record(`${at(upid)}/status`)
    expect(running).toMatchObject({
      status: 'running',
      user: 'root@pam',
      tokenid: 'homestak',
      type: 'qmcreate',
      id: '100',
    })
    expect(running).not.toHaveProperty('exitstatus')
    await clock.advance(2000)
    expect(await record(`${at(upid)}/status`)).toMatchObject({ status: 'stopped', exitstatus: 'OK' })
  })

  test('has a log in pages of fifty lines, of which the first does not show the end of an import', async () => {
    const { ask, clock } = bench()
    const { data: upid } = await ask('POST', guests, webGuest(100))
    await clock.advance(2000)
    const page = asRecord(JSON.parse((await ask('GET', `${at(upid)}/log`)).body))
    const total = Number(page['total'])
    expect(page['data']).toHaveLength(50)
    expect(JSON.stringify(page['data'])).not.toContain('TASK OK')
    expect(await ask('GET', `${at(upid)}/log`, { start: total - 1, limit: 1 })).toMatchObject({
      data: [{ n: total, t: 'TASK OK' }],
    })
    expect((await ask('GET', `${at(upid)}/log`, { limit: 0 })).data).toHaveLength(total)
  })

  test('that nobody knows has a log but no status', async () => {
    const { ask } = bench()
    const upid = 'UPID:pve:00000001:00000001:60000000:qmstart:100:root@pam:'
    expect(await ask('GET', `${at(upid)}/status`)).toMatchObject({ status: 400, errors: { upid: 'no such task' } })
    expect(await ask('GET', `${at(upid)}/log`)).toMatchObject({
      status: 200,
      data: [{ n: 1, t: 'unable to open file - No such file or directory' }],
    })
    expect(await ask('GET', `${at('garbage')}/status`)).toMatchObject({
      errors: { upid: 'unable to parse worker upid' },
    })
  })

  test('is in the list of active ones while it runs, and among the failed ones after it failed', async () => {
    const { ask, clock, list } = bench()
    const { data: upid } = await ask('POST', guests, {
      vmid: 100,
      scsi0: 'vmstore:0,import-from=local:import/none.qcow2',
    })
    expect(await list('/nodes/pve/tasks', { source: 'active' })).toMatchObject([
      { upid, status: 'RUNNING', user: 'root@pam!homestak', saved: '0' },
    ])
    await clock.advance(2000)
    expect(await list('/nodes/pve/tasks', { errors: 1 })).toMatchObject([
      { upid, status: expect.stringContaining('failed to stat') },
    ])
    expect(await list('/nodes/pve/tasks', { source: 'active' })).toEqual([])
  })

  test('of another is hidden from those who may not audit the node', async () => {
    const { ask, simulator } = bench()
    const token = await simulator.world.addToken('ops@pve!ci', [{ path: '/vms', roles: 'PVEVMAdmin' }])
    const { data: upid } = await ask('POST', guests, { vmid: 100 })
    expect(await ask('GET', `${at(upid)}/status`, {}, token)).toMatchObject({
      status: 403,
      reason: 'Permission check failed (/nodes/pve, Sys.Audit)',
    })
    expect(await ask('GET', '/nodes/pve/tasks', { source: 'all' }, token)).toMatchObject({ data: [] })
  })
})

describe('the file lock of a guest', () => {
  test('makes a second writer wait, ten seconds at most', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    lab.simulator.world.ignoreShutdown(100)
    const shutdown = await lab.ask('POST', `${guests}/100/status/shutdown`, { timeout: 60 })
    const began = lab.clock.now()
    expect(await lab.ask('PUT', `${guests}/100/config`, { description: 'x' })).toMatchObject({
      status: 500,
      reason: "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout",
    })
    expect(lab.clock.now() - began).toBe(10_000)
    const stop = await lab.ask('POST', `${guests}/100/status/stop`)
    expect(await lab.finish(stop)).toBe("can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout")
    expect(await lab.ask('GET', `${at(stop.data)}/log`)).toMatchObject({
      data: [{ t: 'trying to acquire lock...' }, { n: 2 }],
    })
    await lab.ask('DELETE', at(shutdown.data))
    expect(await lab.finish(shutdown)).toBe('received interrupt')
    expect(await lab.ask('PUT', `${guests}/100/config`, { description: 'x' })).toMatchObject({ status: 200 })
  })

  test('may be held a while after a stop, and is free then', async () => {
    const lab = bench()
    await lab.run('POST', guests, webGuest(100))
    const held = lab.simulator.world.holdLock(100, 15_000)
    expect(await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })).toMatchObject({
      status: 500,
      reason: expect.stringContaining("can't lock file"),
    })
    expect(await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })).toMatchObject({ status: 200 })
    await held
  })

  test('is taken from a shutdown by a stop that overrules it', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    lab.simulator.world.ignoreShutdown(100)
    const shutdown = await lab.ask('POST', `${guests}/100/status/shutdown`, { timeout: 60 })
    const stop = await lab.ask('POST', `${guests}/100/status/stop`, { 'overrule-shutdown': 1 })
    expect(await lab.finish(stop)).toBe('OK')
    expect(await lab.finish(shutdown)).toBe('received interrupt')
    expect(lab.simulator.world.guest(100)?.running).toBeUndefined()
  })

  test('is granted in the order in which it was asked for', async () => {
    const { run, ask, finish, simulator } = bench()
    await run('POST', guests, webGuest(100))
    const start = await ask('POST', `${guests}/100/status/start`)
    const stop = await ask('POST', `${guests}/100/status/stop`)
    expect([await finish(start), await finish(stop)]).toEqual(['OK', 'OK'])
    expect(simulator.world.guest(100)?.running).toBeUndefined()
  })

  test('is shared by clones of one guest', async () => {
    const { run, ask, finish, clock } = bench()
    await run('POST', guests, webGuest(100))
    const began = clock.now()
    const clones = [
      await ask('POST', `${guests}/100/clone`, { newid: 101 }),
      await ask('POST', `${guests}/100/clone`, { newid: 102 }),
    ]
    for (const clone of clones) expect(await finish(clone)).toBe('OK')
    expect(clock.now() - began).toBeLessThan(1000)
  })
})
