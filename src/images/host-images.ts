/** What a host has of images: volumes that can be imported, templates, and what lies where the API cannot use it. */
import { list, flag, number, optional, record, text } from '../pve/checks.ts'
import { imageVolumeOf, volumeOfImage, type ImageVolume } from '../pve/image-name.ts'
import { listVolumes, readStorages, takes, type StorageView, type Volume } from '../pve/storages.ts'
import type { ImageHost } from './host-storages.ts'

export interface HostImages {
  /** On all storages with import content, sorted by image and age, newest first. */
  readonly volumes: readonly ImageVolume[]
  /** The seed's place: `.img` files among the ISO images. */
  readonly isos: readonly { readonly image: string; readonly volume: Volume }[]
  /** Template guests, by name. */
  readonly templates: readonly { readonly image: string; readonly vmid: number }[]
}

export async function readHostImages(host: ImageHost, signal?: AbortSignal): Promise<HostImages> {
  const storages = await readStorages(host.client, host.node, signal)
  const [volumes, isos, templates] = await Promise.all([
    importsOn(host, storages, signal),
    volumesOn(host, storages, 'iso', signal),
    readTemplates(host, signal),
  ])
  return {
    volumes,
    isos: isos.flatMap((volume) => {
      const [, image] = /:iso\/([^/]+)\.img$/.exec(volume.volid) ?? []
      return image ? [{ image, volume }] : []
    }),
    templates,
  }
}

/** The `volumes` of the above, for whoever needs no more. */
export const readImports = async (host: ImageHost, signal?: AbortSignal): Promise<HostImages['volumes']> =>
  importsOn(host, await readStorages(host.client, host.node, signal), signal)

async function importsOn(host: ImageHost, storages: readonly StorageView[], signal?: AbortSignal) {
  const found = await volumesOn(host, storages, 'import', signal)
  return found
    .map(imageVolumeOf)
    .filter((image) => image !== undefined)
    .toSorted((a, b) =>
      a.image < b.image ? -1 : a.image > b.image ? 1 : (b.volume.created ?? 0) - (a.volume.created ?? 0),
    )
}

async function volumesOn(
  { client, node }: ImageHost,
  storages: readonly StorageView[],
  content: string,
  signal?: AbortSignal,
): Promise<readonly Volume[]> {
  const able = storages.filter(takes(content))
  return (await Promise.all(able.map(({ name }) => listVolumes(client, node, name, content, signal)))).flat()
}

async function readTemplates({ client, node }: ImageHost, signal?: AbortSignal) {
  const guests = await client.get(
    '/nodes/{node}/qemu',
    { node },
    list((value) => {
      const { vmid, name, template } = record(value)
      return { vmid: number(vmid), name: optional(text)(name), template: flag(template) }
    }),
    { signal },
  )
  return guests
    .filter(({ template }) => template)
    .flatMap(({ vmid, name }) => (name === undefined ? [] : [{ image: name, vmid }]))
    .toSorted((a, b) => a.vmid - b.vmid)
}

/** The volume that guests of this image would be made from on the host now. */
export function chosenVolume({ mapped }: ImageHost, { volumes }: HostImages, image: string): string | undefined {
  return (
    mapped[image] ??
    volumeOfImage(
      volumes.map(({ volume }) => volume),
      image,
    )?.volid
  )
}
