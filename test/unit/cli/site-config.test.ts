/** Commands on a whole site-config: its own manifests by name, and everything that can be wrong in it. */
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { liveSiteTree, siteTree } from './site-tree.ts'

describe('a site-config with every kind of file', () => {
  test.each([
    ['n1-push', 'n1-push/edge  create  vmid 99001', 1],
    ['n1-pull', 'n1-pull/edge  create  vmid 99950', 1],
    ['n2-push', 'n2-push/root-pve  create  vmid 99011', 2],
    ['n2-pull', 'n2-pull/root-pve  create  vmid 99011', 2],
    ['n3-deep', 'n3-deep/leaf-pve  create  vmid 99021', 3],
  ])('gives the difference of its manifest %s without a path', async (name, line, creates) => {
    const { homestak, world } = await liveSiteTree()
    const { code, out, err } = await homestak('diff', '-M', name, '-H', 'hv0')
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain(line)
    expect(out).toContain(`${creates} create`)
    expect(world.writes()).toBe(0)
  })

  test('takes no manifest that was not named', async () => {
    const { code, err } = await siteTree().homestak('diff', '-H', 'hv0')
    expect(code).toBe(2)
    expect(err).toContain('the site-config holds 5 manifests: n1-pull, n1-push, n2-pull, n2-push, n3-deep')
  })

  test('says why a machine without an API cannot be used', async () => {
    const { code, err } = await siteTree().homestak('diff', '-M', 'n1-push', '-H', 'bare1')
    expect(code).toBe(2)
    expect(err).toContain("host 'bare1' has no API yet")
    expect(err).toContain('add nodes/bare1.yaml')
  })

  test('has its older keys told once, each with its new name', async () => {
    const { homestak, replace } = await liveSiteTree()
    replace('site.yaml', 'host_user:', 'ssh_user:')
    const { code, err } = await homestak('diff', '-M', 'n1-push', '-H', 'hv0')
    expect(code).toBe(0)
    expect(err).toMatch(
      /^warning: \S+\/site\.yaml:9:3: 'defaults\.ssh_user' is called defaults\.host_user now \(rename it\)\n$/,
    )
  })

  test('warns of names that lead nowhere where nobody that is wanted uses them', async () => {
    const { homestak, edit } = await liveSiteTree()
    edit('nodes/other.yaml', 'api_endpoint: https://192.0.2.11:8006\napi_token: hv1\ndatastore: local\n')
    const { code, err } = await homestak('diff', '-M', 'n1-push', '-H', 'hv0')
    expect(code).toBe(0)
    expect(err).toMatch(
      /^warning: \S+\/nodes\/other\.yaml:2:12: host 'other' uses the token 'hv1'.*did you mean 'hv0'\?/,
    )
  })
})

const merge = '<<<<<<< HEAD\nid: lab\n=======\nid: other\n>>>>>>> branch\n'

