/** What rests on a template: linked clones, told by the names of their disks. */
import type { DesiredNode, NodeKey } from '../graph/desired-node.ts'
import { keyOf } from '../graph/desired-node.ts'
import { HomestakError } from '../errors.ts'
import type { PveClient } from '../pve/client.ts'
import { parseDrive, type Drive } from '../pve/drive.ts'
import type { GuestView } from '../pve/guest-view.ts'
import { listVolumes } from '../pve/storages.ts'
import type { HostView } from './host-view.ts'

/** Files and ZFS name the base (`base-900-disk-0.qcow2/101/…`); a thin volume does not, and does not need it either. */
export const basesOf = ({ config, vmid }: GuestView): readonly number[] =>
  Object.values(config).flatMap((text) => basesIn(text).filter((base) => base !== vmid))

export const restsOn = (view: GuestView, template: Pick<GuestView, 'vmid'>): boolean =>
  basesOf(view).includes(template.vmid)

const basesIn = (text: string): readonly number[] =>
  [...text.matchAll(/[:/]base-(\d+)-[^/,\s]+\//g)].map(([, vmid]) => Number(vmid))

/** Templates of ours that nobody declares as they are: those that may be about to go. */
export function endangered(
  { guests }: HostView,
  site: string,
  wanted: ReadonlyMap<NodeKey, DesiredNode>,
  replaced: ReadonlySet<NodeKey>,
): readonly GuestView[] {
  return [...guests.values()].filter(({ template, mark }) => {
    if (!template || mark?.site !== site) return false
    const key = keyOf(mark)
    return !wanted.has(key) || replaced.has(key)
  })
}

/** By vmid of a template, those of all guests whose disks rest on it, also of guests that are not ours. */
export async function readResting(
  client: PveClient,
  templates: readonly GuestView[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const places = new Map(
    templates.flatMap(({ node, config }) =>
      storagesIn(config).map((storage) => [`${node} ${storage}`, { node, storage }]),
    ),
  )
  const lists = await Promise.all(
    [...places.values()].map(({ node, storage }) =>
      listVolumes(client, node, storage, 'images', signal).catch((error: unknown) => {
        // Proxmox VE itself refuses to take away what is rested on.
        if (signal.aborted || !(error instanceof HomestakError)) throw error
        return []
      }),
    ),
  )
  const pairs = lists.flat().flatMap(({ volid }) => {
    const [base] = basesIn(volid)
    const [, clone] = /\/(?:vm|base)-(\d+)-[^/]+$/.exec(volid) ?? []
    return base === undefined || clone === undefined ? [] : [{ base, clone: Number(clone) }]
  })
  return new Map(
    [...Map.groupBy(pairs, ({ base }) => base)].map(([base, all]) => [base, all.map(({ clone }) => clone)]),
  )
}

/** As a configuration has them; CD drives are none. */
export const disksIn = (config: GuestView['config']): readonly Drive[] =>
  Object.entries(config)
    .filter(([key]) => /^(virtio|scsi|sata|ide)\d+$/.test(key))
    .map(([, text]) => parseDrive(text))
    .filter(({ cdrom }) => !cdrom)

const storagesIn = (config: GuestView['config']): readonly string[] =>
  disksIn(config).flatMap(({ volume }) => {
    const [storage = ''] = volume.split(':')
    return volume.includes(':') ? [storage] : []
  })
