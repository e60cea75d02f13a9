/** The NoCloud seed as cloud-init would read it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { CloudInit } from '../../../src/graph/desired-node.ts'
import { renderSeed, seedDigest } from '../../../src/steps/cloud-init.ts'

const plain: CloudInit = {
  hostname: 'web1',
  user: 'ops',
  sshKeys: ['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'],
  packages: [],
  dnsServers: [],
  ip: 'dhcp',
}
const nics = [
  { name: 'lan', mac: 'BC:24:11:00:00:01' },
  { name: 'dmz', mac: 'BC:24:11:00:00:02' },
]
const render = (cloudInit: CloudInit, cards = nics.slice(0, 1)) => {
  const files = renderSeed(cloudInit, {
    instanceId: 'uid-1',
    nics: cards,
    resolveSecret: ({ $secret }) => `text of ${$secret}`,
  })
  const read = (name: 'user-data' | 'meta-data' | 'network-config') => parse(files.get(name) ?? '', { version: '1.1' })
  return { files, user: read('user-data'), meta: read('meta-data'), network: read('network-config') }
}

describe('user-data', () => {
  test('starts with the line by which cloud-init knows it', () => {
    expect(render(plain).files.get('user-data')).toMatch(/^#cloud-config\n/)
  })

  test('makes the login user with all keys and sudo without a password, and no other user', () => {
    expect(render(plain).user.users).toEqual([
      {
        name: 'ops',
        groups: ['sudo'],
        shell: '/bin/bash',
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        ssh_authorized_keys: plain.sshKeys,
      },
    ])
  })

  test('opens root with the password hash where there is one', () => {
    const { user } = render({ ...plain, rootPassword: { $secret: 'passwords.vm_root' } })
    expect(user.users[1]).toEqual({ name: 'root', lock_passwd: false, hashed_passwd: 'text of passwords.vm_root' })
  })

  test('installs and starts the agent, and asks the archive for news only for other packages', () => {
    const without = render(plain).user
    expect(without).toMatchObject({ hostname: 'web1', package_update: false, packages: ['qemu-guest-agent'] })
    expect(without.runcmd).toContainEqual(['systemctl', 'start', 'qemu-guest-agent'])
    const { user } = render({ ...plain, packages: ['jq', 'qemu-guest-agent'] })
    expect(user).toMatchObject({ package_update: true, packages: ['qemu-guest-agent', 'jq'] })
  })

  test('keeps hostile texts as the data they are, in YAML 1.1 and 1.2', () => {
    const known = fc.constantFrom(
      'no',
      '0400',
      '1:40',
      '~',
      "a'\n- b: c",
      '*x',
      '{{ x }}',
      '#c',
      '\u0085\u2028\ufeff',
      '🙂',
      'é: "',
    )
    fc.assert(
      fc.property(fc.oneof(known, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
        const { files } = render({ ...plain, user: text, sshKeys: [text], packages: [text] })
        // PyYAML refuses a file with other characters, even where they are quoted.
        expect(files.get('user-data')).toMatch(/^[\x20-\x7e\n]*$/)
        for (const version of ['1.1', '1.2'] as const) {
          const user = parse(files.get('user-data') ?? '', { version })
          expect(user.users[0]).toMatchObject({ name: text, ssh_authorized_keys: [text] })
          expect(user.packages).toContain(text)
        }
      }),
    )
  })
})

test('meta-data gives the uid as instance-id and the name as host name', () => {
  expect(render(plain).meta).toEqual({ 'instance-id': 'uid-1', 'local-hostname': 'web1' })
})

describe('network-config', () => {
  test('finds each card by its address; all but the first ask DHCP and hold up no boot', () => {
    const { network } = render(plain, nics)
    expect(network).toEqual({
      version: 2,
      ethernets: {
        eth0: { match: { macaddress: 'bc:24:11:00:00:01' }, 'set-name': 'eth0', dhcp4: true },
        eth1: { match: { macaddress: 'bc:24:11:00:00:02' }, 'set-name': 'eth1', dhcp4: true, optional: true },
      },
    })
  })

  test('gives the first card a static address, its gateway, name servers and search domain', () => {
    const { network } = render(
      { ...plain, ip: '192.0.2.9/24', gateway: '192.0.2.1', dnsServers: ['192.0.2.53'], domain: 'lab.test' },
      nics,
    )
    expect(network.ethernets.eth0).toMatchObject({
      dhcp4: false,
      addresses: ['192.0.2.9/24'],
      routes: [{ to: '0.0.0.0/0', via: '192.0.2.1' }],
      nameservers: { addresses: ['192.0.2.53'], search: ['lab.test'] },
    })
    expect(network.ethernets.eth1).toMatchObject({ dhcp4: true })
  })

  test('writes a static address without a route where there is no gateway', () => {
    expect(render({ ...plain, ip: '192.0.2.9/24' }).network.ethernets.eth0).not.toHaveProperty('routes')
  })
})

describe('seedDigest', () => {
  const declared: CloudInit = { ...plain, domain: 'lab.test', rootPassword: { $secret: 'passwords.vm_root' } }

  test('is the same for the same content, whatever the order of its keys', () => {
    expect(seedDigest(declared, nics)).toMatch(/^1:[0-9a-f]{64}$/)
    const { hostname, ...others } = declared
    expect(seedDigest({ ...others, hostname }, nics)).toBe(seedDigest(declared, nics))
  })

  test('differs where anything differs that the guest would be given', () => {
    const changes: Partial<CloudInit>[] = [
      { hostname: 'x' },
      { user: 'x' },
      { sshKeys: ['x'] },
      { packages: ['x'] },
      { domain: 'x' },
      { dnsServers: ['x'] },
      { ip: '192.0.2.9/24' },
      { gateway: '192.0.2.1' },
      { rootPassword: { $secret: 'passwords.other' } },
    ]
    const digests = changes.map((change) => seedDigest({ ...declared, ...change }, nics))
    const cards = [
      seedDigest(declared, nics.toReversed()),
      seedDigest(declared, nics.slice(1)),
      seedDigest(plain, nics),
    ]
    expect(new Set([seedDigest(declared, nics), ...digests, ...cards]).size).toBe(changes.length + 4)
  })
})