/** What is put where, and what is said about it. */
const broken: readonly (readonly [string, string, string | Uint8Array, string | RegExp])[] = [
  ['merge markers', 'site.yaml', merge, /site\.yaml:1:1: .*merge/],
  ['merge markers', 'nodes/hv0.yaml', merge, /nodes\/hv0\.yaml:1:1: .*merge/],
  ['merge markers', 'presets/vm-small.yaml', `cores: 1\n${merge}`, /presets\/vm-small\.yaml:2:1: .*merge/],
  ['merge markers', 'specs/base.yaml', merge, /specs\/base\.yaml:1:1: .*merge/],
  ['merge markers', 'secrets.yaml', merge, /secrets\.yaml:1:1: /],
  ['a list', 'site.yaml', '- a\n', 'site.yaml:1:1: the file must be a mapping'],
  ['text', 'nodes/hv0.yaml', 'hv0\n', 'nodes/hv0.yaml:1:1: the file must be a mapping'],
  ['bytes', 'postures/dev.yaml', Uint8Array.from([0xff, 0xfe, 0x00]), /postures\/dev\.yaml:1:1: /],
  ['a tab', 'presets/vm-small.yaml', 'cores: 1\n\tmemory: 2\n', /presets\/vm-small\.yaml:2:1: /],
  ['a key twice', 'site.yaml', 'id: lab\nid: lab2\n', "site.yaml:2:1: the field 'id' stands here twice"],
  [
    'a number for text',
    'site.yaml',
    'id: lab\ndefaults:\n  domain: 5\n',
    'site.yaml:3:11: defaults.domain must be text, not 5',
  ],
  [
    'text for a list',
    'site.yaml',
    'id: lab\ndefaults:\n  dns_servers: 192.0.2.1\n',
    'site.yaml:3:16: defaults.dns_servers must be a list',
  ],
  [
    'base 60',
    'presets/vm-small.yaml',
    'cores: 1:30\nmemory: 512\ndisk: 1\n',
    'presets/vm-small.yaml:1:8: 1:30 is read as the number 90 (write 90, or put it in quotes)',
  ],
  [
    'an octal number',
    'site.yaml',
    'id: lab\nvmids: { first: 0200, last: 300 }\n',
    'site.yaml:2:17: 0200 is read as the number 128 (write 128, or put it in quotes)',
  ],
  [
    'a boolean',
    'presets/vm-small.yaml',
    'cores: yes\n',
    'presets/vm-small.yaml:1:8: cores must be a whole number, not true',
  ],
  [
    'a date',
    'site.yaml',
    'id: lab\ndefaults: { domain: 2024-01-01 }\n',
    'site.yaml:2:21: 2024-01-01 is read as a date',
  ],
  [
    'off for a word',
    'nodes/hv0.yaml',
    'node: off\n',
    'nodes/hv0.yaml:1:7: node must be text, not false (put it in quotes)',
  ],
  [
    'an endpoint without a scheme',
    'nodes/hv0.yaml',
    'api_endpoint: 192.0.2.10:8006\n',
    'nodes/hv0.yaml:1:15: api_endpoint',
  ],
  ['nothing', 'nodes/hv0.yaml', '', "nodes/hv0.yaml:1:1: host 'hv0' has no datastore"],
  ['nothing', 'presets/vm-small.yaml', '', "presets/vm-small.yaml:1:1: preset 'vm-small' is empty"],
  ['nothing', 'specs/base.yaml', '', 'specs/base.yaml:1:1: schema_version is missing'],
  [
    'a value beyond its bounds',
    'presets/vm-small.yaml',
    'cores: 2\nmemory: 2\ndisk: 1\n',
    /presets\/vm-small\.yaml:2:9: node 'edge': memory is 2/,
  ],
  [
    'a posture that is not there',
    'specs/base.yaml',
    'schema_version: 1\naccess: { posture: prood }\n',
    /specs\/base\.yaml:2:20: .*did you mean 'prod'/,
  ],
  [
    'a key that is not there',
    'specs/base.yaml',
    'schema_version: 1\naccess: { users: [{ name: a, ssh_keys: [op@desktop] }] }\n',
    /specs\/base\.yaml:2:41: ssh key 'op@desktop' .*known: op@laptop, op@desk/,
  ],
  [
    'a token that is not there',
    'nodes/hv0.yaml',
    'api_endpoint: https://192.0.2.10:8006\napi_token: hv\ndatastore: local\n',
    /nodes\/hv0\.yaml:2:12: .*did you mean 'hv0'/,
  ],
  [
    'an unknown field',
    'specs/base.yaml',
    'schema_version: 1\nacces: {}\n',
    "specs/base.yaml:2:1: unknown field 'acces' (did you mean 'access'?)",
  ],
  [
    'an unknown field',
    'postures/dev.yaml',
    'ssh: { prot: 22 }\n',
    "postures/dev.yaml:1:8: ssh: unknown field 'prot' (did you mean 'port'?)",
  ],
  ['a number for text', 'hosts/bare1.yaml', 'ip: 5\n', 'hosts/bare1.yaml:1:5: ip must be text, not 5'],
  [
    'a preset that is not there',
    'manifests/n1-push.yaml',
    'schema_version: 2\nname: n1-push\nnodes:\n  - { name: edge, type: vm, preset: vm-smal, image: x }\n',
    /n1-push\.yaml:4:37: .*did you mean 'vm-small'/,
  ],
  [
    'a spec that is not there',
    'manifests/n1-push.yaml',
    'schema_version: 2\nname: n1-push\nnodes:\n  - { name: edge, type: vm, preset: vm-small, image: x, spec: bse }\n',
    /n1-push\.yaml:4:63: .*did you mean 'base'/,
  ],
  [
    'a host that is not there',
    'manifests/n1-push.yaml',
    'schema_version: 2\nname: n1-push\nhost: hv1\nnodes:\n  - { name: edge, type: vm, preset: vm-small, image: x }\n',
    /n1-push\.yaml:3:7: .*did you mean 'hv0'/,
  ],
]

