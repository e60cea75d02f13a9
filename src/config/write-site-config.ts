/** The site-config that the simulator leaves for its host, laid out as one for a real host is. */
import { stringify } from 'yaml'

export interface SimSite {
  readonly siteId: string
  /** e.g. `https://127.0.0.1:8006`. */
  readonly endpoint: string
  /** The Proxmox VE node's own name. */
  readonly node: string
  /** `user@realm!name=uuid`. */
  readonly token: string
  /** SHA-256 of the certificate, `AA:BB:…`. */
  readonly fingerprint: string
  readonly datastore: string
  /** Image name -> volume id; what is not here is found on the simulator's storages. */
  readonly images: Readonly<Record<string, string>>
}

export interface WrittenFile {
  readonly text: string
  /** Permission bits. */
  readonly mode: number
}

/** A hash that no password has, and a key that nobody has the other half of: nobody logs in to a simulated guest. */
const passwordHash = `$6$homestak$${'.'.repeat(86)}`
const publicKey = `ssh-ed25519 ${sshString('ssh-ed25519', 'homestak example, no private key')} example`

export const presets = {
  'vm-xsmall': { cores: 1, memory: 1024, disk: 8 },
  'vm-small': { cores: 2, memory: 2048, disk: 10 },
  'vm-medium': { cores: 2, memory: 4096, disk: 20 },
  'vm-large': { cores: 4, memory: 8192, disk: 40 },
  'vm-xlarge': { cores: 8, memory: 16_384, disk: 80 },
}

const postures = {
  dev: posture('network', 'yes', 'yes', true, false, ['net-tools', 'strace', 'tcpdump']),
  local: posture('network', 'prohibit-password', 'no', true, false, []),
  stage: posture('site_token', 'prohibit-password', 'no', false, true, ['net-tools', 'strace']),
  prod: posture('node_token', 'no', 'no', false, true, []),
}

const specs = {
  base: {
    schema_version: 1,
    access: { posture: 'dev', users: [{ name: 'homestak', sudo: true }] },
    platform: { packages: ['htop', 'curl'] },
    config: { timezone: 'UTC' },
  },
  pve: {
    schema_version: 1,
    access: { posture: 'dev', users: [{ name: 'homestak', sudo: true }] },
    platform: {
      packages: ['proxmox-ve', 'postfix', 'open-iscsi', 'chrony', 'htop', 'curl', 'wget'],
      services: { enable: ['pveproxy', 'pvedaemon', 'pvestatd'], disable: ['rpcbind'] },
    },
    config: { timezone: 'UTC', pve: { remove_subscription_nag: true } },
  },
}

/** Files by their path below the site-config directory; the host is called `sim`. */
export function simSiteConfig({
  siteId,
  endpoint,
  node,
  token,
  fingerprint,
  datastore,
  images,
}: SimSite): Map<string, WrittenFile> {
  const files = new Map<string, WrittenFile>()
  const add = (path: string, value: unknown, mode = 0o644) =>
    files.set(path, { text: stringify(value, { version: '1.1', lineWidth: 0 }), mode })
  add('site.yaml', { id: siteId, defaults: { host: 'sim', timezone: 'UTC', vm_user: 'homestak', bridge: 'vmbr0' } })
  add(
    'secrets.yaml',
    {
      api_tokens: { sim: token },
      passwords: { vm_root: passwordHash },
      ssh_keys: { example: publicKey },
      auth: { signing_key: '' },
    },
    0o600,
  )
  const found = Object.keys(images).length > 0 ? { images } : {}
  add('nodes/sim.yaml', { node, api_endpoint: endpoint, api_token: 'sim', datastore, fingerprint, ...found })
  for (const [folder, entries] of Object.entries({ presets, postures, specs })) {
    for (const [name, value] of Object.entries(entries)) add(`${folder}/${name}.yaml`, value)
  }
  return files
}

function posture(
  method: string,
  rootLogin: string,
  passwords: string,
  nopasswd: boolean,
  fail2ban: boolean,
  packages: readonly string[],
): unknown {
  return {
    auth: { method },
    ssh: { port: 22, permit_root_login: rootLogin, password_authentication: passwords },
    sudo: { nopasswd },
    fail2ban: { enabled: fail2ban },
    ...(packages.length > 0 ? { packages } : {}),
  }
}

/** Texts as SSH writes them (RFC 4251, section 5), each after its length, in base64. */
function sshString(...texts: readonly string[]): string {
  const parts = texts.map((text) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(Buffer.byteLength(text))
    return Buffer.concat([length, Buffer.from(text)])
  })
  return Buffer.concat(parts).toString('base64')
}
