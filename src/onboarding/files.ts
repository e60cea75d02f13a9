/** The files of a new site-config, with comments for whoever reads them later. */
import { parseDocument, stringify } from 'yaml'
import type { FoundNode, Bridge } from './found-host.ts'
import type { Provisioner } from './grants.ts'

export interface SiteValues {
  readonly id: string
  /** The host entry for manifests that name none. */
  readonly host: string
  readonly bridge: Bridge
  readonly node: Pick<FoundNode, 'dnsServers' | 'domain' | 'timezone'>
}

/** YAML 1.1, as the readers of the files are. */
const yaml = (value: unknown): string => stringify(value, { version: '1.1', lineWidth: 0 }).trimEnd()

export function siteText({ id, host, bridge, node }: SiteValues): string {
  const { dnsServers, domain, timezone } = node
  const line = (value: Readonly<Record<string, unknown>>, comment = ''): string =>
    `  ${yaml(value)}${comment === '' ? '' : `   # ${comment}`}`
  return [
    '# What holds for the whole site. schemas/site.schema.json of homestak describes every key.',
    `${yaml({ id })}   # never change it: it tells your guests from others`,
    'defaults:',
    line({ host }, 'for manifests that name none'),
    line({ bridge: bridge.name }),
    ...(timezone === null ? [] : [line({ timezone })]),
    ...(domain === null ? [] : [line({ domain })]),
    '  # For guests with a fixed address (ip: 192.0.2.20/24); others ask DHCP.',
    bridge.gateway === undefined ? '  # gateway: 192.0.2.1' : line({ gateway: bridge.gateway }),
    dnsServers.length === 0 ? '  # dns_servers: [192.0.2.1]' : `  dns_servers: [${dnsServers.map(yaml).join(', ')}]`,
    '',
  ].join('\n')
}

export interface HostValues {
  readonly name: string
  readonly node: string
  readonly endpoint: string
  readonly datastore: string
  /** Only where nothing else vouches for the certificate. */
  readonly fingerprint?: string
}

export function hostText({ name, node, endpoint, datastore, fingerprint }: HostValues): string {
  return [
    '# A Proxmox VE host. schemas/node.schema.json of homestak describes every key.',
    `${yaml({ node })}   # the name that Proxmox VE itself gives it`,
    yaml({ api_endpoint: endpoint }),
    `${yaml({ api_token: name })}   # below api_tokens in the secrets`,
    `${yaml({ datastore })}   # where disks go`,
    ...(fingerprint === undefined ? [] : [yaml({ fingerprint })]),
    '',
  ].join('\n')
}

export const presetText = (preset: Readonly<Record<'cores' | 'memory' | 'disk', number>>): string =>
  [`cores: ${preset.cores}`, `memory: ${preset.memory}   # MiB`, `disk: ${preset.disk}   # GiB`, ''].join('\n')

export interface ManifestValues {
  readonly image: string
  readonly preset: string
  readonly provisioner: Provisioner
}

export function manifestText({ image, preset, provisioner }: ManifestValues): string {
  const tofu = provisioner === 'tofu' ? ', provisioner: tofu' : ''
  return [
    '# A first virtual machine. Take the node out again, and homestak destroys it.',
    'schema_version: 2',
    'name: first',
    'nodes:',
    `  - { name: hello, type: vm, preset: ${yaml(preset)}, image: ${yaml(image)}${tofu} }`,
    '',
  ].join('\n')
}

/** What a new secrets file begins with. */
export const secretsTemplate = '# Secrets of the site: never put this file into a repository as it is.\n{}\n'

/** The same for those of one machine. */
export const machineTemplate = '# Secrets of this machine alone; they come before those of the site.\n{}\n'

/** With a line `id:` at its top. */
export const withId = (text: string, id: string): string => `${yaml({ id })}\n${text}`

/** Whether a text has a value there. */
export const has = (text: string, path: readonly string[]): boolean => {
  const value: unknown = parseDocument(text, { version: '1.1' }).getIn(path)
  return value !== undefined && value !== null && value !== ''
}
