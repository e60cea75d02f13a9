/** Fills in every default of a manifest. */
import type { Manifest, ManifestNode, NetworkDeclaration, Settings } from './manifest.ts'
import type { ManifestDocument, NodeDocument } from './schema.ts'

export const defaultSettings: Settings = {
  verify_ssh: true,
  cleanup_on_failure: true,
  timeout_buffer: 60,
  on_error: 'stop',
  replace: 'ask',
  restart: 'ask',
  stop: 'graceful',
  clone: 'linked',
}

/** What a vxlan zone and its networks have without being told: an MTU that leaves room for the header in the usual 1500 bytes. */
export const vxlan = { mtu: 1450, tag: 100 } as const

/** What the settings say of the provisioner is said of each node. */
export function toManifest(document: ManifestDocument): Manifest {
  const { provisioner, ...settings } = document.settings ?? {}
  return {
    schema_version: 2,
    name: document.name,
    description: document.description ?? '',
    pattern: document.pattern ?? 'flat',
    execution_mode: document.execution?.default_mode ?? 'push',
    host: document.host ?? null,
    moved_from: document.moved_from ?? null,
    settings: { ...defaultSettings, ...settings },
    nodes: document.nodes.map((node) => toNode({ ...(provisioner ? { provisioner } : {}), ...node })),
  }
}

const toNode = (node: NodeDocument): ManifestNode => ({
  name: node.name,
  type: node.type,
  network: networkOf(node),
  spec: node.spec ?? null,
  preset: node.preset ?? null,
  image: node.image ?? null,
  template: node.template ?? false,
  vmid: node.vmid ?? null,
  disk: node.disk ?? null,
  parent: node.parent ?? null,
  execution_mode: node.execution?.mode ?? null,
  depends_on: node.depends_on ?? [],
  protect: node.protect ?? false,
  keep_on_removal: node.keep_on_removal ?? false,
  suspend: node.suspend ?? false,
  provisioner: node.provisioner ?? null,
  tags: node.tags ?? [],
  on_boot: node.on_boot ?? true,
  ip: node.ip ?? null,
  gateway: node.gateway ?? null,
  disks: (node.disks ?? []).map((disk) => ({ ...disk })),
  nics: (node.nics ?? []).map((nic) => ({ ...nic })),
  moved_from: node.moved_from ?? null,
  settings: { ...node.settings },
})

function networkOf({ name, type, vnet, zone, tag, subnets }: NodeDocument): NetworkDeclaration | null {
  if (type !== 'network' || !zone) return null
  return {
    vnet: vnet ?? name,
    zone: zone.type === 'vxlan' ? { mtu: vxlan.mtu, ...zone } : { ...zone },
    tag: tag ?? (zone.type === 'vxlan' ? vxlan.tag : null),
    subnets: (subnets ?? []).map((subnet) => ({ ...subnet })),
  }
}
