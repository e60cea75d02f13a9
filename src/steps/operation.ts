/** The effects that the `api` runner knows, each as plain data. Secrets appear only as references. */
import type { CloudInit, DesiredNic } from '../graph/desired-node.ts'
import type { ZoneType } from '../manifest/manifest.ts'

/** What makes a seed ISO; the same input gives the same bytes. */
export interface SeedInput {
  readonly storage: string
  readonly filename: string
  /** The guest's uid: cloud-init's instance-id. */
  readonly instanceId: string
  readonly cloudInit: CloudInit
  readonly nics: readonly DesiredNic[]
}

export type Parameters = Readonly<Record<string, string | number>>

export type Operation =
  | { readonly operation: 'upload-seed'; readonly input: SeedInput }
  | { readonly operation: 'create'; readonly input: { readonly parameters: Parameters } }
  | {
      readonly operation: 'clone'
      readonly input: {
        readonly source: number
        readonly name: string
        readonly description: string
        readonly full: boolean
        /** Where a full clone's disks go. */
        readonly storage?: string
      }
    }
  | { readonly operation: 'configure'; readonly input: { readonly parameters: Parameters } }
  | { readonly operation: 'template'; readonly input: Readonly<Record<string, never>> }
  /** Done once for all that need the image on a host, and not by a runner: the engine waits for it. */
  | { readonly operation: 'fetch-image'; readonly input: { readonly image: string } }
  | { readonly operation: 'resize'; readonly input: { readonly disk: string; readonly gib: number } }
  | { readonly operation: 'start'; readonly input: Readonly<Record<string, never>> }
  | { readonly operation: 'shutdown'; readonly input: { readonly graceSeconds: number } }
  | { readonly operation: 'stop'; readonly input: Readonly<Record<string, never>> }
  | { readonly operation: 'destroy'; readonly input: Readonly<Record<string, never>> }
  | { readonly operation: 'remove-seed'; readonly input: { readonly filename: string } }
  | { readonly operation: 'apply'; readonly input: TofuInput }

/** The writes that a transaction of networks consists of; `parameters` are named as PVE's API names them. */
export type NetworkOperation =
  | { readonly operation: 'create-zone'; readonly input: ZoneInput & { readonly parameters: Parameters } }
  | { readonly operation: 'configure-zone'; readonly input: ZoneInput & { readonly parameters: Parameters } }
  | { readonly operation: 'remove-zone'; readonly input: ZoneInput }
  | { readonly operation: 'create-vnet'; readonly input: VnetInput & { readonly parameters: Parameters } }
  | { readonly operation: 'configure-vnet'; readonly input: VnetInput & { readonly parameters: Parameters } }
  | { readonly operation: 'remove-vnet'; readonly input: VnetInput }
  | { readonly operation: 'create-subnet'; readonly input: SubnetInput & { readonly parameters: Parameters } }
  | { readonly operation: 'configure-subnet'; readonly input: SubnetInput & { readonly parameters: Parameters } }
  | { readonly operation: 'remove-subnet'; readonly input: SubnetInput }
  /** Once for all networks of a host, after all other writes: what was configured takes effect. */
  | { readonly operation: 'apply-networks'; readonly input: Readonly<Record<string, never>> }
  /** By OpenTofu, which applies by itself. */
  | { readonly operation: 'make-network'; readonly input: TofuNetworkInput }

interface ZoneInput {
  readonly zone: string
}

interface VnetInput {
  readonly vnet: string
}

interface SubnetInput extends VnetInput {
  readonly cidr: string
  /** PVE's id of a subnet that is there: `ZONE-10.0.0.0-24`. */
  readonly id: string
}

/** What OpenTofu is asked to make of a network. */
export interface TofuNetworkInput {
  /** What is there already: it is changed, not made. */
  readonly exists: { readonly zone: boolean; readonly vnet: boolean; readonly subnets: readonly string[] }
  /** False: the zone is somebody else's, and only named. */
  readonly ownsZone: boolean
  readonly network: TofuNetwork
  /** Attributes of the provider's resources that may change, e.g. `zone.mtu`, `subnets.10.0.0.0/24.gateway`. */
  readonly may: readonly string[]
}

/** A network as the tofu module takes it; the names of the seed's module where that had them. */
export interface TofuNetwork {
  readonly zone_id: string
  readonly zone_type: ZoneType
  readonly peers: readonly string[]
  readonly mtu?: number
  readonly bridge?: string
  readonly vnet_id: string
  readonly tag?: number
  /** With the mark. */
  readonly alias: string
  readonly subnets: readonly { readonly cidr: string; readonly gateway?: string; readonly snat: boolean }[]
}

/** What OpenTofu is asked to bring about. */
export interface TofuInput {
  /** Whether the guest is there already. */
  readonly exists: boolean
  readonly machine: TofuMachine
  /** Attributes of the provider's resource that may change, e.g. `cpu.0.cores`; of a new guest all. */
  readonly may: readonly string[]
}

/** A guest as the tofu module takes it; the names of the seed's module where that had them. */
export interface TofuMachine {
  readonly name: string
  readonly vmid: number
  readonly cores: number
  /** MiB. */
  readonly memory: number
  readonly on_boot: boolean
  readonly startup: { readonly order: number; readonly up: number; readonly down: number }
  readonly serial_devices: readonly string[]
  readonly cdrom?: { readonly slot: string; readonly volume: string }
  readonly disks: readonly TofuDisk[]
  readonly nics: readonly TofuNic[]
  /** These four go with the create, and are written by our own calls from then on. */
  readonly description?: string
  readonly tags?: readonly string[]
  readonly protection?: boolean
  readonly boot_order?: readonly string[]
}

export interface TofuDisk {
  readonly slot: string
  readonly datastore: string
  /** GiB. */
  readonly size: number
  /** Of a disk that is there: its place in the datastore. */
  readonly volume?: string
  /** Of a new disk: the volume that it is a copy of. */
  readonly image?: string
  readonly format?: string
  readonly serial?: string
  readonly aio?: string
  readonly backup?: boolean
  readonly cache?: string
  readonly discard?: string
  readonly iothread?: boolean
  readonly queues?: number
  readonly replicate?: boolean
  readonly ssd?: boolean
  readonly speed?: Readonly<Record<string, number>>
}

export interface TofuNic {
  readonly bridge: string
  readonly mac: string
  readonly vlan?: number
  readonly model?: string
  readonly firewall?: boolean
  readonly disconnected?: boolean
  readonly mtu?: number
  readonly queues?: number
  readonly rate?: number
  readonly trunks?: string
}

/** `homestak-{site}-{vmid}-{uid}.iso`: whose seed it is can be read off its name. */
export const seedFilename = (site: string, vmid: number, uid: string) => `homestak-${site}-${vmid}-${uid}.iso`

const seedName = /^homestak-(.+)-(\d+)-([0-9a-f]{32})\.iso$/

/** The parts of a seed ISO's name; undefined for any other file. */
export function parseSeedFilename(name: string): { site: string; vmid: number; uid: string } | undefined {
  const [, site, vmid, uid] = seedName.exec(name) ?? []
  return site && vmid && uid ? { site, vmid: Number(vmid), uid } : undefined
}
