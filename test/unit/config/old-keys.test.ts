/** Keys and folders of earlier generations: read, and told by their new name. */
import { describe, expect, test } from 'vitest'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { load, siteTexts } from './fixtures.ts'

const from = { file: 'web.yaml', line: 3, column: 7 }
const withFiles = (texts: Readonly<Record<string, string>>) => load({ ...siteTexts, ...texts })

describe('old keys', () => {
  test('of site.yaml count, and keep the place where they stand', async () => {
    const { config, problems } = await withFiles({
      'site.yaml':
        'defaults:\n  ssh_user: root\n  automation_user: ops\n  spec_server: https://192.0.2.5:44443\n  packer_release: v1\n',
    })
    expect(problems).toEqual([])
    expect(config.site.defaults).toMatchObject({
      host_user: 'root',
      vm_user: 'ops',
      server_url: 'https://192.0.2.5:44443',
    })
    expect(config.site.images.release).toBe('v1')
    expect(config.placeOf('site.yaml', ['defaults', 'vm_user'])).toEqual({
      file: '/cfg/site.yaml',
      line: 3,
      column: 20,
    })
    expect(config.warnings).toEqual([
      "/cfg/site.yaml:4:3: 'defaults.spec_server' is called defaults.server_url now (rename it)",
      "/cfg/site.yaml:5:3: 'defaults.packer_release' is called defaults.image_release now (rename it)",
      "/cfg/site.yaml:2:3: 'defaults.ssh_user' is called defaults.host_user now (rename it)",
      "/cfg/site.yaml:3:3: 'defaults.automation_user' is called defaults.vm_user now (rename it)",
    ])
  })

  test('give way to new ones beside them', async () => {
    const { config } = await withFiles({ 'site.yaml': 'defaults: { ssh_user: old, host_user: new }\n' })
    expect(config.site.defaults.host_user).toBe('new')
    expect(config.warnings).toEqual([
      "/cfg/site.yaml:1:13: 'defaults.ssh_user' is called defaults.host_user now, which is there, too: it counts (take the old one out)",
    ])
  })

  test('of a posture without sections come to the same posture', async () => {
    const flat = [
      'auth_method: network',
      'ssh_port: 22',
      'ssh_permit_root_login: prohibit-password',
      'ssh_password_authentication: no',
      'sudo_nopasswd: true',
      'fail2ban_enabled: false',
      'packages: [strace]',
    ].join('\n')
    const { config, problems } = await withFiles({ 'postures/dev.yaml': flat })
    expect(problems).toEqual([])
    expect(config.posture('dev', from)).toEqual({
      ok: true,
      value: {
        auth: { method: 'network' },
        ssh: { port: 22, permit_root_login: 'prohibit-password', password_authentication: 'no' },
        sudo: { nopasswd: true },
        fail2ban: { enabled: false },
        packages: ['strace'],
      },
    })
    expect(config.warnings).toHaveLength(6)
  })

  test('with a value that will not do are refused where they stand', async () => {
    const { problems } = await withFiles({
      'postures/dev.yaml': 'packages: []\nssh_port: many\n',
      'postures/odd.yaml': 'ssh: on\nssh_port: 22\n',
    })
    expect(problems.map(formatProblem)).toEqual([
      "/cfg/postures/dev.yaml:2:11: ssh.port must be a whole number, not 'many'",
      '/cfg/postures/odd.yaml:1:6: ssh must be a mapping of fields, not true',
    ])
  })

  test('of hosts and machines count, too', async () => {
    const { config } = await withFiles({
      'nodes/hv0.yaml': 'api_endpoint: https://192.0.2.10:8006\nssh_user: admin\n',
      'hosts/bare.yaml': 'ip: 192.0.2.30\naccess: { ssh_user: setup }\n',
    })
    expect(config.host('hv0', from)).toMatchObject({ ok: true, value: { hostUser: 'admin' } })
    expect(config.machine('bare', from)).toMatchObject({ ok: true, value: { hostUser: 'setup' } })
  })
})

test('presets below vms/ are read, those in presets/ win, and the folder is told once', async () => {
  const { config } = await withFiles({
    'vms/presets/small.yaml': 'cores: 1\nmemory: 512\ndisk: 4\n',
    'vms/presets/vm-small.yaml': 'cores: 9\n',
  })
  expect(config.presetNames.toSorted()).toEqual(['small', 'vm-small'])
  expect(config.preset('small', from)).toMatchObject({ ok: true, value: { cores: 1 } })
  expect(config.preset('vm-small', from)).toMatchObject({ ok: true, value: { cores: 2 } })
  expect(config.placeOf('presets/small.yaml', ['memory'])).toMatchObject({
    file: '/cfg/vms/presets/small.yaml',
    line: 2,
  })
  expect(config.warnings).toEqual(['/cfg/vms/presets: presets have a folder of their own now (move them to presets/)'])
})

test('environments are not read, which is told', async () => {
  const { config } = await withFiles({ 'envs/dev.yaml': 'vmid_base: 100\n' })
  expect(config.warnings).toEqual([
    '/cfg/envs: environments are not read any more (list their guests in a manifest, as nodes)',
  ])
})
