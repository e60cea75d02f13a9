/** Specs with what they leave to the site, what Ansible is told of them, and names in a site-config that lead nowhere. */
import { describe, expect, test } from 'vitest'
import { postureVariables, plainVariables, specVariables } from '../../../src/config/variables.ts'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { load, siteTexts } from './fixtures.ts'

const from = { file: 'web.yaml', line: 3, column: 7 }
const dev = 'ssh: { port: 2222, permit_root_login: yes }\nsudo: { nopasswd: true }\npackages: [strace, nginx]\n'
const texts: Readonly<Record<string, string>> = {
  ...siteTexts,
  'postures/dev.yaml': dev,
  'postures/prod.yaml': '',
}
const withSpec = async (spec: string, more: Readonly<Record<string, string>> = {}) => {
  const loaded = await load({ ...texts, 'specs/web.yaml': spec, ...more })
  return { ...loaded, spec: loaded.config.spec('web', from) }
}
const refusal = async (spec: string, more: Readonly<Record<string, string>> = {}) => {
  const { spec: found } = await withSpec(spec, more)
  return found.ok ? 'accepted' : `${found.code} ${formatProblem(found.problem)}`
}

describe('a spec', () => {
  test('is filled with its name, the defaults of the site, the usual posture and all keys', async () => {
    const { spec, problems } = await withSpec('schema_version: 1\naccess: { users: [{ name: ops }] }\n')
    expect(problems).toEqual([])
    expect(spec).toMatchObject({
      ok: true,
      value: {
        posture: 'dev',
        value: {
          identity: { hostname: 'web', domain: 'lab.test' },
          access: {
            users: [{ name: 'ops', ssh_keys: ['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'] }],
            _posture: { ssh: { port: 2222, permit_root_login: 'yes' } },
          },
        },
      },
    })
  })

  test('gets no section that neither it nor the site fills', async () => {
    const bare = await withSpec('schema_version: 1\n', { 'site.yaml': '' })
    expect(bare.spec).toMatchObject({ ok: true, value: { value: { identity: { hostname: 'web' } } } })
    expect(bare.spec.ok && Object.keys(bare.spec.value.value)).toEqual(['schema_version', 'identity', 'access'])
  })

  test('keeps what it says itself, and gives a user only the keys that it names, in that order', async () => {
    const { spec } = await withSpec(
      'schema_version: 1\nidentity: { hostname: own, domain: own.test }\nconfig: { timezone: UTC, more: 1 }\n' +
        'access: { users: [{ name: a, ssh_keys: [b] }, { name: b, ssh_keys: [] }] }\n',
    )
    expect(spec).toMatchObject({
      value: {
        value: {
          identity: { hostname: 'own', domain: 'own.test' },
          config: { timezone: 'UTC', more: 1 },
          access: { users: [{ ssh_keys: ['ssh-ed25519 BBBB two'] }, { ssh_keys: [] }] },
        },
      },
    })
  })

  test('that names what is not there is refused where it does, with the name that was meant', async () => {
    expect(await refusal('schema_version: 1\naccess: { posture: prof }\n')).toBe(
      "E201 /cfg/specs/web.yaml:2:20: posture 'prof' is not known (did you mean 'prod'? known: dev, prod)",
    )
    expect(await refusal('schema_version: 1\naccess: { posture: 5 }\n')).toContain(
      "E201 /cfg/specs/web.yaml:2:20: posture '5'",
    )
    expect(await refusal('schema_version: 1\n', { 'postures/dev.yaml': '', 'postures/other.yaml': '' })).toBe(
      'accepted',
    )
    expect(await refusal('schema_version: 1\naccess: { users: [{ name: a, ssh_keys: [op@onne] }] }\n')).toBe(
      "E202 /cfg/specs/web.yaml:2:41: ssh key 'op@onne' is not in secrets.yaml (did you mean 'op@one'? known: op@one, b)",
    )
  })

  test('whose posture is left blank is not taken for one of the usual posture', async () => {
    const blank = "E201 /cfg/specs/web.yaml:2:20: posture '' is not a name"
    expect(await refusal('schema_version: 1\naccess: { posture: }\n')).toContain(blank)
    expect(await refusal('schema_version: 1\naccess: { posture: null }\n')).toContain(blank)
    expect(await refusal('schema_version: 1\naccess: { users: [] }\n')).toBe('accepted')
    expect(await refusal('schema_version: 1\naccess: {}\n')).toBe('accepted')
    expect(await refusal('schema_version: 1\n')).toBe('accepted')
  })

  test('cannot know its keys where the secrets cannot be read: that is told once, and no key is called unknown', async () => {
    const spec = 'schema_version: 1\naccess: { users: [{ name: a, ssh_keys: [op@one] }, { name: b }] }\n'
    const loaded = await withSpec(spec, { 'secrets.yaml': 'ssh_keys: {\n' })
    expect(loaded.spec).toMatchObject({ ok: false, code: 'E500', problem: { file: '/cfg/secrets.yaml' } })
    expect(loaded.problems).toEqual([expect.objectContaining({ file: '/cfg/secrets.yaml' })])
    expect(loaded.config.dangling).toEqual([])
    const keyless = 'schema_version: 1\naccess: { users: [{ name: a, ssh_keys: [] }] }\n'
    expect(await refusal(keyless, { 'secrets.yaml': 'ssh_keys: {\n' })).toBe('accepted')
  })

  test('cannot know all keys where there are no secrets', async () => {
    const { 'secrets.yaml': _, ...without } = texts
    const { config } = await load({
      ...without,
      'specs/web.yaml': 'schema_version: 1\naccess: { users: [{ name: a }] }\n',
    })
    expect(config.spec('web', from)).toMatchObject({ ok: false, code: 'E500', problem: { line: 2, column: 19 } })
    // Then it is the secrets that are missing, and no host's token.
    expect(config.dangling.map(({ file }) => file)).toEqual(['/cfg/specs/web.yaml'])
    const none = await load({
      ...without,
      'specs/web.yaml': 'schema_version: 1\naccess: { users: [{ name: a, ssh_keys: [] }] }\n',
    })
    expect(none.config.spec('web', from).ok).toBe(true)
  })

  test.each([
    ['', 'E400 /cfg/specs/web.yaml:1:1: schema_version is missing'],
    ['schema_version: 2\n', 'E400 /cfg/specs/web.yaml:1:17: schema_version 2 is not supported (supported: 1)'],
    [
      'schema_version: 1\nplatfrom: {}\n',
      "E400 /cfg/specs/web.yaml:2:1: unknown field 'platfrom' (did you mean 'platform'?)",
    ],
    [
      'schema_version: 1\nplatform: { packages: nginx }\n',
      "E400 /cfg/specs/web.yaml:2:23: platform.packages must be a list, not 'nginx'",
    ],
    [
      'schema_version: 1\naccess: { users: [{ name: a, sudo: "no" }] }\n',
      "E400 /cfg/specs/web.yaml:2:36: access.users[0].sudo must be true or false, not 'no'",
    ],
    [
      'schema_version: 1\nnetwork: { ip: 192.0.2.300, gateway: 192.0.2.1 }\n',
      "E400 /cfg/specs/web.yaml:2:16: network.ip '192.0.2.300' cannot be used",
    ],
    ['- a\n', 'E400 /cfg/specs/web.yaml:1:1: the file must be a mapping'],
  ])('%j is refused', async (text, said) => {
    expect((await refusal(text)).startsWith(said), await refusal(text)).toBe(true)
    const { problems, config } = await withSpec(text)
    expect(problems).toHaveLength(1)
    expect(config.warnings).toEqual([])
  })

  test('that is not there, or is no name, is told where it was named', async () => {
    const { config } = await withSpec('schema_version: 1\n')
    const told = (name: string) => {
      const found = config.spec(name, from)
      return found.ok ? '' : `${found.code} ${formatProblem(found.problem)}`
    }
    expect(told('webs')).toBe("E200 web.yaml:3:7: spec 'webs' is not known (did you mean 'web'? known: base, web)")
    expect(told('../secrets')).toContain("E200 web.yaml:3:7: spec '../secrets' is not a name")
  })
})

