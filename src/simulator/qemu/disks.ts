/** Making, importing and giving up the disks of a guest. */
import type { Host } from '../host.ts'
import { pass } from '../host.ts'
import { failure } from '../refusal.ts'
import type { Config, Guest, Volume } from '../state.ts'
import {
  allocate,
  findVolume,
  freeImageName,
  imageFormat,
  needVolume,
  printSize,
  removeVolume,
  storageConfig,
  withStorageLock,
} from '../storage.ts'
import { isBlock, parseVolumeId, volumePath } from '../volume-name.ts'
import type { Worker } from '../tasks.ts'
import { isCutOff } from '../tasks.ts'
import { copyData } from './copy.ts'
import type { Drive } from './drive.ts'
import {
  drivesOf,
  fileOf,
  isCdrom,
  isCloudinit,
  isEmpty,
  isUnusedKey,
  newDisk,
  parseDrive,
  printDrive,
} from './drive.ts'

export const cloudinitSize = 4_194_304

/** Where disks are made: the guest they belong to, and the node they lie on. */
export interface Place {
  readonly vmid: number
  readonly node: string
}

/** Logs what the image tool prints for a new image. */
export function logFormatting(host: Host, worker: Worker, volid: string, size: number, backing?: string): void {
  const { storage, file } = parseVolumeId(host, volid)
  const { type } = storageConfig(host, storage)
  if (type === 'zfspool') return
  worker.log(type.startsWith('lvm') ? `  Logical volume "${file}" created.` : formatting(host, volid, size, backing))
}

function formatting(host: Host, volid: string, size: number, backing?: string): string {
  const path = volumePath(host, volid)
  if (volid.endsWith('.raw')) return `Formatting '${path}', fmt=raw size=${size} preallocation=off`
  const cluster = backing === undefined ? 'cluster_size=65536 extended_l2=off' : 'cluster_size=131072 extended_l2=on'
  const base = backing === undefined ? '' : ` backing_file=${backing} backing_fmt=qcow2`
  return (
    `Formatting '${path}', fmt=qcow2 ${cluster} preallocation=metadata compression_type=zlib size=${size}` +
    `${base} lazy_refcounts=off refcount_bits=16`
  )
}

/** Where disks that a failed call has made are noted, to be given up again. */
export type Made = string[]

/** Makes what a drive option asks for and gives the option as it is stored. */
export async function makeDrive(
  host: Host,
  place: Place,
  key: string,
  text: string,
  config: Readonly<Config>,
  worker: Worker,
  made: Made,
): Promise<string> {
  const drive = parseDrive(key, text)
  if (isEmpty(drive)) return printDrive(key, drive)
  await pass(host, 'configure', worker.signal)
  if (isCloudinit(drive) && fileOf(drive).endsWith(':cloudinit')) {
    return makeCloudinit(host, place, key, drive, config, worker, made)
  }
  const wanted = newDisk(drive)
  if (!wanted) return attach(host, place, key, drive)
  const source = drive['import-from']
  const stored =
    source === undefined
      ? await makeBlank(host, place, key, wanted, drive, worker)
      : await importDisk(host, place, wanted.storage, source, drive, worker)
  made.push(fileOf(stored))
  const result = printDrive(key, stored)
  worker.log(`${key}: successfully created disk '${result}'`)
  return result
}

/** Without what only tells how a disk is to be made. */
function kept(drive: Drive, file: string, size?: number): Drive {
  const { format: _format, 'import-from': _source, size: _size, ...rest } = drive
  return { ...rest, file, ...(size === undefined ? {} : { size: printSize(size) }) }
}

function attach(host: Host, { node }: Place, key: string, drive: Drive): string {
  if (fileOf(drive).startsWith('/')) return printDrive(key, drive)
  const volume = needVolume(host, node, fileOf(drive))
  return printDrive(key, kept(drive, fileOf(drive), volume.virtual ?? volume.size))
}

async function makeBlank(
  host: Host,
  place: Place,
  key: string,
  wanted: { storage: string; gib: number },
  drive: Drive,
  worker: Worker,
): Promise<Drive> {
  const format = imageFormat(host, wanted.storage, drive['format'], 'raw')
  const size = fixedSize(key, drive) ?? Math.round(wanted.gib * 1_073_741_824)
  const volid = await newImage(host, place, wanted.storage, { format, size }, worker)
  return kept(drive, volid, size)
}

/** What firmware and trusted platform keep has its size, whatever was asked for. */
function fixedSize(key: string, drive: Drive): number | undefined {
  if (key === 'tpmstate0') return 4_194_304
  if (key === 'efidisk0') return drive['efitype'] === '4m' ? 540_672 : 131_072
  return undefined
}

/** An image under the lowest free name, under the lock of its storage. */
export function newImage(
  host: Host,
  { vmid, node }: Place,
  storage: string,
  image: { readonly format: string; readonly size: number; readonly system?: string },
  worker: Worker,
): Promise<string> {
  return withStorageLock(host, storage, worker.signal, () => {
    const volid = freeImageName(host, node, storage, vmid, image.format)
    logFormatting(host, worker, volid, image.size)
    allocate(host, { volid, node, ...image })
    return volid
  })
}

