/** The tasks of curl: single requests, whose status line with its reason phrase and whose body are looked at closely. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { complaintOf, simulatedHost, type Host } from './clients.ts'

const isThere = spawnSync('curl', ['--version']).status === 0
if (!isThere) console.warn('SKIPPED: curl is not there')

interface Answer {
  /** `401 No ticket`. */
  readonly line: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** The headers as they were sent. */
  readonly head: string
  /** Parsed where it is JSON. */
  readonly body: unknown
}

/** One call of the API, or of another path where that begins with `/`. */
async function curl(host: Host, path: string, ...words: readonly string[]): Promise<Answer> {
  const url = path.startsWith('/') ? `${host.url}${path}` : `${host.url}/api2/json/${path}`
  const ended = await host.run('curl', '-sS', '-i', '--cacert', host.certificate, ...words, url)
  expect(complaintOf(ended)).toBe('')
  const [head = '', body = ''] = ended.out.replace(/^HTTP\/1.1 100 Continue\r\n\r\n/, '').split(/\r\n\r\n(.*)/s)
  const [first = '', ...rest] = head.split('\r\n')
  expect(first).toMatch(/^HTTP\/1\.1 /)
  const headers = rest.map((line): [string, string] => {
    const [name = '', value = ''] = line.split(/: (.*)/s)
    return [name.toLowerCase(), value]
  })
  return {
    line: first.replace('HTTP/1.1 ', ''),
    headers: Object.fromEntries(headers),
    head,
    body: body.startsWith('{') ? JSON.parse(body) : body,
  }
}

const byToken = (token: string): readonly string[] => ['-H', `Authorization: PVEAPIToken=${token}`]

/** Form fields of a body. */
const form = (...fields: readonly string[]): readonly string[] => fields.flatMap((field) => ['--data-urlencode', field])

const logIn = (host: Host, user = 'root@pam', password = 'simulated'): Promise<Answer> =>
  curl(host, 'access/ticket', ...form(`username=${user}`, `password=${password}`))

/** The cookie of a ticket, and with it the header that writes need. */
async function byTicket(host: Host, user?: string, password?: string) {
  const { line, body } = await logIn(host, user, password)
  expect(line).toBe('200 OK')
  const ticket = /"ticket":"([^"]+)"/.exec(JSON.stringify(body))?.[1]
  const csrf = /"CSRFPreventionToken":"([^"]+)"/.exec(JSON.stringify(body))?.[1]
  const cookie = ['-b', `PVEAuthCookie=${ticket}`]
  return { cookie, writing: [...cookie, '-H', `CSRFPreventionToken: ${csrf}`] }
}

const unknown = 'property is not defined in schema and the schema does not allow additional properties'
const wrong = (errors: Readonly<Record<string, string>>) => ({
  line: '400 Parameter verification failed.',
  headers: { connection: 'close' },
  body: { data: null, message: 'Parameter verification failed.\n', errors },
})
const refused = (line: string) => ({
  line,
  headers: { connection: 'close', 'content-type': 'application/json;charset=UTF-8' },
  body: { data: null, message: `${line.slice(4)}\n` },
})
const bare = (line: string) => ({ line, headers: { connection: 'close' }, body: '' })

