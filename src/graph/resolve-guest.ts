/** The guest of a node: sizes, disks, cards, and what its first boot is given. */
import { inSite, type Path, type Said, type Source } from '../config/said.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { ManifestNode } from '../manifest/manifest.ts'
import type { CloudInit, DesiredDisk, DesiredGuest, DesiredNic, Identity, SecretReference } from './desired-node.ts'
import type { GuestValues } from './guest-values.ts'
import { macOf } from './mac.ts'
import type { Taker } from './origins.ts'
import { orNone, shared } from './shared.ts'

export interface GuestParts {
  readonly node: ManifestNode
  /** Of the node in its manifest. */
  readonly path: Path
  readonly identity: Identity
  readonly values: GuestValues
  /** Where disks go that name no storage. */
  readonly datastore: Said<string>
  readonly config: SiteConfig
  readonly taker: Taker
}

const sameKeys = shared<CloudInit['sshKeys']>()

/** What a container gets where neither it nor a preset says it, as in Proxmox VE's own dialog. */
const containerSizes = { cores: 1, memory: 512, disk: 8 } as const

export function guestOf(parts: GuestParts): DesiredGuest {
  const { node, path, values, datastore, taker } = parts
  const { take, own } = taker
  const size = (field: keyof typeof containerSizes): number =>
    take(field, values[field] ?? { value: containerSizes[field], by: builtIn })
  return {
    name: node.name,
    ...(node.vmid === null ? {} : { vmid: own('vmid', node.vmid, path) }),
    image: take('image', values.image ?? { value: '', by: builtIn }),
    ...(node.template ? { template: own('template', true, path) } : {}),
    cores: size('cores'),
    memory: size('memory'),
    disk: size('disk'),
    datastore: take('datastore', datastore),
    disks: orNone(disksOf(parts)),
    nics: nicsOf(parts),
    tags: orNone(own('tags', tagsOf(node), path)),
    onBoot: own('on_boot', node.on_boot, path),
    cloudInit: cloudInitOf(parts),
  }
}

/** One object for all nodes. */
const rootPassword: SecretReference = { $secret: 'passwords.vm_root' }

const builtIn: readonly Source[] = [{ kind: 'note', text: 'built in' }]
const made: readonly Source[] = [{ kind: 'note', text: 'made from its identity' }]

function disksOf({ node, path, datastore, taker: { take, own } }: GuestParts): readonly DesiredDisk[] {
  return node.disks.map((disk, index) => {
    const at = [...path, 'disks', index]
    const name = `disks.${disk.name}`
    return {
      name: disk.name,
      size: own(`${name}.size`, disk.size, at, 'size'),
      datastore:
        disk.datastore === undefined
          ? take(`${name}.datastore`, datastore)
          : own(`${name}.datastore`, disk.datastore, at, 'datastore'),
    }
  })
}

function nicsOf({ node, path, identity, values, taker: { take, own } }: GuestParts): readonly DesiredNic[] {
  const declared = node.nics.length > 0 ? node.nics : [{ name: 'eth0' }]
  return declared.map(({ name, bridge, mac, vlan }, index) => {
    const at = [...path, 'nics', index]
    const key = `nics.${name}`
    return {
      name,
      bridge: bridge === undefined ? take(`${key}.bridge`, values.bridge) : own(`${key}.bridge`, bridge, at, 'bridge'),
      ...(mac === undefined
        ? { mac: take(`${key}.mac`, { value: macOf(identity, name), by: made }), made: true }
        : { mac: own(`${key}.mac`, mac.toUpperCase(), at, 'mac') }),
      ...(vlan === undefined ? {} : { vlan: own(`${key}.vlan`, vlan, at, 'vlan') }),
    }
  })
}

function tagsOf({ tags }: ManifestNode): readonly string[] {
  const lower = new Set(tags.map((tag) => tag.toLowerCase()))
  lower.delete('homestak')
  return [...lower].toSorted()
}

function cloudInitOf({ node, path, values, config, taker: { take, own } }: GuestParts): CloudInit {
  const { vm_user, domain, dns_servers } = config.site.defaults
  const ip = take('ip', values.ip ?? { value: 'dhcp', by: builtIn })
  const gateway = ip === 'dhcp' ? undefined : values.gateway
  return {
    hostname: own('hostname', node.name, path, 'name'),
    user: take('vm_user', { value: vm_user, by: site.user }),
    sshKeys: sameKeys(take('ssh_keys', { value: Object.values(config.sshKeys), by: site.keys }), config),
    ...(config.secret(rootPassword.$secret)
      ? { rootPassword: take('root_password', { value: rootPassword, by: site.password }) }
      : {}),
    packages: orNone(take('packages', values.packages ?? { value: [], by: builtIn })),
    ...(domain ? { domain: take('domain', { value: domain, by: site.domain }) } : {}),
    dnsServers: take('dns_servers', { value: dns_servers, by: site.dns }),
    ip,
    ...(gateway === undefined ? {} : { gateway: take('gateway', gateway) }),
  }
}

/** The same for every node. */
const site = {
  user: [inSite('site.yaml', 'defaults', 'vm_user')],
  keys: [inSite('secrets.yaml', 'ssh_keys')],
  password: [inSite('secrets.yaml', 'passwords', 'vm_root')],
  domain: [inSite('site.yaml', 'defaults', 'domain')],
  dns: [inSite('site.yaml', 'defaults', 'dns_servers')],
}
