/** The storages of a node and the volumes on them. */
import type { PveClient } from './client.ts'
import { flag, list, number, optional, record, text } from './checks.ts'

export interface StorageView {
  readonly name: string
  /** e.g. `dir`, `zfspool`, `rbd`. */
  readonly type: string
  /** Sorted, e.g. `images`, `iso`; PVE sends them in any order. */
  readonly content: readonly string[]
  /** Enabled and reachable. */
  readonly active: boolean
  readonly shared: boolean
  /** Bytes; undefined while the storage is not active. */
  readonly free: number | undefined
}

/** Sorted by name; storages that the token may not see are left out by PVE. */
export async function readStorages(
  client: PveClient,
  node: string,
  signal?: AbortSignal,
): Promise<readonly StorageView[]> {
  const found = await client.get(
    '/nodes/{node}/storage',
    { node },
    list((value): StorageView => {
      const fields = record(value)
      return {
        name: text(fields.storage),
        type: text(fields.type),
        content: text(fields.content).split(',').sort(),
        active: flag(fields.enabled) && flag(fields.active),
        shared: flag(fields.shared),
        free: optional(number)(fields.avail),
      }
    }),
    { signal },
  )
  return [...found].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Active, and for that content type. */
export const takes =
  (type: string) =>
  ({ active, content }: StorageView): boolean =>
    active && content.includes(type)

/** Where any will do: `local`, as every host has it, else the one that comes first by name. */
export const localFirst = (storages: readonly StorageView[]): readonly StorageView[] =>
  storages.toSorted((a, b) => Number(b.name === 'local') - Number(a.name === 'local'))

/** Types whose volumes are files: others take neither images to import nor ISOs. */
const fileTypes = ['dir', 'nfs', 'cifs', 'cephfs', 'btrfs']

/** The storage that a content type would be enabled on; undefined where none can take it. */
export const couldTake = (storages: readonly StorageView[], content: string): StorageView | undefined =>
  localFirst(
    storages.filter((each) => each.active && fileTypes.includes(each.type) && !each.content.includes(content)),
  )[0]

export interface Volume {
  /** `STORAGE:PATH`. */
  readonly volid: string
  readonly content: string
  /** e.g. `iso`, `raw`, `qcow2`. */
  readonly format: string
  /** Bytes. */
  readonly size: number
  /** Seconds since the epoch; undefined where the storage does not tell. */
  readonly created: number | undefined
  /** The guest that a disk image belongs to. */
  readonly vmid: number | undefined
}

/** Volumes of one kind of content, e.g. `iso`, `import` or `images`. */
export const listVolumes = (
  client: PveClient,
  node: string,
  storage: string,
  content: string,
  signal?: AbortSignal,
): Promise<readonly Volume[]> =>
  client.get(
    '/nodes/{node}/storage/{storage}/content',
    { node, storage, content },
    list((value) => {
      const fields = record(value)
      return {
        volid: text(fields.volid),
        content: optional(text)(fields.content) ?? content,
        format: optional(text)(fields.format) ?? '',
        size: number(fields.size),
        created: optional(number)(fields.ctime),
        vmid: optional(number)(fields.vmid),
      }
    }),
    { signal },
  )
