/** Who may do what: log-in, tokens, roles and the texts of refusals. */
import { describe, expect, test } from 'vitest'
import { asRecord, bench, guests, webGuest } from './bench.ts'
import type { Bench } from './bench.ts'

/** A request with its own headers. */
const raw = ({ clock, simulator }: Bench, method: string, path: string, headers: Record<string, string>, body = '') =>
  clock.settle(simulator.handle({ method, path: `/api2/json${path}`, headers, body: Buffer.from(body) }))

async function login(lab: Bench): Promise<{ readonly cookie: string; readonly csrf: string }> {
  const answer = await raw(
    lab,
    'POST',
    '/access/ticket',
    {},
    `username=root@pam&password=${lab.simulator.rootPassword}`,
  )
  const { ticket, CSRFPreventionToken } = asRecord(asRecord(JSON.parse(answer.body))['data'])
  return { cookie: `PVEAuthCookie=${encodeURIComponent(String(ticket))}`, csrf: String(CSRFPreventionToken) }
}

describe('credentials', () => {
  test('that are missing or wrong are refused without a body, three seconds later', async () => {
    const lab = bench()
    const cases: readonly (readonly [Record<string, string>, string])[] = [
      [{}, 'No ticket'],
      [{ authorization: 'Bearer abc' }, 'No ticket'],
      [{ authorization: 'PVEAPIToken=root@pam!homestak=wrong' }, 'Authentication failed!'],
      [{ authorization: 'PVEAPIToken=nonsense' }, 'Authentication failed!'],
      [{ cookie: 'PVEAuthCookie=garbage' }, 'Authentication failed!'],
    ]
    for (const [headers, reason] of cases) {
      const began = lab.clock.now()
      expect(await raw(lab, 'GET', '/version', headers)).toMatchObject({ status: 401, reason, body: '' })
      expect(lab.clock.now() - began).toBe(3000)
    }
  })

  test('of a ticket need the CSRF token for every write, and end after two hours', async () => {
    const lab = bench()
    const { cookie, csrf } = await login(lab)
    expect(await raw(lab, 'GET', '/version', { cookie })).toMatchObject({ status: 200 })
    expect(await raw(lab, 'POST', '/pools', { cookie }, 'nonsense=1')).toMatchObject({
      status: 401,
      reason: 'Permission denied - invalid csrf token',
    })
    expect(await raw(lab, 'POST', '/pools', { cookie, csrfpreventiontoken: csrf }, 'poolid=a1')).toMatchObject({
      status: 200,
    })
    await lab.clock.advance(7_200_000)
    expect(await raw(lab, 'GET', '/version', { cookie })).toMatchObject({ status: 401 })
  })

  test('of a token end with its time, and with its user', async () => {
    const lab = bench()
    const token = await lab.simulator.world.addToken('ops@pve!ci', [{ path: '/', roles: 'PVEAuditor' }])
    expect(await lab.ask('GET', '/version', {}, token)).toMatchObject({ status: 200 })
    await lab.run('PUT', '/access/users/ops@pve', { enable: 0 })
    expect(await lab.ask('GET', '/version', {}, token)).toMatchObject({ status: 401 })
    await lab.run('PUT', '/access/users/ops@pve', { enable: 1 })
    await lab.run('PUT', '/access/users/ops@pve/token/ci', { expire: 1 })
    expect(await lab.ask('GET', '/version', {}, token)).toMatchObject({ status: 401, reason: 'Authentication failed!' })
  })
})

test('a user keeps its names and texts, and joins only groups that there are', async () => {
  const { run, ask, record } = bench()
  const texts = { firstname: 'Joe', lastname: 'Doe', email: 'joe@example.test', comment: 'Joe' }
  await run('POST', '/access/users', { userid: 'joe@pve', ...texts })
  expect(await record('/access/users/joe@pve')).toMatchObject(texts)
  await run('PUT', '/access/users/joe@pve', { lastname: 'Roe', email: '', comment: '' })
  expect(await record('/access/users/joe@pve')).toEqual({
    firstname: 'Joe',
    lastname: 'Roe',
    enable: 1,
    expire: 0,
    groups: [],
    tokens: null,
  })
  expect(await ask('PUT', '/access/users/joe@pve', { groups: 'ops' })).toMatchObject({
    status: 500,
    reason: "update user failed: no such group 'ops'",
  })
  expect(await ask('POST', '/access/users', { userid: 'ann@pve', groups: 'ops' })).toMatchObject({
    reason: "create user failed: no such group 'ops'",
  })
  expect(await ask('GET', '/access/users/ann@pve')).toMatchObject({ status: 500 })
})

