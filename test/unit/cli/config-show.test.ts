/** `homestak config show`: what nodes resolve to, and which file and line said it. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../report/schema-check.ts'
import { homestak } from './fake-io.ts'
import { siteTree } from './site-tree.ts'

const password = '$6$homestak$'
const token = '00000000-0000-0000-0000-000000000000'

/** The value and the origin that stand behind a name, of the first node. */
function row(out: string, name: string): readonly string[] {
  const line = out.split('\n').find((candidate) => candidate.startsWith(`  ${name} `)) ?? ''
  return line.trim().split(/ {2,}/).slice(1)
}

describe('config show', () => {
  test('lists what a node resolves to, a value a line', async () => {
    const { code, out, err } = await siteTree().homestak('config', 'show', '-M', 'n1-push', '-H', 'hv0')
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/^n1-push\/edge@hv0\n/)
    expect(row(out, 'memory')).toEqual(['2048 MiB'])
    expect(row(out, 'dns_servers')).toEqual(['192.0.2.53'])
    expect(row(out, 'spec.packages')).toEqual(['htop, curl, net-tools, strace, tcpdump'])
    expect(row(out, 'spec.ssh_permit_root_login')).toEqual(['yes'])
    expect(row(out, 'host.host_user')).toEqual(['root'])
    // An empty list that nobody wrote says nothing.
    expect(row(out, 'tags')).toEqual([])
  })

  test('adds the file and line of each with --origin, in aligned columns', async () => {
    const { site, homestak: tree } = siteTree()
    const { out } = await tree('config', 'show', '-M', 'n1-push', '-H', 'hv0', '--origin')
    expect(out).toMatch(new RegExp(`^site-config: ${site}\n\nn1-push/edge@hv0  manifests/n1-push\\.yaml:6\n`))
    expect(row(out, 'vmid')).toEqual(['99001', 'manifests/n1-push.yaml:11'])
    expect(row(out, 'host')).toEqual(['hv0', '-H'])
    expect(row(out, 'cores')).toEqual(['2', 'presets/vm-small.yaml:1'])
    expect(row(out, 'datastore')).toEqual(['vmstore', 'nodes/hv0.yaml:6'])
    expect(row(out, 'vm_user')).toEqual(['homestak', 'site.yaml:10'])
    expect(row(out, 'provisioner')).toEqual(['api', 'built in'])
    expect(row(out, 'nics.eth0.mac')[1]).toBe('made from its identity')
    expect(row(out, 'spec.posture')).toEqual(['dev', 'specs/base.yaml:4'])
    expect(row(out, 'spec.timezone')).toEqual(['America/Denver', 'specs/base.yaml:15'])
    expect(row(out, 'spec.packages')[1]).toBe('specs/base.yaml:11, postures/dev.yaml:12')
    const starts = ['vmid', 'cores', 'vm_user', 'spec.timezone'].map((name) => {
      const line = out.split('\n').find((candidate) => candidate.startsWith(`  ${name} `)) ?? ''
      return line.indexOf(row(out, name)[1] ?? '?')
    })
    expect(new Set(starts).size).toBe(1)
  })

  test('names secrets and never shows them, and keys by their names', async () => {
    const tree = siteTree()
    for (const words of [['--origin'], ['--json-output'], ['-v']]) {
      const { out, err } = await tree.homestak('config', 'show', '-M', 'n1-push', '-H', 'hv0', ...words)
      expect(out + err).not.toContain(password)
      expect(out + err).not.toContain(token)
      expect(out).toContain('passwords.vm_root')
      expect(out).toContain('api_tokens.hv0')
    }
    const { out } = await tree.homestak('config', 'show', '-M', 'n1-push', '-H', 'hv0', '--origin')
    expect(row(out, 'ssh_keys')).toEqual(['op@laptop, op@desk', 'secrets.yaml:7'])
    expect(row(out, 'root_password')).toEqual(['(secret passwords.vm_root)', 'secrets.yaml:5'])
  })

  test('leaves out what nobody says', async () => {
    const { site, replace } = siteTree()
    replace('site.yaml', '  host_user: root\n', '')
    // And no $USER.
    const { out } = await homestak(['config', 'show', '-M', 'n1-push', '-H', 'hv0', '--site-config', site], { env: {} })
    expect(out).toContain('host.ssh_host')
    expect(out).not.toContain('host.host_user')
  })

  test('is a document with --json-output, as its schema says', async () => {
    const tree = siteTree()
    const { out } = await tree.homestak('config', 'show', '-M', 'n3-deep', '-H', 'hv0', '--json-output')
    const document = JSON.parse(out)
    expect(violations('config', document)).toEqual([])
    expect(document.nodes.map(({ key }: { key: string }) => key)).toEqual([
      'n3-deep/root-pve@hv0',
      'n3-deep/leaf-pve@hv0/root-pve',
      'n3-deep/leaf@hv0/root-pve/leaf-pve',
    ])
    expect(document.nodes[0].values).toContainEqual({
      name: 'disk',
      value: 64,
      origins: [
        {
          file: join(tree.site, 'manifests/n2-push.yaml').replace('n2-push', 'n3-deep'),
          line: 12,
          column: 11,
          note: null,
        },
      ],
    })
    expect(document.nodes[0].values).toContainEqual({
      name: 'root_password',
      value: { $secret: 'passwords.vm_root' },
      origins: [{ file: join(tree.site, 'secrets.yaml'), line: 5, column: 12, note: null }],
    })
  })

  test('takes KEYs of nodes, and PATHs', async () => {
    const { site, homestak: tree } = siteTree()
    const path = join(site, 'manifests/n3-deep.yaml')
    expect((await tree('config', 'show', path, '-H', 'hv0')).out.match(/^n3-deep/gm)).toHaveLength(3)
    expect((await tree('config', 'show', 'leaf', path, '-H', 'hv0')).out).toMatch(
      /^n3-deep\/leaf@hv0\/root-pve\/leaf-pve\n/,
    )
    const lost = await tree('config', 'show', 'leef', path, '-H', 'hv0')
    expect(lost).toMatchObject({ code: 2, out: '' })
    expect(lost.err).toContain('leef: there is no such node')
  })

  test('ends with 3 where something cannot be used, and says where', async () => {
    const { homestak: tree, replace } = siteTree()
    replace('presets/vm-small.yaml', 'cores: 2', 'cores: 0')
    const { code, out, err } = await tree('config', 'show', '-M', 'n1-push', '-H', 'hv0')
    expect(code).toBe(3)
    expect(out).not.toContain('edge')
    expect(err).toMatch(/presets\/vm-small\.yaml:1:8: node 'edge': cores is 0/)
  })

  test('says that addresses are not the last word while the site has no id', async () => {
    const { homestak: tree, replace } = siteTree()
    replace('site.yaml', 'id: lab\n', '')
    const { code, err } = await tree('config', 'show', '-M', 'n1-push', '-H', 'hv0')
    expect(code).toBe(0)
    expect(err).toBe('homestak: site.yaml has no id yet: addresses that are made will be others\n')
  })

  test('shows what an older key said where it stands', async () => {
    const { homestak: tree, replace } = siteTree()
    replace('site.yaml', 'vm_user:', 'automation_user:')
    const { out } = await tree('config', 'show', '-M', 'n1-push', '-H', 'hv0', '--origin')
    expect(row(out, 'vm_user')).toEqual(['homestak', 'site.yaml:10'])
  })
})

test('config alone shows what it can, and an unknown word is told', async () => {
  const alone = await homestak(['config'])
  expect(alone.code).toBe(1)
  expect(alone.out).toContain('show')
  expect(alone.err).toBe('')
  const unknown = await homestak(['config', 'shw'])
  expect(unknown.code).toBe(1)
  expect(unknown.out).toContain("Unknown config action 'shw'")
})
