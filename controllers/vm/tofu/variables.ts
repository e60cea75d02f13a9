/** The variables of one guest for the tofu module, in the shape that the seed's module takes: pure, nothing is looked up. */
import { isIP } from 'node:net'
import type { HostEntry, Site } from '../../../src/config/site-config.ts'
import { HomestakError } from '../../../src/errors.ts'

/** The guest with its preset and the site's defaults worked in; what is left out is the module's own default. */
export interface TofuGuest {
  readonly name: string
  readonly vmid?: number
  readonly image?: string
  readonly cores?: number
  /** MiB. */
  readonly memory?: number
  /** GiB. */
  readonly disk?: number
  readonly bridge: string
  /** `dhcp`, or IPv4 in CIDR form. */
  readonly ip?: string
  /** Of no effect beside dhcp. */
  readonly gateway?: string
  readonly packages?: readonly string[]
  /** What the guest does by itself at its first boot: `vm-config`, `pve-config` or nothing. */
  readonly boot_scenario: string
  /** Shown to the spec server; empty: none. */
  readonly auth_token: string
}

export interface TofuInput {
  readonly host: Pick<HostEntry, 'name' | 'node' | 'apiEndpoint' | 'datastore' | 'ip' | 'position'>
  readonly defaults: Pick<Site['defaults'], 'vm_user' | 'dns_servers'>
  /** `user@realm!name=uuid`. */
  readonly apiToken: string
  /** A crypt hash; empty: none. */
  readonly rootPassword: string
  readonly sshKeys: readonly string[]
  readonly sshPrivateKeyFile: string
  /** Of the spec server; empty: none. */
  readonly serverUrl: string
  readonly guest: TofuGuest
}

export interface TofuVariables {
  readonly node: string
  readonly api_endpoint: string
  readonly api_token: string
  readonly ssh_private_key_file: string
  readonly ssh_host: string
  readonly vm_user: string
  readonly datastore: string
  readonly root_password: string
  readonly ssh_keys: readonly string[]
  readonly server_url: string
  readonly dns_servers: readonly string[]
  readonly vms: readonly TofuGuest[]
}

/** Throws InvalidSiteConfig where the host has no datastore. */
export function tofuVariables(input: TofuInput): TofuVariables {
  const { host, defaults, guest } = input
  if (!host.datastore) {
    const { file, line, column } = host.position
    throw new HomestakError({
      code: 'InvalidSiteConfig',
      message: `${file}:${line}:${column}: host '${host.name}' has no datastore`,
      hint: 'add the storage for disks, e.g. datastore: local-zfs',
    })
  }
  return {
    node: host.node,
    api_endpoint: host.apiEndpoint,
    api_token: input.apiToken,
    ssh_private_key_file: input.sshPrivateKeyFile,
    ssh_host: sshHost(host),
    vm_user: defaults.vm_user,
    datastore: host.datastore,
    root_password: input.rootPassword,
    ssh_keys: input.sshKeys,
    server_url: input.serverUrl,
    dns_servers: defaults.dns_servers,
    vms: [guest],
  }
}

/** Where files are uploaded over SSH: this machine itself, else the host's own address, else that of its API. */
function sshHost({ apiEndpoint, ip }: TofuInput['host']): string {
  const name = URL.canParse(apiEndpoint) ? new URL(apiEndpoint).hostname.replace(/^\[|\]$/g, '') : ''
  if (name === 'localhost' || (isIP(name) === 4 && name.startsWith('127.')) || name === '::1') return '127.0.0.1'
  return ip ?? name
}