describe('what Ansible is told', () => {
  test('of a spec: packages of the spec before those of its posture, the first user, and nothing that nobody said', async () => {
    const { spec } = await withSpec(
      'schema_version: 1\nplatform: { packages: [nginx, jq], services: { enable: [nginx] } }\n' +
        'access: { users: [{ name: ops, sudo: true, ssh_keys: [b] }, { name: other }] }\n',
    )
    if (!spec.ok) throw new Error('refused')
    expect(plainVariables(specVariables(spec.value))).toEqual({
      packages: ['nginx', 'jq', 'strace'],
      local_user: 'ops',
      user_sudo: true,
      ssh_authorized_keys: ['ssh-ed25519 BBBB two'],
      ssh_port: 2222,
      ssh_permit_root_login: 'yes',
      sudo_nopasswd: true,
      services_enable: ['nginx'],
    })
    expect(specVariables(spec.value).packages?.by).toEqual([
      { kind: 'site-config', file: 'specs/web.yaml', path: ['platform', 'packages'] },
      { kind: 'site-config', file: 'postures/dev.yaml', path: ['packages'] },
    ])
  })

  test('of a posture alone: everything, if need be by a default', async () => {
    const { config } = await load(texts)
    const keys = Object.values(config.sshKeys)
    expect(postureVariables('none', {}, config.site.defaults, keys)).toEqual({
      timezone: 'UTC',
      pve_remove_subscription_nag: true,
      packages: ['curl'],
      ssh_port: 22,
      ssh_permit_root_login: 'prohibit-password',
      ssh_password_authentication: 'no',
      sudo_nopasswd: false,
      fail2ban_enabled: false,
      posture_name: 'none',
      ssh_authorized_keys: keys,
    })
  })
})

