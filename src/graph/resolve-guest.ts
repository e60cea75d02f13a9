/** The guest of a node: sizes, disks, cards, and what its first boot is given. */
import { inSite, type Path, type Said, type Source } from '../config/said.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { ManifestNode } from '../manifest/manifest.ts'
import type { CloudInit, DesiredDisk, DesiredGuest, DesiredNic, Identity } from './desired-node.ts'
import type { GuestValues } from './guest-values.ts'
import { macOf } from './mac.ts'
import type { Take } from './origins.ts'

export interface GuestParts {
  readonly node: ManifestNode
  /** Of the node in its manifest. */
  readonly path: Path
  readonly identity: Identity
  readonly values: GuestValues
  /** Where disks go that name no storage. */
  readonly datastore: Said<string>
  readonly config: SiteConfig
  readonly take: Take
}

/** What a container gets where neither it nor a preset says it, as in Proxmox VE's own dialog. */
const containerSizes = { cores: 1, memory: 512, disk: 8 } as const

export function guestOf(parts: GuestParts): DesiredGuest {
  const { node, path, values, datastore, take } = parts
  const own = <Value>(field: string, value: Value): Value =>
    take(field, { value, by: [{ kind: 'manifest', path: [...path, field] }] })
  const size = (field: keyof typeof containerSizes): number =>
    take(field, values[field] ?? { value: containerSizes[field], by: [builtIn] })
  return {
    name: node.name,
    ...(node.vmid === null ? {} : { vmid: own('vmid', node.vmid) }),
    image: take('image', values.image ?? { value: '', by: [builtIn] }),
    ...(node.template ? { template: own('template', true) } : {}),
    cores: size('cores'),
    memory: size('memory'),
    disk: size('disk'),
    datastore: take('datastore', datastore),
    disks: disksOf(parts),
    nics: nicsOf(parts),
    tags: own('tags', tagsOf(node)),
    onBoot: own('on_boot', node.on_boot),
    cloudInit: cloudInitOf(parts),
  }
}

const builtIn: Source = { kind: 'note', text: 'built in' }

function disksOf({ node, path, datastore, take }: GuestParts): readonly DesiredDisk[] {
  return node.disks.map(({ name, size, datastore: own }, index) => {
    const from = (field: string): Source => ({ kind: 'manifest', path: [...path, 'disks', index, field] })
    return {
      name,
      size: take(`disks.${name}.size`, { value: size, by: [from('size')] }),
      datastore: take(
        `disks.${name}.datastore`,
        own === undefined ? datastore : { value: own, by: [from('datastore')] },
      ),
    }
  })
}

function nicsOf({ node, path, identity, values, take }: GuestParts): readonly DesiredNic[] {
  const declared = node.nics.length > 0 ? node.nics : [{ name: 'eth0' }]
  return declared.map(({ name, bridge, mac, vlan }, index) => {
    const from = (field: string): Source => ({ kind: 'manifest', path: [...path, 'nics', index, field] })
    const made: Source = { kind: 'note', text: 'made from its identity' }
    return {
      name,
      bridge: take(
        `nics.${name}.bridge`,
        bridge === undefined ? values.bridge : { value: bridge, by: [from('bridge')] },
      ),
      ...(mac === undefined
        ? { mac: take(`nics.${name}.mac`, { value: macOf(identity, name), by: [made] }), made: true }
        : { mac: take(`nics.${name}.mac`, { value: mac.toUpperCase(), by: [from('mac')] }) }),
      ...(vlan === undefined ? {} : { vlan: take(`nics.${name}.vlan`, { value: vlan, by: [from('vlan')] }) }),
    }
  })
}

function tagsOf({ tags }: ManifestNode): readonly string[] {
  const lower = new Set(tags.map((tag) => tag.toLowerCase()))
  lower.delete('homestak')
  return [...lower].toSorted()
}

function cloudInitOf({ node, path, values, config, take }: GuestParts): CloudInit {
  const { vm_user, domain, dns_servers } = config.site.defaults
  const site = (field: string): Source => inSite('site.yaml', 'defaults', field)
  const rootPassword = 'passwords.vm_root'
  const ip = take('ip', values.ip ?? { value: 'dhcp', by: [builtIn] })
  const gateway = ip === 'dhcp' ? undefined : values.gateway
  return {
    hostname: take('hostname', { value: node.name, by: [{ kind: 'manifest', path: [...path, 'name'] }] }),
    user: take('vm_user', { value: vm_user, by: [site('vm_user')] }),
    sshKeys: take('ssh_keys', { value: Object.values(config.sshKeys), by: [inSite('secrets.yaml', 'ssh_keys')] }),
    ...(config.secret(rootPassword)
      ? {
          rootPassword: take('root_password', {
            value: { $secret: rootPassword },
            by: [inSite('secrets.yaml', 'passwords', 'vm_root')],
          }),
        }
      : {}),
    packages: take('packages', values.packages ?? { value: [], by: [builtIn] }),
    ...(domain ? { domain: take('domain', { value: domain, by: [site('domain')] }) } : {}),
    dnsServers: take('dns_servers', { value: dns_servers, by: [site('dns_servers')] }),
    ip,
    ...(gateway === undefined ? {} : { gateway: take('gateway', gateway) }),
  }
}
