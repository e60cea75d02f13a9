/** What a host has of images: volumes that can be imported, templates, and what lies where the API cannot use it. */
import type { Volume } from '../pve/storages.ts'
import { list, flag, number, optional, record, text } from '../pve/checks.ts'
import { imageVolumeOf, volumeOfImage, type ImageVolume } from '../pve/image-name.ts'
import { listVolumes, readStorages, type StorageView } from '../pve/storages.ts'
import { takesImports, type ImageHost } from './host-storages.ts'

export interface HostImages {
  readonly storages: readonly StorageView[]
  /** On all storages with import content, sorted by image and age, newest first. */
  readonly volumes: readonly ImageVolume[]
  /** The seed's place: `.img` files among the ISO images. */
  readonly isos: readonly { readonly image: string; readonly volume: Volume }[]
  /** Template guests, by name. */
  readonly templates: readonly { readonly image: string; readonly vmid: number }[]
}

export async function readHostImages({ client, node }: ImageHost, signal?: AbortSignal): Promise<HostImages> {
  const storages = await readStorages(client, node, signal)
  const importing = storages.filter(takesImports)
  const withIso = storages.filter(({ active, content }) => active && content.includes('iso'))
  const read = async (from: readonly StorageView[], content: string) =>
    (await Promise.all(from.map(({ name }) => listVolumes(client, node, name, content, signal)))).flat()
  const [imports, isos, templates] = await Promise.all([
    read(importing, 'import'),
    read(withIso, 'iso'),
    readTemplates({ client, node }, signal),
  ])
  return {
    storages,
    volumes: imports
      .map(imageVolumeOf)
      .filter((found) => found !== undefined)
      .toSorted((a, b) =>
        a.image < b.image ? -1 : a.image > b.image ? 1 : (b.volume.created ?? 0) - (a.volume.created ?? 0),
      ),
    isos: isos.flatMap((volume) => {
      const [, image] = /:iso\/([^/]+)\.img$/.exec(volume.volid) ?? []
      return image ? [{ image, volume }] : []
    }),
    templates,
  }
}

async function readTemplates({ client, node }: Pick<ImageHost, 'client' | 'node'>, signal?: AbortSignal) {
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
