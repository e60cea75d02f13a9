/** Where the name of an image leads on a host: what a new guest is made from, and in which version. */
import { keyOf, type DesiredNode } from '../graph/desired-node.ts'
import type { Change, ImageSource } from '../../controllers/controller.ts'
import type { GuestView } from '../pve/guest-view.ts'
import { shortDigest, versionOf, volumeOfImage } from '../pve/image-name.ts'
import type { Volume } from '../pve/storages.ts'
import type { Found } from './catalog.ts'
import type { HostView } from './host-view.ts'
import type { SourceWord } from './image-supply.ts'
import { disksIn } from './rests-on.ts'
import type { OwnedGuest, World } from './world.ts'

/** What is known of a node's image beside what its host offers. */
export interface ImageContext {
  /** The template node that it is cloned from; without a guest it is not made yet. */
  readonly template?: { readonly name: string; readonly vmid: number; readonly guest: OwnedGuest | undefined }
  /** What its source gives; absent where nothing can be fetched. */
  readonly source?: SourceWord
}

export function imageContextOf(
  { clonedFrom, guest }: DesiredNode,
  { nodes, byKey, vmids, sources }: Pick<World, 'nodes' | 'byKey' | 'vmids' | 'sources'>,
): ImageContext {
  const source = sources?.get(guest.image)
  const template = clonedFrom === undefined ? undefined : nodes.get(clonedFrom)
  const made = template && byKey.get(template.key)?.find(({ view }) => view.template)
  const vmid = made?.view.vmid ?? (template && vmids.get(template.key))
  return {
    ...(template && vmid !== undefined ? { template: { name: template.guest.name, vmid, guest: made } } : {}),
    ...(source ? { source } : {}),
  }
}

/**
 * In this order: the template node it is cloned from, the host file's `images:`, an importable volume of that name, a
 * template guest of that name; otherwise it has to be fetched.
 */
export function findImage(node: DesiredNode, host: HostView, context: ImageContext = {}): Found<ImageSource> {
  const { image } = node.guest
  const { entry, catalog } = host
  const { template, source } = context
  if (template && (!template.guest || template.guest.view.node === entry?.node))
    return { found: cloneOf(node, host, template.vmid, template.guest?.view) }
  const mapped = entry?.images[image]
  if (mapped !== undefined && !mapped.includes(':iso/')) return { found: { kind: 'import', volume: mapped } }
  const imported = volumeOf(catalog?.imports ?? [], image, source)
  if (imported) return { found: { kind: 'import', volume: imported.volid, ...versioned(imported) } }
  const guest = [...(catalog?.templates.values() ?? [])].find((other) => other.name === image && !isOwn(node, other))
  if (guest && node.policy.clone !== 'import') return { found: cloneOf(node, host, guest.vmid, guest) }
  return toFetch(node, host, mapped, source)
}

/** A template that is called like its image is not made anew of itself: it goes before. */
const isOwn = ({ key, identity, movedFrom }: DesiredNode, { mark }: GuestView): boolean =>
  mark?.site === identity.site && [key, ...movedFrom.map(keyOf)].includes(keyOf(mark))

/** A linked clone lies on its template's storage, where that can make one. */
function cloneOf(
  { guest: { datastore }, policy }: DesiredNode,
  { catalog }: HostView,
  vmid: number,
  template: GuestView | undefined,
): ImageSource {
  const type = catalog?.storages.find(({ name }) => name === datastore)?.type ?? ''
  const linkable = template ? rests(template.config, datastore) : !withoutLinks.has(type)
  const version = template?.mark?.inputs?.imageVersion
  return {
    kind: 'clone',
    vmid,
    full: policy.clone === 'full' || !linkable,
    ...(template?.protection ? { protect: true } : {}),
    ...(version === undefined ? {} : { version }),
  }
}

/** Types of storages that cannot put one volume on top of another: the disks of a template there are like any other. */
const withoutLinks: ReadonlySet<string> = new Set(['lvm', 'iscsi', 'iscsidirect'])

/** Whether every disk of a template is one that others can rest on, where they are to be. */
const rests = (config: GuestView['config'], datastore: string) =>
  disksIn(config).every(({ volume }) => isBaseOn(volume, datastore))

const isBaseOn = (volume: string, datastore: string): boolean =>
  volume.startsWith(`${datastore}:`) && /^base-\d+-/.test(volume.split(/[:/]/).at(-1) ?? '')

/** Of the version that the source gives; what a person put there has none, and counts unless one is pinned. */
function volumeOf(volumes: readonly Volume[], image: string, source: SourceWord | undefined): Volume | undefined {
  const newest = volumeOfImage(volumes, image)
  if (!newest || !source || source.digest === null) return newest
  const short = shortDigest(source.digest)
  const exact = volumeOfImage(
    volumes.filter((volume) => versionIn(volume) === short),
    image,
  )
  return exact ?? (versionIn(newest) === undefined && !source.pinned ? newest : undefined)
}

const versionIn = ({ volid }: Volume): string | undefined => versionOf(volid.split('/').at(-1) ?? '')?.digest

function versioned(volume: Volume): { readonly version?: string } {
  const digest = versionIn(volume)
  return digest === undefined ? {} : { version: `sha256:${digest}` }
}

function toFetch(
  { guest: { image } }: DesiredNode,
  { host, catalog }: HostView,
  mapped: string | undefined,
  source: SourceWord | undefined,
): Found<ImageSource> {
  const iso = mapped ?? catalog?.localIsos.find(({ volid }) => volid === `local:iso/${image}.img`)?.volid
  const file = iso?.split('/').at(-1)
  if (iso) {
    return {
      hold: {
        reason: 'MissingImage',
        message: `${iso} is on ${host}, but Proxmox VE's API cannot make a disk from an ISO volume`,
        fix: `on the host, as root: mv /var/lib/vz/template/iso/${file} /var/lib/vz/import/${image}.qcow2 (storage local needs import content), or make a template guest called ${image}`,
      },
    }
  }
  if (source?.hold) return { hold: source.hold }
  if (source) return { found: { kind: 'fetch', image, from: source.from } }
  return {
    hold: {
      reason: 'MissingImage',
      message: `no storage of ${host} has the image ${image}`,
      fix: `homestak image fetch ${image} -H ${host}; or upload it as ${image}.qcow2 to a storage with import content, name a volume under images: in nodes/${host}.yaml, or make a template guest called ${image}`,
    },
  }
}

/** The image of a guest was published anew since, or its template made anew; nothing that was not noted counts. */
export function newerImage(
  node: DesiredNode,
  { mark }: OwnedGuest,
  host: HostView | undefined,
  { template, source }: ImageContext,
): Change | undefined {
  const observed = mark.inputs?.imageVersion
  if (observed === undefined || !observed.startsWith('sha256:') || host?.entry?.images[node.guest.image])
    return undefined
  const published = source?.digest ? `sha256:${shortDigest(source.digest)}` : undefined
  const desired = template ? template.guest?.mark.inputs?.imageVersion : published
  if (desired === undefined || desired === observed) return undefined
  return { path: 'image.version', desired, observed, forces: 'replace' }
}

export const newerText = ({ guest: { image } }: DesiredNode, { desired, observed }: Change): string =>
  `there is a newer ${image} (${String(desired)}; made from ${String(observed)})`
