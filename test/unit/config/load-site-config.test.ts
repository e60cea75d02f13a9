/** A site-config as it is read: what it says, what it warns of, and what is wrong with it and where. */
import { describe, expect, test } from 'vitest'
import { loadSiteConfig } from '../../../src/config/load-site-config.ts'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { inMemory, load, siteTexts } from './fixtures.ts'

const from = { file: 'web.yaml', line: 3, column: 7 }
const withFile = (path: string, text: string) => load({ ...siteTexts, [path]: text })
const problemsOf = async (path: string, text: string) => (await withFile(path, text)).problems.map(formatProblem)
const warningsOf = async (path: string, text: string) => (await withFile(path, text)).config.warnings

describe('a whole site-config', () => {
  test('is read without problem or warning', async () => {
    const { config, problems } = await load(siteTexts)
    expect(problems).toEqual([])
    expect(config.warnings).toEqual([])
    expect(config.site).toMatchObject({ id: 'lab', reconcile: null, vmidRange: { first: 10_000, last: 19_999 } })
    expect(config.site.defaults).toEqual({
      gateway: '192.0.2.1',
      domain: 'lab.test',
      dns_servers: ['192.0.2.53'],
      packages: ['curl'],
      bridge: 'vmbr0',
      vm_user: 'homestak',
      pve_remove_subscription_nag: true,
    })
  })

  test('lists its entries by file name, sorted, and nothing that is no .yaml file right there', async () => {
    const { config } = await load({
      ...siteTexts,
      'nodes/a.yaml': '',
      'nodes/b.yml': '',
      'nodes/old/c.yaml': '',
      'nodes/.d.yaml': '',
      'hosts/bare.yaml': '',
      'hosts/hv0.yaml': '',
    })
    expect(config.hostNames).toEqual(['a', 'hv0'])
    expect(config.sshOnlyHostNames).toEqual(['bare'])
    expect(config.presetNames).toEqual(['vm-small'])
    expect(config.specNames).toEqual(['base'])
    expect(config.warnings).toEqual(['/cfg/nodes/b.yml: only the ending .yaml counts (rename it)'])
  })

  test('may be all but empty', async () => {
    const { config, problems } = await load({ 'site.yaml': ' \n', 'nodes/hv0.yaml': '# nothing yet\n' })
    expect(problems).toEqual([])
    expect(config.site.id).toBeNull()
    expect(config.host('hv0', from)).toMatchObject({
      ok: true,
      value: { node: 'hv0', apiToken: 'hv0', apiEndpoint: '', datastore: null },
    })
  })

  test('is a problem where the folder is not there', async () => {
    const { problems } = await loadSiteConfig('/nowhere', inMemory({}))
    expect(problems.map(formatProblem).join()).toContain('/nowhere:1:1: the site-config is not a folder')
  })

  test('is told to be unreadable where it is', async () => {
    const files = inMemory(siteTexts)
    const denied = async () => Promise.reject(Object.assign(new Error('x'), { code: 'EACCES' }))
    await expect(loadSiteConfig('/cfg', { ...files, readDirectory: denied })).rejects.toMatchObject({
      code: 'InvalidSiteConfig',
      message: '/cfg/nodes cannot be read: EACCES',
    })
    const { problems } = await loadSiteConfig('/cfg', { ...files, readFile: denied })
    expect(problems.map(({ message }) => message)).toContain('/cfg/site.yaml cannot be read: EACCES')
  })
})

