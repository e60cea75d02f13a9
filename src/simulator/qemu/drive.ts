/** Drive options of a guest: reading them, and writing them as Proxmox VE stores them. */
import { parsePropertyString, printPropertyString } from '../property-string.ts'
import { failure } from '../refusal.ts'
import type { Property } from '../schema.ts'
import { guestOptions, propertyOf } from '../schema.ts'
import type { Config } from '../state.ts'

/** The options of a drive, `file` among them. */
export type Drive = Readonly<Record<string, string>>

const drivePattern = /^(?:(?:ide|sata|scsi|virtio)\d+|efidisk0|tpmstate0)$/

export const isDriveKey = (key: string): boolean => drivePattern.test(key)
export const isUnusedKey = (key: string): boolean => /^unused\d+$/.test(key)
export const isNetKey = (key: string): boolean => /^net\d+$/.test(key)

/** The keys that make up a device string such as `scsi0` or `net0`. */
export function deviceKeys(key: string): ReadonlyMap<string, Property> {
  const format = propertyOf(guestOptions, key)?.format
  if (format === undefined || typeof format === 'string') throw failure(`option '${key}' is no device`)
  return format
}

/** Lists of many guests read the same texts again and again. */
const read = new Map<string, Drive>()
const mostRead = 20_000

export function parseDrive(key: string, text: string): Drive {
  const id = `${key} ${text}`
  const known = read.get(id)
  if (known) return known
  const parsed = parsePropertyString(deviceKeys(key), text)
  if (typeof parsed === 'string') throw failure(`unable to parse drive options of '${key}'`)
  if (read.size >= mostRead) read.clear()
  read.set(id, Object.freeze(parsed))
  return parsed
}

export const printDrive = (key: string, drive: Drive): string => printPropertyString(deviceKeys(key), drive)

export const fileOf = (drive: Drive): string => drive['file'] ?? 'none'
export const isCdrom = (drive: Drive): boolean => drive['media'] === 'cdrom'
export const isCloudinit = (drive: Drive): boolean => /(?:^[^:]+:cloudinit$|-cloudinit(?:\.\w+)?$)/.test(fileOf(drive))
export const isEmpty = (drive: Drive): boolean => fileOf(drive) === 'none' || fileOf(drive) === 'cdrom'

/** Whether a guest's own image is in it: a disk, or what cloud-init reads. */
export const isImage = (drive: Drive): boolean => !isEmpty(drive) && (!isCdrom(drive) || isCloudinit(drive))

/** `STORAGE:SIZE` in GiB: a disk that is yet to be made. */
export function newDisk(drive: Drive): { readonly storage: string; readonly gib: number } | undefined {
  const [, storage, size] = /^([^/:\s]+):(\d+(?:\.\d+)?)$/.exec(fileOf(drive)) ?? []
  return storage === undefined ? undefined : { storage, gib: Number(size) }
}

/** The drives of a configuration, sorted by key. */
export function drivesOf(config: Readonly<Config>): readonly (readonly [string, Drive])[] {
  return Object.keys(config)
    .filter((key) => isDriveKey(key))
    .toSorted()
    .map((key) => [key, parseDrive(key, config[key] ?? '')] as const)
}

/** The devices in a boot order. */
export const bootOrder = (config: Readonly<Config>): string[] =>
  (/(?:^|,)order=([^,]*)/.exec(config['boot'] ?? '')?.[1] ?? '').split(';').filter((device) => device !== '')

export const printBootOrder = (devices: readonly string[]): string =>
  devices.length === 0 ? ' ' : `order=${devices.join(';')}`

/** What is booted from when nothing was said: the first disk, the first CD-ROM, the first network card. */
export function defaultBootOrder(config: Readonly<Config>): string {
  const drives = drivesOf(config).filter(([key]) => /^(?:ide|sata|scsi|virtio)\d+$/.test(key))
  const disk = drives.find(([, drive]) => !isCdrom(drive) && !isCloudinit(drive))?.[0]
  const cdrom = drives.find(([, drive]) => isCdrom(drive) && !isCloudinit(drive))?.[0]
  const net = Object.keys(config).filter(isNetKey).toSorted()[0]
  return printBootOrder([disk, cdrom, net].filter((device) => device !== undefined))
}

/** The disk that the guest boots from. */
export function bootDisk(config: Readonly<Config>): readonly [string, Drive] | undefined {
  const order = config['boot'] === undefined ? defaultBootOrder(config) : config['boot']
  for (const device of bootOrder({ boot: order })) {
    if (!isDriveKey(device) || config[device] === undefined) continue
    const drive = parseDrive(device, config[device])
    if (!isCdrom(drive)) return [device, drive]
  }
  return undefined
}
