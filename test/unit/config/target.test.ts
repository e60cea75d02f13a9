/** Where a host or machine is reached that a command line names, and at which port the spec server answers. */
import { describe, expect, test } from 'vitest'
import { serverPort } from '../../../src/config/server-port.ts'
import { targetOf } from '../../../src/config/target.ts'
import { load, siteTexts } from './fixtures.ts'

const from = { file: 'call', line: 1, column: 1 }
const target = async (name: string, texts: Readonly<Record<string, string>> = {}) => {
  const { config } = await load({ ...siteTexts, ...texts })
  const found = targetOf(config, name, from, 'me')
  if (!found.ok) return found.problem.message
  const { api, sshHost, hostUser } = found.value
  return { endpoint: api?.endpoint.value, token: api?.token.value, at: `${hostUser.value}@${sshHost.value}` }
}

describe('a target', () => {
  test('in nodes/ is reached where its API is, by who runs the command unless a file says another', async () => {
    expect(await target('hv0')).toEqual({
      endpoint: 'https://192.0.2.10:8006',
      token: { $secret: 'api_tokens.hv0' },
      at: 'me@192.0.2.10',
    })
    expect(await target('hv0', { 'site.yaml': 'defaults: { host_user: root }\n' })).toMatchObject({
      at: 'root@192.0.2.10',
    })
    const node = 'api_endpoint: https://[2001:db8::1]:8006\nhost_user: admin\n'
    expect(await target('hv0', { 'nodes/hv0.yaml': node })).toMatchObject({ at: 'admin@2001:db8::1' })
  })

  test.each([
    ['ip: 192.0.2.30\n', 'me@192.0.2.30'],
    ['network: { interfaces: { vmbr0: { address: 192.0.2.31/24 } } }\n', 'me@192.0.2.31'],
    ['ip: 192.0.2.30\naccess: { host_user: setup }\n', 'setup@192.0.2.30'],
    ['', 'me@'],
  ])('in hosts/ alone has no API: %j', async (text, at) => {
    expect(await target('bare', { 'hosts/bare.yaml': text })).toEqual({ endpoint: undefined, token: undefined, at })
  })

  test('is typed with a login that wins, or is an address that no file says anything of', async () => {
    const site = { 'site.yaml': 'defaults: { host_user: root }\n' }
    expect(await target('setup@hv0', site)).toMatchObject({ at: 'setup@192.0.2.10' })
    expect(await target('192.0.2.77', site)).toEqual({ endpoint: undefined, token: undefined, at: 'me@192.0.2.77' })
    expect(await target('op@192.0.2.77')).toMatchObject({ at: 'op@192.0.2.77' })
    expect(await target('192.0.2.77', { 'nodes/192.0.2.77.yaml': 'host_user: own\n' })).toMatchObject({ at: 'own@' })
    expect(await target('op@')).toBe("host '' is not a name")
  })

  test('in both is the one with an API, and one in neither is unknown', async () => {
    expect(await target('hv0', { 'hosts/hv0.yaml': 'ip: 192.0.2.99\n' })).toMatchObject({ at: 'me@192.0.2.10' })
    expect(await target('hv9')).toBe("host 'hv9' is not known")
  })
})

test.each([
  ['https://ctl.lab.test:9000', 9000],
  ['https://ctl.lab.test:443/x', 443],
  ['https://[2001:db8::1]:9001', 9001],
  ['https://[2001:db8::1]', 44_443],
  ['https://op@ctl:9000', 9000],
  ['https://ctl.lab.test', 44_443],
  ['ctl.lab.test:9000', 44_443],
  ['', 44_443],
])('the port of %j is %i', (url, port) => {
  expect(serverPort(url)).toBe(port)
})

test.each(['https://ctl:x', 'https://ctl:70000'])('%s has no port, which is told', (url) => {
  expect(() => serverPort(url)).toThrow(url)
})