describe('site.yaml', () => {
  test('counts empty values as left out', async () => {
    const { config, problems } = await withFile(
      'site.yaml',
      "id:\ndefaults:\n  gateway: ''\n  dns_servers:\n  vm_user: ''\n  bridge: ''\n",
    )
    expect(problems).toEqual([])
    expect(config.site.defaults).toEqual({
      dns_servers: [],
      packages: [],
      bridge: 'vmbr0',
      vm_user: 'homestak',
      pve_remove_subscription_nag: true,
    })
  })

  test('takes a range for vmids, and refuses one that is upside down', async () => {
    expect((await withFile('site.yaml', 'vmids: { first: 200, last: 300 }')).config.site.vmidRange).toEqual({
      first: 200,
      last: 300,
    })
    expect(await problemsOf('site.yaml', 'vmids: { first: 300, last: 200 }')).toEqual([
      '/cfg/site.yaml:1:8: vmids.first 300 is beyond vmids.last 200 (give both)',
    ])
  })

  test.each([
    ['- a\n', '/cfg/site.yaml:1:1: the file must be a mapping'],
    ['id: Lab\n', "/cfg/site.yaml:1:5: id 'Lab' cannot be used: it must be a lower-case letter"],
    [`id: ${'a'.repeat(31)}\n`, '/cfg/site.yaml:1:5: id'],
    ['defaults:\n  dns_servers: 192.0.2.1\n', '/cfg/site.yaml:2:16: defaults.dns_servers must be a list'],
    ['reconcile: some\n', "/cfg/site.yaml:1:12: reconcile 'some' is not one of all"],
    ['defaults: [\n', '/cfg/site.yaml:2:1: the file is not valid YAML'],
  ])('refuses %j where it is wrong', async (text, expected) => {
    const [first = ''] = await problemsOf('site.yaml', text)
    expect(first.startsWith(expected), first).toBe(true)
  })

  test('warns of unknown keys with the key that was meant, and goes on', async () => {
    expect(await problemsOf('site.yaml', 'other: 1\n')).toEqual([])
    expect(await warningsOf('site.yaml', 'id: lab\ndefaults:\n  gatway: 192.0.2.1\n')).toEqual([
      "/cfg/site.yaml:3:3: unknown key 'defaults.gatway' (did you mean 'gateway'?)",
    ])
    expect(await warningsOf('site.yaml', 'defaults: { ssh_user: root }\n')).toEqual([
      "/cfg/site.yaml:1:13: 'defaults.ssh_user' is called defaults.host_user now (rename it)",
    ])
  })
})

describe('a host', () => {
  test('has what its file says, in one form', async () => {
    const { config } = await withFile(
      'nodes/hv0.yaml',
      [
        'node: pve1',
        'api_endpoint: https://192.0.2.10:8006/',
        'api_token: shared',
        'datastore: local-zfs',
        'iso_datastore: nas',
        `fingerprint: '${'ab:'.repeat(31)}cd'`,
        'ca_file: tls/ca.pem',
        'images: { debian-12: nas:import/d.qcow2 }',
        'ip: 192.0.2.10',
        'host: hv0',
      ].join('\n'),
    )
    expect(config.warnings).toEqual([])
    expect(config.host('hv0', from)).toEqual({
      ok: true,
      value: {
        name: 'hv0',
        file: '/cfg/nodes/hv0.yaml',
        node: 'pve1',
        apiEndpoint: 'https://192.0.2.10:8006',
        apiToken: 'shared',
        datastore: 'local-zfs',
        isoDatastore: 'nas',
        fingerprint: `${'AB:'.repeat(31)}CD`,
        caFile: '/cfg/tls/ca.pem',
        ip: '192.0.2.10',
        hostUser: null,
        images: { 'debian-12': 'nas:import/d.qcow2' },
        position: { file: '/cfg/nodes/hv0.yaml', line: 1, column: 1 },
      },
    })
  })

  test.each(['192.0.2.10:8006', 'http://192.0.2.10:8006', 'https://192.0.2.10:8006/api'])(
    'refuses the endpoint %s',
    async (endpoint) => {
      const [first] = await problemsOf('nodes/hv0.yaml', `node: pve1\napi_endpoint: ${endpoint}\n`)
      expect(first).toContain(`/cfg/nodes/hv0.yaml:2:15: api_endpoint '${endpoint}' cannot be used`)
      expect(first).toContain('https://192.0.2.10:8006)')
    },
  )

  test('with a broken file answers a look-up with what is broken', async () => {
    const { config } = await withFile('nodes/hv0.yaml', 'node: [x]\n')
    expect(config.host('hv0', from)).toMatchObject({
      ok: false,
      problem: { file: '/cfg/nodes/hv0.yaml', line: 1, column: 7 },
    })
  })

  test('that is unknown is told where it was named, with the names that there are', async () => {
    const { config } = await withFile('hosts/bare.yaml', 'ip: 192.0.2.30\n')
    const told = (name: string) => {
      const lookup = config.host(name, from)
      return lookup.ok ? '' : formatProblem(lookup.problem)
    }
    expect(told('nobody')).toBe("web.yaml:3:7: host 'nobody' is not known (known: hv0)")
    expect(told('hv1')).toContain("did you mean 'hv0'?")
    expect(told('bare')).toContain("host 'bare' has no API yet")
    expect(told('bare')).toContain('nodes/bare.yaml')
    for (const path of ['../hv0', 'a\\b', '', '.', '..']) expect(told(path), path).toContain('is not a name')
  })
})