async function makeCloudinit(
  host: Host,
  { vmid, node }: Place,
  key: string,
  drive: Drive,
  config: Readonly<Config>,
  worker: Worker,
  made: Made,
): Promise<string> {
  const other = drivesOf(config).find(([present, candidate]) => present !== key && isCloudinit(candidate))
  if (other) throw failure(`${key} - cloud-init drive is already attached at '${other[0]}'`)
  const storage = fileOf(drive).split(':')[0] ?? ''
  const format = imageFormat(host, storage, drive['format'], 'qcow2')
  const volid = cloudinitName(host, storage, vmid, format)
  if (findVolume(host, node, volid)) throw failure(`disk image '${volumePath(host, volid)}' already exists`)
  await withStorageLock(host, storage, worker.signal, () => {
    logFormatting(host, worker, volid, cloudinitSize)
    allocate(host, { volid, node, format, size: cloudinitSize })
  })
  made.push(volid)
  const result = printDrive(key, { ...kept(drive, volid), media: 'cdrom' })
  worker.log(`${key}: successfully created disk '${result}'`)
  return result
}

export const cloudinitName = (host: Host, storage: string, vmid: number, format: string): string =>
  isBlock(storageConfig(host, storage))
    ? `${storage}:vm-${vmid}-cloudinit`
    : `${storage}:${vmid}/vm-${vmid}-cloudinit.${format}`

async function importDisk(
  host: Host,
  place: Place,
  storage: string,
  source: string,
  drive: Drive,
  worker: Worker,
): Promise<Drive> {
  const image = findVolume(host, place.node, source)
  if (!image) throw missingSource(host, source, worker)
  const format = imageFormat(host, storage, drive['format'], image.format === 'raw' ? 'raw' : 'qcow2')
  const size = image.virtual ?? image.size
  worker.log(`create full clone of drive (${source})`)
  const volid = await newImage(host, place, storage, { format, size, ...systemOf(image) }, worker)
  worker.log(`allocated target volume '${volid}'`)
  try {
    await copyData(host, worker, { size, volid, node: place.node }, 'create')
  } catch (error) {
    if (isCutOff(host, error)) throw error
    removeVolume(host, place.node, volid)
    throw error
  }
  return kept(drive, volid, size)
}

export const systemOf = (volume: Volume): { readonly system?: string } =>
  volume.system === undefined ? {} : { system: volume.system }

function missingSource(host: Host, source: string, worker: Worker): Error {
  const text = `failed to stat '${volumePath(host, source)}'`
  if (parseVolumeId(host, source).content === 'import') return failure(text)
  worker.log(text)
  return failure(`cannot import from '${source}' - could not get size of ${source}`)
}

/** Whether a volume is an image that belongs to this guest. */
export function ownedImage(vmid: number, volid: string): boolean {
  return new RegExp(`(?:[:/]${vmid}/|^[^:]+:|:base-[^/]+/)(?:vm|base)-${vmid}-[^/]+$`).test(volid)
}

/** Puts a disk that left the configuration beside it as `unusedN`. */
export function keepUnused(guest: Guest, config: Config, volid: string): void {
  if (!ownedImage(guest.vmid, volid)) return
  const present = Object.keys(config).filter(isUnusedKey)
  if (present.some((key) => config[key] === volid)) return
  let index = 0
  while (config[`unused${index}`] !== undefined) index += 1
  config[`unused${index}`] = volid
}

/** An image that leaves the guest: destroyed, or kept beside it; of cloud-init nothing is worth keeping. */
export function giveUp(host: Host, guest: Guest, drive: Drive, destroy: boolean): void {
  const file = fileOf(drive)
  if (!ownedImage(guest.vmid, file)) return
  if (destroy || isCloudinit(drive)) removeVolume(host, guest.node, file)
  else keepUnused(guest, guest.config, file)
}

/** Whether a snapshot needs the image. */
export const inSnapshot = (guest: Guest, volid: string): boolean =>
  guest.snapshots.some(({ config }) => drivesOf(config).some(([, drive]) => fileOf(drive) === volid))

/** Takes a drive out of the configuration: its image is given up, or kept as unused. */
export function dropDrive(host: Host, guest: Guest, config: Config, key: string, destroy: boolean): void {
  const text = config[key]
  if (text === undefined) return
  const drive = parseDrive(key, text)
  const file = fileOf(drive)
  const gone = destroy || isUnusedKey(key) || isCloudinit(drive)
  if (gone && !isCloudinit(drive) && inSnapshot(guest, file)) {
    throw failure(`unable to delete '${file}' - volume is still in use (snapshot?)`)
  }
  delete config[key]
  if (isEmpty(drive) || !ownedImage(guest.vmid, file)) return
  if (gone) removeVolume(host, guest.node, file)
  else if (!isCdrom(drive)) keepUnused(guest, config, file)
}