test('names that lead nowhere are found in every file, whether or not anybody uses them', async () => {
  const { config, problems } = await load({
    ...texts,
    'site.yaml': 'id: lab\ndefaults: { host: hv1 }\n',
    'nodes/hv0.yaml': 'host: bar\napi_token: hv00\nca_file: tls/ca.pem\n',
    'hosts/bare.yaml': 'ip: 192.0.2.30\n',
    'specs/base.yaml': 'schema_version: 1\naccess: { posture: ghost, users: [{ name: a, ssh_keys: [nobody] }] }\n',
  })
  expect(problems).toEqual([])
  expect(config.warnings).toEqual([])
  expect(config.dangling.map(formatProblem)).toEqual([
    "/cfg/site.yaml:2:19: defaults.host: there is no 'hv1' in nodes/ (did you mean 'hv0'?)",
    "/cfg/nodes/hv0.yaml:1:7: host: there is no 'bar' in hosts/ (did you mean 'bare'?)",
    "/cfg/nodes/hv0.yaml:2:12: host 'hv0' uses the token 'hv00', which secrets.yaml does not have (did you mean 'hv0'? Otherwise add hv00: USER@REALM!NAME=UUID below api_tokens in secrets.yaml)",
    "/cfg/nodes/hv0.yaml:3:10: ca_file: there is no file 'tls/ca.pem' (it is looked for in /cfg)",
    "/cfg/specs/base.yaml:2:20: posture 'ghost' is not known (known: dev, prod)",
    "/cfg/specs/base.yaml:2:57: ssh key 'nobody' is not in secrets.yaml (known: op@one, b)",
  ])
})
