/** The manifest as it may stand in a file that `schemas/manifest.schema.json` accepts. */
import type {
  DiskDeclaration,
  ExecutionMode,
  Manifest,
  ManifestNode,
  NetworkDeclaration,
  NicDeclaration,
  Settings,
} from './manifest.ts'

type NodeFields = Omit<
  ManifestNode,
  | 'network'
  | 'execution_mode'
  | 'spec'
  | 'preset'
  | 'image'
  | 'vmid'
  | 'disk'
  | 'ip'
  | 'gateway'
  | 'moved_from'
  | 'settings'
>

export interface NodeDocument extends Partial<Omit<NodeFields, 'name' | 'type'>>, Pick<NodeFields, 'name' | 'type'> {
  readonly spec?: string
  readonly preset?: string
  readonly image?: string
  readonly vmid?: number
  readonly disk?: number
  readonly ip?: string
  readonly gateway?: string
  readonly moved_from?: string
  readonly disks?: readonly DiskDeclaration[]
  readonly nics?: readonly NicDeclaration[]
  readonly execution?: { readonly mode?: ExecutionMode }
  readonly settings?: ManifestNode['settings'] | null
  /** These four only of a network; the rules hold `zone` to be there, and what fits its type. */
  readonly vnet?: string
  readonly zone?: NetworkDeclaration['zone']
  readonly tag?: number
  readonly subnets?: NetworkDeclaration['subnets']
}

/** Also the wire form, in which a manifest is handed on. */
export interface ManifestDocument extends Pick<Manifest, 'schema_version' | 'name'> {
  readonly description?: string
  readonly pattern?: Manifest['pattern']
  readonly host?: string
  readonly moved_from?: string
  readonly execution?: { readonly default_mode?: ExecutionMode }
  /** null: a section without a line. */
  readonly settings?: (Partial<Settings> & { readonly provisioner?: ManifestNode['provisioner'] }) | null
  readonly nodes: readonly NodeDocument[]
}
