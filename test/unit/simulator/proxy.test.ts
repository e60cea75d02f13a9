/** What the proxy in front of the API does by itself: paths, verbs, bodies, credentials. */
import { describe, expect, test } from 'vitest'
import { bench, guests } from './bench.ts'

interface Raw {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }

function proxied() {
  const { clock, simulator, ask, record } = bench()
  const authorization = `PVEAPIToken=${simulator.token}`
  const send = ({ method = 'GET', path = '/api2/json/version', headers = {}, body = '' }: Raw) =>
    clock.settle(simulator.handle({ method, path, headers: { authorization, ...headers }, body: Buffer.from(body) }))
  const logIn = async (username: string, password: string) => {
    const answer = await send({
      method: 'POST',
      path: '/api2/json/access/ticket',
      headers: form,
      body: new URLSearchParams({ username, password }).toString(),
    })
    const { data } = JSON.parse(answer.body)
    return { cookie: `PVEAuthCookie=${encodeURIComponent(data.ticket)}`, csrfpreventiontoken: data.CSRFPreventionToken }
  }
  return { send, ask, record, simulator, logIn }
}

describe('the proxy', () => {
  const refused: readonly (readonly [string, Raw, number, string])[] = [
    ['a verb that it does not know', { method: 'HEAD' }, 501, "method 'HEAD' not available"],
    ['a file that it does not have', { path: '/nope' }, 501, "no such file '/nope'"],
    ['a path without a format', { path: '/api2' }, 501, 'no such uri'],
    ['a format that it cannot write', { path: '/api2/yaml/version' }, 501, 'no formatter for uri /version, yaml'],
    ['a body where none belongs', { body: 'a=b' }, 501, "Unexpected content for method 'GET'"],
    [
      'a body in chunks',
      { method: 'POST', headers: { 'transfer-encoding': 'chunked' } },
      501,
      'chunked transfer encoding not supported',
    ],
    [
      'a body of more than 64 KiB',
      { method: 'POST', headers: form, body: `a=${'x'.repeat(65_536)}` },
      501,
      'for data too large',
    ],
    [
      'a body of another type',
      { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'a=b' },
      506,
      "upload 'Content-Type 'text/plain' not implemented",
    ],
  ]
  test.each(refused)('refuses %s without a body of its own', async (_, request, status, reason) => {
    const { send } = proxied()
    expect(await send(request)).toMatchObject({ status, reason, body: '', headers: { connection: 'close' } })
  })

  test('leaves the parameter out that keeps answers from being cached', async () => {
    const { send } = proxied()
    expect(await send({ path: '/api2/json/version?_dc=123' })).toMatchObject({ status: 200 })
  })

  test('takes a parameter of the path again only with the same value', async () => {
    const { ask } = proxied()
    expect(await ask('GET', '/nodes/pve/qemu', { node: 'pve' })).toMatchObject({ status: 200 })
    expect(await ask('GET', '/nodes/pve/qemu', { node: 'other' })).toMatchObject({
      status: 400,
      errors: { node: 'duplicate parameter (already defined in URI) with conflicting values!' },
    })
  })

  test('ends a pair at a semicolon that is not encoded', async () => {
    const { send, ask, record } = proxied()
    await ask('POST', guests, { vmid: 100, scsi0: 'vmstore:1', net0: 'virtio' })
    const body = 'boot=order=scsi0;net0&description=a=b'
    expect(await send({ method: 'PUT', path: `/api2/json${guests}/100/config`, headers: form, body })).toMatchObject({
      status: 200,
    })
    expect(await record(`${guests}/100/config`)).toMatchObject({ boot: 'order=scsi0', description: 'a=b' })
  })

  test('tells a token that a method wants a ticket', async () => {
    const { ask } = proxied()
    expect(await ask('PUT', '/access/password', { userid: 'root@pam', password: 'another-one' })).toMatchObject({
      status: 403,
      reason: "Permission check failed (URI '/access/password' not available with API token, need proper ticket.",
    })
  })
})

describe('a ticket', () => {
  test('goes before a token, and may stand where a token does', async () => {
    const { send, logIn } = proxied()
    const { cookie } = await logIn('root@pam', 'simulated')
    expect(await send({ headers: { cookie, authorization: 'PVEAPIToken=nobody@pve!x=y' } })).toMatchObject({
      status: 200,
    })
    expect(await send({ headers: { authorization: cookie } })).toMatchObject({ status: 200 })
    expect(await send({ headers: { cookie: 'PVEAuthCookie=junk' } })).toMatchObject({ status: 401 })
  })

  test('of somebody who is no more, or may not any more, says so', async () => {
    const { send, ask, logIn } = proxied()
    await ask('POST', '/access/users', { userid: 'ann@pve', password: 'very-secret' })
    const { cookie } = await logIn('ann@pve', 'very-secret')
    await ask('PUT', '/access/users/ann@pve', { enable: 0 })
    expect(await send({ headers: { cookie } })).toMatchObject({ status: 401, reason: "user 'ann@pve' is disabled" })
    await ask('DELETE', '/access/users/ann@pve')
    expect(await send({ headers: { cookie } })).toMatchObject({ status: 401, reason: "no such user ('ann@pve')" })
  })

  test('needs no further token to send a file, but the right to', async () => {
    const { send, ask, logIn, simulator } = proxied()
    await ask('POST', '/access/users', { userid: 'ann@pve', password: 'very-secret' })
    const { cookie } = await logIn('ann@pve', 'very-secret')
    const upload = {
      method: 'POST',
      path: '/api2/json/nodes/pve/storage/local/upload',
      headers: { cookie, 'content-type': 'multipart/form-data; boundary=b' },
      body:
        '--b\r\nContent-Disposition: form-data; name="content"\r\n\r\niso\r\n' +
        '--b\r\nContent-Disposition: form-data; name="filename"; filename="a.iso"\r\n\r\nx\r\n--b--\r\n',
    }
    expect(await send(upload)).toMatchObject({
      status: 403,
      reason: 'Permission check failed (/storage/local, Datastore.AllocateTemplate)',
      body: '',
    })
    await ask('PUT', '/access/acl', { path: '/storage/local', roles: 'PVEDatastoreAdmin', users: 'ann@pve' })
    expect(await send(upload)).toMatchObject({ status: 200 })
    expect(simulator.world.tasks().at(-1)).toMatchObject({ type: 'imgcopy', user: 'ann@pve' })
  })
})