describe('privileges', () => {
  test('are named with their path where they are missing, before parameters and before what exists', async () => {
    const lab = bench()
    const token = await lab.simulator.world.addToken('ops@pve!ci', [])
    const denied = (what: string) => ({ status: 403, reason: `Permission check failed (${what})` })
    expect(await lab.ask('GET', `${guests}/999/config`, {}, token)).toMatchObject(denied('/vms/999, VM.Audit'))
    expect(await lab.ask('POST', `${guests}/999/status/start`, { nope: 1 }, token)).toMatchObject(
      denied('/vms/999, VM.PowerMgmt'),
    )
    expect(await lab.ask('GET', '/nodes/pve/status', {}, token)).toMatchObject(denied('/nodes/pve, Sys.Audit'))
    expect(await lab.ask('POST', guests, { vmid: 999 }, token)).toMatchObject({
      status: 403,
      reason: 'Permission check failed',
    })
    expect(await lab.ask('POST', guests, { vmid: 'abc' }, token)).toMatchObject({ status: 400 })
    expect(await lab.ask('GET', '/cluster/resources', {}, token)).toMatchObject({
      status: 200,
      data: [{ type: 'node' }],
    })
  })

  test('are asked for option by option, storage and bridge included', async () => {
    const lab = bench()
    await lab.run('POST', guests, webGuest(100))
    await lab.run('POST', '/access/roles', {
      roleid: 'Some',
      privs: 'VM.Audit,VM.Config.Memory,VM.Config.Network,VM.Config.Disk',
    })
    const token = await lab.simulator.world.addToken('ops@pve!ci', [{ path: '/vms', roles: 'Some' }])
    const put = async (form: Record<string, string | number>) =>
      (await lab.ask('PUT', `${guests}/100/config`, form, token)).reason
    expect(await put({ memory: 512 })).toBe('OK')
    expect(await put({ cores: 2 })).toBe('Permission check failed (/vms/100, VM.Config.CPU)')
    expect(await put({ name: 'other' })).toBe('Permission check failed (/vms/100, VM.Config.Options)')
    expect(await put({ scsi1: 'vmstore:1' })).toBe(
      'Permission check failed (/storage/vmstore, Datastore.AllocateSpace)',
    )
    expect(await put({ net1: 'virtio,bridge=vmbr0' })).toBe(
      'Permission check failed (/sdn/zones/localnetwork/vmbr0, SDN.Use)',
    )
  })

  test('of a separated token are those that both it and its user have', async () => {
    const lab = bench()
    await lab.run('POST', guests, webGuest(100))
    await lab.simulator.world.addToken('ops@pve!all', [{ path: '/', roles: 'PVEAdmin' }])
    const made = asRecord(await lab.simulator.world.call('POST', '/access/users/ops@pve/token/less', { privsep: 1 }))
    const token = `ops@pve!less=${String(made['value'])}`
    expect(await lab.ask('GET', `${guests}/100/config`, {}, token)).toMatchObject({ status: 403 })
    await lab.run('PUT', '/access/acl', { path: '/vms', roles: 'PVEVMUser,Administrator', tokens: 'ops@pve!less' })
    expect(await lab.ask('GET', `${guests}/100/config`, {}, token)).toMatchObject({ status: 200 })
    const table = asRecord((await lab.ask('GET', '/access/permissions', {}, token)).data)
    expect(Object.keys(table)).toEqual(['/vms'])
    expect(asRecord(table['/vms'])).not.toHaveProperty('Permissions.Modify')
  })

  test('deeper in the tree replace those above', async () => {
    const lab = bench()
    await lab.run('POST', guests, webGuest(100))
    await lab.run('POST', guests, webGuest(101))
    const token = await lab.simulator.world.addToken('ops@pve!ci', [
      { path: '/', roles: 'PVEAdmin' },
      { path: '/vms/100', roles: 'NoAccess' },
    ])
    expect(await lab.ask('GET', `${guests}/100/config`, {}, token)).toMatchObject({ status: 403 })
    expect(await lab.ask('GET', guests, {}, token)).toMatchObject({ data: [{ vmid: 101 }] })
  })

  test('come from a group, as long as there is one', async () => {
    const lab = bench()
    await lab.run('POST', guests, webGuest(100))
    const token = await lab.simulator.world.addToken('ops@pve!ci', [])
    await lab.run('POST', '/access/groups', { groupid: 'team' })
    await lab.run('PUT', '/access/users/ops@pve', { groups: 'team' })
    await lab.run('PUT', '/access/acl', { path: '/vms', roles: 'PVEVMUser', groups: 'team' })
    expect(await lab.ask('GET', `${guests}/100/config`, {}, token)).toMatchObject({ status: 200 })
    await lab.run('DELETE', '/access/groups/team')
    expect(await lab.ask('GET', `${guests}/100/config`, {}, token)).toMatchObject({ status: 403 })
    expect(await lab.list('/access/acl')).toEqual([])
  })

  test('come from a pool too', async () => {
    const lab = bench()
    await lab.run('POST', '/pools', { poolid: 'team' })
    const token = await lab.simulator.world.addToken('ops@pve!ci', [{ path: '/pool/team', roles: 'PVEVMAdmin' }])
    expect(await lab.ask('POST', guests, { vmid: 100, pool: 'none' }, token)).toMatchObject({ status: 403 })
    expect(await lab.finish(await lab.ask('POST', guests, { vmid: 100, pool: 'team' }, token))).toBe('OK')
    expect(await lab.ask('GET', `${guests}/100/config`, {}, token)).toMatchObject({ status: 200 })
    expect(await lab.ask('DELETE', '/pools/team')).toMatchObject({
      reason: "delete pool failed: pool 'team' is not empty (contains VM 100)",
    })
  })

  test('of root with a token are not those of root', async () => {
    const { ask, run } = bench()
    await run('POST', guests, webGuest(100))
    expect(await ask('POST', `${guests}/100/status/start`, { skiplock: 1 })).toMatchObject({
      status: 400,
      errors: { skiplock: 'Only root may use this option.' },
    })
    expect(await ask('POST', guests, { vmid: 101, args: '-foo' })).toMatchObject({
      reason: "only root can set 'args' config",
    })
  })
})
