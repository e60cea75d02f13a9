/** The NoCloud seed: what a guest's first boot is given, as cloud-init's three files, and the digest that tells a change of it. */
import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import type { CloudInit, DesiredNic, SecretReference } from '../graph/desired-node.ts'
import { canonical } from '../pve/mark.ts'

export type SeedFile = 'user-data' | 'meta-data' | 'network-config'

export interface SeedInput {
  /** The guest's uid: as long as it stays, cloud-init counts a boot as one of the same guest. */
  readonly instanceId: string
  readonly nics: readonly Pick<DesiredNic, 'mac'>[]
  /** Text of a secret. What it throws goes to the caller. */
  readonly resolveSecret: (reference: SecretReference) => string
}

export function renderSeed(
  cloudInit: CloudInit,
  { instanceId, nics, resolveSecret }: SeedInput,
): Map<SeedFile, string> {
  return new Map<SeedFile, string>([
    ['user-data', `#cloud-config\n${yaml(userData(cloudInit, resolveSecret))}`],
    ['meta-data', yaml({ 'instance-id': instanceId, 'local-hostname': cloudInit.hostname })],
    ['network-config', yaml(networkConfig(cloudInit, nics))],
  ])
}

/** `1:` and the SHA-256 of what is declared; a secret counts by its name, so that the digest may be shown. */
export function seedDigest(
  { rootPassword, ...declared }: CloudInit,
  nics: readonly Pick<DesiredNic, 'name' | 'mac' | 'made'>[],
): string {
  const content = {
    ...declared,
    rootPassword: rootPassword?.$secret,
    nics: nics.map(({ name, mac, made }) => (made ? { name } : { name, mac })),
  }
  return `1:${createHash('sha256').update(canonical(content)).digest('hex')}`
}

function userData(cloudInit: CloudInit, resolveSecret: SeedInput['resolveSecret']): unknown {
  const { hostname, user, sshKeys, rootPassword, packages } = cloudInit
  const login = {
    name: user,
    groups: ['sudo'],
    shell: '/bin/bash',
    sudo: 'ALL=(ALL) NOPASSWD:ALL',
    ssh_authorized_keys: sshKeys,
  }
  // For the console: SSH to root stays as the image has it.
  const root = rootPassword ? [{ name: 'root', lock_passwd: false, hashed_passwd: resolveSecret(rootPassword) }] : []
  return {
    hostname,
    users: [login, ...root],
    // Our images bring the agent: without other packages the first boot needs no archive.
    package_update: packages.length > 0,
    packages: [...new Set(['qemu-guest-agent', ...packages])],
    // Two commands, because enabling fails on images where a device rule starts the agent.
    runcmd: [
      ['systemctl', 'enable', 'qemu-guest-agent'],
      ['systemctl', 'start', 'qemu-guest-agent'],
    ],
  }
}

/** Version 2. Cards are found by address and named eth0, eth1, … in declared order, as Proxmox VE's own cloud-init does. */
function networkConfig(cloudInit: CloudInit, nics: SeedInput['nics']): unknown {
  const ethernets = nics.map(({ mac }, index) => {
    const name = `eth${index}`
    const addresses = index === 0 ? firstCard(cloudInit) : { dhcp4: true, optional: true }
    return [name, { match: { macaddress: mac.toLowerCase() }, 'set-name': name, ...addresses }]
  })
  return { version: 2, ethernets: Object.fromEntries(ethernets) }
}

function firstCard({ ip, gateway, dnsServers, domain }: CloudInit): Record<string, unknown> {
  const isStatic = ip !== 'dhcp'
  const nameservers = {
    ...(dnsServers.length > 0 ? { addresses: dnsServers } : {}),
    ...(domain === undefined ? {} : { search: [domain] }),
  }
  return {
    dhcp4: !isStatic,
    ...(isStatic ? { addresses: [ip] } : {}),
    // Not `to: default`, which older cloud-init does not know.
    ...(isStatic && gateway !== undefined ? { routes: [{ to: '0.0.0.0/0', via: gateway }] } : {}),
    ...(Object.keys(nameservers).length > 0 ? { nameservers } : {}),
  }
}

/** Every text in double quotes: cloud-init reads YAML 1.1, where a bare `no`, `0400` or `1:40` is something else. */
function yaml(value: unknown): string {
  const text = stringify(value, {
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    lineWidth: 0,
    aliasDuplicateObjects: false,
  })
  return [...text].map(ascii).join('')
}

/** PyYAML refuses some characters beyond ASCII; inside of double quotes each can be written as its number. */
const ascii = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  return code < 0x7f ? character : `\\U${code.toString(16).padStart(8, '0')}`
}