describe('a preset', () => {
  test('is found by name, and may carry more than is known here', async () => {
    const { config } = await withFile('presets/web.yaml', 'cores: 1\nimage: debian-13\nip: null\nnote: for people\n')
    expect(config.preset('web', from)).toMatchObject({ ok: true, value: { cores: 1, image: 'debian-13' } })
    expect(config.warnings).toEqual([])
    const { config: slipped } = await withFile('presets/web.yaml', 'cores: 1\nmemroy: 512\n')
    expect(slipped.warnings).toEqual(["/cfg/presets/web.yaml:2:1: unknown key 'memroy' (did you mean 'memory'?)"])
    expect(config.preset('wob', from)).toMatchObject({
      ok: false,
      problem: { ...from, message: "preset 'wob' is not known" },
    })
  })

  test('must have numbers where numbers belong', async () => {
    expect(await problemsOf('presets/web.yaml', 'cores: "2"\n')).toEqual([
      "/cfg/presets/web.yaml:1:8: cores must be a whole number, not '2' (leave out the quotes)",
    ])
  })
})

describe('secrets.yaml', () => {
  test('gives texts by dotted path and keys in file order', async () => {
    const { config } = await load(siteTexts)
    expect(config.secret('api_tokens.hv0')).toBe('op@pve!t=00000000-0000-4000-8000-000000000001')
    expect(config.secret('auth.signing_key')).toBe('0011aabb')
    expect(config.secret('api_tokens')).toBeUndefined()
    expect(Object.values(config.sshKeys)).toEqual(['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'])
  })

  test('has every secret hidden, the part of a token that is secret by itself too, and no public key', async () => {
    const { config } = await load(siteTexts)
    expect(config.secretValues).toEqual([
      'op@pve!t=00000000-0000-4000-8000-000000000001',
      '00000000-0000-4000-8000-000000000001',
      '$6$salt$hash',
      '0011aabb',
    ])
  })

  test('may be missing, and may have empty sections', async () => {
    const { 'secrets.yaml': _, ...without } = siteTexts
    expect((await load(without)).problems).toEqual([])
    expect(await problemsOf('secrets.yaml', 'api_tokens:\n')).toEqual([])
  })

  test('warns where others can read it', async () => {
    expect((await load(siteTexts, 0o640)).config.warnings).toEqual([
      '/cfg/secrets.yaml:1:1: others on this machine can read the secrets (chmod 600 /cfg/secrets.yaml)',
    ])
  })

  test('never has a piece of itself in a problem', async () => {
    for (const value of ['*hunter2', '!hunter2 x', '[hunter2', '%hunter2', '@hunter2', '20011231', "'hunter2"]) {
      const problems = await problemsOf('secrets.yaml', `passwords: { vm_root: ${value} }\n`)
      expect(problems, value).not.toEqual([])
      expect(problems.join(), value).not.toMatch(/hunter2|20011231/)
    }
    expect(await problemsOf('secrets.yaml', 'passwords: hunter2\n')).toEqual([
      '/cfg/secrets.yaml:1:12: passwords must be a mapping (write NAME: TEXT below it)',
    ])
  })
})