describe('in place of a file', () => {
  test.each(broken)('%s in %s is told with its place, and nothing is written', async (_, path, text, said) => {
    const { homestak, edit, world } = await liveSiteTree()
    edit(path, text)
    const host = path.startsWith('manifests/') && String(text).includes('\nhost:') ? [] : ['-H', 'hv0']
    for (const command of ['diff', 'reconcile']) {
      const { code, err } = await homestak(command, '-M', 'n1-push', ...host)
      expect(err).toMatch(said)
      expect(err).not.toContain('bug')
      expect(code).toBe(3)
    }
    expect(world.writes()).toBe(0)
  })

  test.each(['secrets.yaml', 'site.yaml', 'nodes/hv0.yaml', 'hosts/bare1.yaml', 'specs/base.yaml'])(
    'a folder called %s is told, and nothing is written',
    async (path) => {
      const { homestak, edit, site, world } = await liveSiteTree()
      edit(path, null)
      mkdirSync(join(site, path))
      const { code, err } = await homestak('reconcile', '-M', 'n1-push', '-H', 'hv0')
      expect(err).toContain(`${join(site, path)}:1:1: this is a folder, not a file`)
      expect(code).toBe(3)
      expect(world.writes()).toBe(0)
    },
  )

  test('a file called presets, and a link to nothing, are told', async () => {
    const { homestak, edit, site } = siteTree()
    edit('presets', null)
    edit('presets', 'none')
    symlinkSync('nowhere', join(site, 'specs/web.yaml'))
    const { code, err } = await homestak('diff', '-M', 'n1-push', '-H', 'hv0')
    expect(code).toBe(3)
    expect(err).toContain('presets:1:1: this is a file, not a folder')
    expect(err).toContain('specs/web.yaml:1:1: the file is gone, or a link to nothing')
  })

  test('what a manifest names and cannot be used is told by validate, with both places', async () => {
    const { site, homestak, edit } = siteTree()
    edit('specs/base.yaml', 'schema_version: 1\naccess: { posture: ghost }\n')
    edit('presets/vm-large.yaml', '')
    const { code, out, err } = await homestak('manifest', 'validate', join(site, 'manifests'))
    expect(code).toBe(3)
    expect(out).toBe('')
    expect(err).toMatch(
      /n1-push\.yaml:8:11: node 'edge': spec 'base' cannot be used \(\S+\/specs\/base\.yaml:2:20: posture 'ghost' is not known/,
    )
    expect(err).toMatch(
      /n2-push\.yaml:9:13: node 'root-pve': preset 'vm-large' cannot be used \(\S+\/presets\/vm-large\.yaml:1:1: /,
    )
  })

  test('a default host that is not there is told where it stands', async () => {
    const { homestak, replace } = siteTree()
    replace('site.yaml', 'defaults:\n', 'defaults:\n  host: hv1\n')
    const { code, err } = await homestak('diff', '-M', 'n1-push')
    expect(code).toBe(3)
    expect(err).toMatch(/site\.yaml:4:9: host 'hv1' is not known \(did you mean 'hv0'\?/)
  })
})
