/** The manifests of a random run: what is declared, as data that edits change, and as text. */
import { stringify } from 'yaml'

export interface Declared {
  readonly name: string
  preset: 'vm-xsmall' | 'vm-small' | 'vm-medium'
  image: 'debian-12' | 'debian-13'
  template: boolean
  disk: number
  tags: string[]
  vmid: number | null
  protect: boolean
  depends_on: string[]
  moved_from: string | null
  data: number | null
  /** The network that its only card is on; null: the site's bridge. */
  bridge: string | null
  /** Of a virtual network: then nothing else counts but what any node has. */
  readonly network: DeclaredNetwork | null
}

export interface DeclaredNetwork {
  readonly vnet: string
  zone: 'za' | 'zb'
  tag: number
  subnets: string[]
}

export interface Manifests {
  readonly manifests: Map<string, Declared[]>
}

export const newNode = (name: string): Declared => ({
  name,
  preset: 'vm-small',
  image: 'debian-12',
  template: false,
  disk: 10,
  tags: [],
  vmid: null,
  protect: false,
  depends_on: [],
  moved_from: null,
  data: null,
  bridge: null,
  network: null,
})

/** One file for each manifest that has nodes. */
export function textsOf({ manifests }: Manifests): Map<string, string> {
  const texts = [...manifests]
    .filter(([, nodes]) => nodes.length > 0)
    .map(([name, nodes]) => {
      const settings = { restart: 'auto', replace: 'auto', on_error: 'continue' }
      return [`${name}.yaml`, stringify({ schema_version: 2, name, settings, nodes: nodes.map(entryOf) })] as const
    })
  return new Map(texts)
}

const entryOf = (node: Declared) => (node.network ? networkOf(node, node.network) : nodeOf(node))

const nodeOf = ({
  name,
  preset,
  image,
  template,
  disk,
  tags,
  vmid,
  protect,
  depends_on,
  moved_from,
  data,
  bridge,
}: Declared) => ({
  name,
  type: 'vm',
  preset,
  image,
  template,
  disk,
  tags,
  protect,
  depends_on,
  ...(vmid === null ? {} : { vmid }),
  ...(moved_from === null ? {} : { moved_from }),
  ...(data === null ? {} : { disks: [{ name: 'data', size: data }] }),
  ...(bridge === null ? {} : { nics: [{ name: 'eth0', bridge }] }),
})

const networkOf = ({ name, protect, moved_from }: Declared, { vnet, zone, tag, subnets }: DeclaredNetwork) => ({
  name,
  type: 'network',
  vnet,
  zone: { name: zone, type: 'vxlan', peers: ['192.0.2.1'] },
  tag,
  subnets: subnets.map((cidr) => ({ cidr })),
  protect,
  ...(moved_from === null ? {} : { moved_from }),
})
