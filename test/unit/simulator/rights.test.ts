/** What privileges reach: groups of users, pools, separated tokens, and handing rights on. */
import { expect, test } from 'vitest'
import { bench, guests, webGuest } from './bench.ts'

const denied = (what: string) => ({ status: 403, reason: `Permission check failed (${what})` })

test('of a group are good for its members only', async () => {
  const { ask, run, simulator, list } = bench()
  const boss = await simulator.world.addToken('boss@pve!t1', [{ path: '/access/groups/ops', roles: 'PVEUserAdmin' }])
  await run('POST', '/access/groups', { groupid: 'ops' })
  await run('POST', '/access/users', { userid: 'ann@pve', groups: 'ops' })
  await run('POST', '/access/users', { userid: 'bob@pve' })
  expect(await ask('PUT', '/access/users/ann@pve', { groups: 'ops', comment: 'a' }, boss)).toMatchObject({
    status: 200,
  })
  expect(await ask('PUT', '/access/users/ann@pve', { comment: 'a' }, boss)).toMatchObject(
    denied('/access/groups, User.Modify'),
  )
  expect(await ask('GET', '/access/users/bob@pve', {}, boss)).toMatchObject({
    status: 403,
    reason: 'Permission check failed',
  })
  expect(await ask('GET', '/access/users/none@pve', {}, boss)).toMatchObject({
    status: 500,
    reason: "no such user ('none@pve')",
  })
  expect(await ask('DELETE', '/access/users/ann@pve', {}, boss)).toMatchObject(
    denied('/access/realm/pve, Realm.AllocateUser'),
  )
  expect(await ask('GET', '/access/users', {}, boss)).toMatchObject({ data: [{ userid: 'ann@pve' }] })
  expect(await ask('GET', '/access/groups', {}, boss)).toMatchObject({ data: [{ groupid: 'ops' }] })
  expect(await list('/access/users')).toHaveLength(4)
})

test('of a pool reach what is in it, and are barred by NoAccess', async () => {
  const { ask, run, simulator } = bench()
  await run('POST', '/pools', { poolid: 'lab' })
  await run('POST', guests, webGuest(100, { pool: 'lab' }))
  const user = await simulator.world.addToken('ann@pve!t1', [{ path: '/pool/lab', roles: 'PVEVMUser' }])
  expect(await ask('GET', `${guests}/100/config`, {}, user)).toMatchObject({ status: 200 })
  const table = await ask('GET', '/access/permissions', {}, user)
  expect(table.data).toMatchObject({ '/pool/lab': { 'VM.Audit': 1 }, '/vms/100': { 'VM.Audit': 0 } })
  await run('PUT', '/access/acl', { path: '/vms/100', roles: 'NoAccess', users: 'ann@pve' })
  expect(await ask('GET', `${guests}/100/config`, {}, user)).toMatchObject(denied('/vms/100, VM.Audit'))
})

test('are handed on by who may, and no more than they have', async () => {
  const { ask, run, simulator } = bench()
  await run('POST', guests, webGuest(100))
  await run('POST', '/access/roles', { roleid: 'Owner', privs: 'VM.Allocate,VM.Audit' })
  const owner = await simulator.world.addToken('ann@pve!t1', [{ path: '/vms/100', roles: 'Owner' }])
  const grant = (roles: string, path = '/vms/100') =>
    ask('PUT', '/access/acl', { path, roles, users: 'ann@pve' }, owner)
  expect(await grant('Owner')).toMatchObject({ status: 200 })
  expect(await grant('PVEVMUser')).toMatchObject({
    status: 500,
    reason: 'ACL update failed: 400 Parameter verification failed.',
  })
  expect(await grant('Owner', '/vms')).toMatchObject(denied('/vms, Permissions.Modify'))
  expect(await ask('GET', '/access/permissions', { userid: 'root@pam' }, owner)).toMatchObject(
    denied('/access, Sys.Audit'),
  )
})

test('of a pool let nobody take in guests that are not theirs, and nothing is kept of a change that fails', async () => {
  const { ask, run, record, simulator } = bench()
  for (const poolid of ['lab', 'lab/sub', 'other']) await run('POST', '/pools', { poolid })
  await run('POST', guests, webGuest(100, { pool: 'other' }))
  await run('POST', guests, webGuest(101))
  const user = await simulator.world.addToken('ann@pve!t1', [
    { path: '/pool/lab', roles: 'PVEPoolAdmin' },
    { path: '/vms/101', roles: 'PVEVMAdmin' },
  ])
  const put = (form: Record<string, string | number>, token?: string) =>
    ask('PUT', '/pools', { poolid: 'lab', ...form }, token)
  expect(await put({ vms: '101,100' }, user)).toMatchObject({
    status: 500,
    reason: 'update pools failed: 403 Permission check failed (/vms/100, Permissions.Modify|VM.Allocate)',
  })
  expect(await record('/pools/lab')).toMatchObject({ members: [] })
  expect(await put({ vms: '100' })).toMatchObject({
    reason: "update pools failed: VM 100 belongs already to pool 'other' and allow-move is not set",
  })
  await run('PUT', '/pools', { poolid: 'lab', vms: '100', 'allow-move': 1 })
  expect(await record('/pools/lab')).toMatchObject({ members: [{ vmid: 100 }] })
  expect(await record('/pools/other')).toMatchObject({ members: [] })
  await run('PUT', '/pools', { poolid: 'lab', vms: '100', delete: 1 })
  expect(await ask('DELETE', '/pools', { poolid: 'lab' })).toMatchObject({
    reason: "delete pool failed: pool 'lab' is not empty (contains pool 'lab/sub')",
  })
})

test('of a token reach its own tasks, not those of another token of its user', async () => {
  const { ask, finish, run, simulator } = bench()
  await run('POST', guests, webGuest(100))
  const [one, other] = [
    await simulator.world.addToken('ann@pve!t1', [{ path: '/vms', roles: 'PVEVMAdmin' }]),
    await simulator.world.addToken('ann@pve!t2', [{ path: '/vms', roles: 'PVEVMAdmin' }]),
  ]
  const answer = await ask('POST', `${guests}/100/status/start`, {}, one)
  await finish(answer)
  const status = `/nodes/pve/tasks/${String(answer.data)}/status`
  expect(await ask('GET', status, {}, one)).toMatchObject({ status: 200 })
  expect(await ask('GET', status, {}, other)).toMatchObject(denied('/nodes/pve, Sys.Audit'))
  expect((await ask('GET', '/nodes/pve/tasks', {}, other)).data).toEqual([])
  expect(await ask('GET', status.replace(':qmstart:', ':qmstop:'), {}, other)).toMatchObject({
    errors: { upid: 'no such task' },
  })
})