describe.skipIf(!isThere)('curl', () => {
  test('a ticket in a cookie reads, and writes with the CSRF token', async () => {
    const host = await simulatedHost()
    const { cookie, writing } = await byTicket(host)
    const { line, headers, head, body } = await curl(host, 'version', ...cookie)
    expect(head.match(/^[\w-]+(?=: )/gm)?.toSorted()).toEqual(
      'Cache-Control Connection Content-Length Content-Type Date Expires Pragma Server'.split(' '),
    )
    expect({ line, body }).toEqual({
      line: '200 OK',
      body: { data: { version: '9.2.11', release: '9.2', repoid: expect.any(String) } },
    })
    expect(headers).toMatchObject({
      server: 'pve-api-daemon/3.0',
      'cache-control': 'max-age=0',
      pragma: 'no-cache',
      'content-type': 'application/json;charset=UTF-8',
      connection: 'Keep-Alive',
      date: expect.stringMatching(/GMT$/),
      expires: expect.stringMatching(/GMT$/),
    })
    expect(await curl(host, 'pools', ...writing, ...form('poolid=mine'))).toMatchObject({
      line: '200 OK',
      body: { data: null },
    })
  })

  test('a write with a cookie alone, or with a wrong CSRF token, is refused', async () => {
    const host = await simulatedHost()
    const { cookie } = await byTicket(host)
    const refusal = bare('401 Permission denied - invalid csrf token')
    expect(await curl(host, 'pools', ...cookie, ...form('poolid=mine'))).toMatchObject(refusal)
    const guessed = ['-H', 'CSRFPreventionToken: 6B010F10:nothing']
    expect(await curl(host, 'pools', ...cookie, ...guessed, ...form('colour=red'))).toMatchObject(refusal)
    expect(await curl(host, 'pools?poolid=mine', ...cookie, '-X', 'DELETE')).toMatchObject(refusal)
    expect(await curl(host, 'pools', ...cookie)).toMatchObject({ body: { data: [] } })
  })

  test('a token in a header reads and writes', async () => {
    const host = await simulatedHost()
    expect(await curl(host, 'pools', ...byToken(host.token), ...form('poolid=mine'))).toMatchObject({ line: '200 OK' })
    expect(await curl(host, 'pools', ...byToken(host.token))).toMatchObject({ body: { data: [{ poolid: 'mine' }] } })
  })

  test('wrong credentials of every kind are refused, each with its reason', async () => {
    const host = await simulatedHost()
    expect(await logIn(host, 'root@pam', 'wrong')).toMatchObject(refused('401 authentication failure'))
    expect(await logIn(host, 'ghost@pve')).toMatchObject(refused('401 authentication failure'))
    expect(await curl(host, 'access/ticket', ...form('username=root@pam'))).toMatchObject(
      wrong({ password: 'property is missing and it is not optional' }),
    )
    expect(await curl(host, 'version')).toMatchObject(bare('401 No ticket'))
    expect(await curl(host, 'version', '-H', 'Authorization: Bearer abc')).toMatchObject(bare('401 No ticket'))
    const failed = bare('401 Authentication failed!')
    expect(await curl(host, 'version', '-b', 'PVEAuthCookie=garbage')).toMatchObject(failed)
    expect(await curl(host, 'version', ...byToken(`${host.token}0`))).toMatchObject(failed)
    expect(await curl(host, 'version', ...byToken('nonsense'))).toMatchObject(failed)
  })

  test('a missing privilege is refused with path and privilege, before the parameters are looked at', async () => {
    const host = await simulatedHost()
    const root = byToken(host.token)
    await curl(host, 'access/users', ...root, ...form('userid=joe@pve', 'password=secret-of-joe'))
    const { cookie, writing } = await byTicket(host, 'joe@pve', 'secret-of-joe')
    expect(await curl(host, 'nodes/pve/status', ...cookie)).toMatchObject(
      refused('403 Permission check failed (/nodes/pve, Sys.Audit)'),
    )
    expect(await curl(host, 'nodes/pve/qemu/100/status/start', ...writing, ...form('colour=red'))).toMatchObject(
      refused('403 Permission check failed (/vms/100, VM.PowerMgmt)'),
    )
    expect(await curl(host, 'nodes/pve/qemu', ...writing, ...form('vmid=100'))).toMatchObject(
      refused('403 Permission check failed'),
    )
    expect(await curl(host, 'nodes/pve/qemu', ...cookie)).toMatchObject({ line: '200 OK', body: { data: [] } })
  })

  test('an unknown parameter is refused by name, in a form and in a query', async () => {
    const host = await simulatedHost()
    const root = byToken(host.token)
    expect(await curl(host, 'version?colour=red', ...root)).toMatchObject(wrong({ colour: unknown }))
    expect(await curl(host, 'nodes/pve/qemu', ...root, ...form('vmid=100', 'colour=red'))).toMatchObject(
      wrong({ colour: unknown }),
    )
  })

  test('two wrong parameters are refused together', async () => {
    const host = await simulatedHost()
    const fields = form('vmid=100', 'cores=many', 'ostype=beos', 'name=web')
    const { line, body } = await curl(host, 'nodes/pve/qemu', ...byToken(host.token), ...fields)
    expect(line).toBe('400 Parameter verification failed.')
    expect(body).toMatchObject({
      errors: {
        cores: "type check ('integer') failed - got 'many'",
        ostype: expect.stringMatching(/^value 'beos' does not have a value in the enumeration 'other, wxp, /),
      },
    })
  })

  test('a boolean is 1 or 0 in a form, and native in JSON', async () => {
    const host = await simulatedHost()
    const root = byToken(host.token)
    for (const word of ['true', 'yes', '2', '']) {
      const errors = { onboot: `type check ('boolean') failed - got '${word}'` }
      expect(await curl(host, 'nodes/pve/qemu', ...root, ...form('vmid=100', `onboot=${word}`))).toMatchObject(
        wrong(errors),
      )
    }
    const json = ['-H', 'Content-Type: application/json', '-d', '{"vmid":100,"onboot":true,"cores":"2","name":null}']
    expect(await curl(host, 'nodes/pve/qemu', ...root, ...json)).toMatchObject({
      line: '200 OK',
      body: { data: expect.stringMatching(/^UPID:pve:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:qmcreate:100:root@pam!/) },
    })
    const broken = ['-H', 'Content-Type: application/json', '-d', '{"vmid":']
    expect((await curl(host, 'nodes/pve/qemu', ...root, ...broken)).line).toMatch(/^500 /)
  })

  test('a file is uploaded as one part of a form; without the privilege it is refused unread', async () => {
    const host = await simulatedHost()
    const root = byToken(host.token)
    const upload = 'nodes/pve/storage/local/upload'
    const file = (name: string) => ['-F', 'content=iso', '-F', `filename=@${host.certificate};filename=${name}`]
    expect(await curl(host, upload, ...root, ...file('small.iso'))).toMatchObject({
      line: '200 OK',
      body: { data: expect.stringMatching(/:imgcopy::root@pam!homestak:$/) },
    })
    expect(await curl(host, upload, ...root, ...file('small.txt'))).toMatchObject(
      wrong({ filename: 'wrong file extension' }),
    )
    await curl(host, 'access/users', ...root, ...form('userid=joe@pve', 'password=secret-of-joe'))
    const { writing } = await byTicket(host, 'joe@pve', 'secret-of-joe')
    expect(await curl(host, upload, ...writing, ...file('small.iso'))).toMatchObject(
      bare('403 Permission check failed (/storage/local, Datastore.AllocateTemplate)'),
    )
  })

  test('the second flavour always answers 200, and says in its body how it went', async () => {
    const host = await simulatedHost()
    const root = byToken(host.token)
    expect(await curl(host, '/api2/extjs/version', ...root)).toMatchObject({
      line: '200 OK',
      body: { success: 1, data: { release: '9.2' } },
    })
    expect(await curl(host, '/api2/extjs/access/users/none@pve', ...root)).toMatchObject({
      line: '200 OK',
      body: { success: 0, status: 500, message: "no such user ('none@pve')\n", data: null },
    })
    expect(
      await curl(host, '/api2/extjs/access/users', ...root, ...form('userid=joe@pve', 'enable=yes')),
    ).toMatchObject({
      line: '200 OK',
      body: {
        success: 0,
        status: '400',
        message: 'Parameter verification failed.\n',
        errors: { enable: "type check ('boolean') failed - got 'yes'" },
      },
    })
  })

  test('what is no method, verb or content type of the API is told apart', async () => {
    const host = await simulatedHost()
    const root = byToken(host.token)
    expect((await curl(host, 'nope', ...root)).line).toBe("501 Method 'GET /nope' not implemented")
    expect((await curl(host, 'version', ...root, '-X', 'DELETE')).line).toBe(
      "501 Method 'DELETE /version' not implemented",
    )
    expect((await curl(host, 'version', ...root, '-X', 'PATCH')).line).toBe("501 method 'PATCH' not available")
    expect((await curl(host, 'pools', ...root, '-X', 'DELETE', ...form('poolid=mine'))).line).toBe(
      "501 Unexpected content for method 'DELETE'",
    )
    const xml = ['-H', 'Content-Type: text/xml', '-d', '<poolid>mine</poolid>']
    expect((await curl(host, 'pools', ...root, ...xml)).line).toMatch(/^506 /)
  })

  test('a connection is kept after an answer and closed after a refusal', async () => {
    const host = await simulatedHost()
    const connections = async (path: string) => {
      const url = `${host.url}/api2/json/${path}`
      const shared = [
        '--cacert',
        host.certificate,
        '-s',
        ...byToken(host.token),
        '-w',
        '%{num_connects}',
        '-o',
        '/dev/null',
      ]
      const { out } = await host.run('curl', ...shared, url, '--next', ...shared, url)
      return out
    }
    expect(await connections('version')).toBe('10')
    expect(await connections('nope')).toBe('11')
  })

  test('plain HTTP is sent on to HTTPS', async () => {
    const host = await simulatedHost()
    const { out } = await host.run('curl', '-s', '-i', `${host.url.replace('https:', 'http:')}/api2/json/version`)
    expect(out).toMatch(/^HTTP\/1\.[01] 301 Moved Permanently\r\n/)
    expect(/^location: (.*)\r$/im.exec(out)?.[1]).toBe(`${host.url}/api2/json/version`)
  })

  test('a long answer is compressed for a client that takes it so', async () => {
    const host = await simulatedHost()
    const { cookie } = await byTicket(host)
    const long = await curl(host, 'access/roles', ...cookie, '--compressed')
    expect(long).toMatchObject({ headers: { 'content-encoding': 'gzip' }, body: { data: expect.any(Array) } })
    expect((await curl(host, 'access/roles', ...cookie)).headers).not.toHaveProperty('content-encoding')
    expect((await curl(host, 'version', ...cookie, '--compressed')).headers).not.toHaveProperty('content-encoding')
  })
})
