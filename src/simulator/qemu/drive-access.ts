/** What drives and network cards ask for besides the rights on their guest: storages, volumes and bridges. */
import { demand } from '../access.ts'
import type { Caller } from '../caller.ts'
import type { Host } from '../host.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import { zoneOfBridge } from '../sdn/config.ts'
import type { Config } from '../state.ts'
import { findVolume, storageConfig } from '../storage.ts'
import { demandVolume } from '../volume-access.ts'
import { parseVolumeId } from '../volume-name.ts'
import type { Drive } from './drive.ts'
import { drivesOf, fileOf, isCdrom, isNetKey, newDisk, parseDrive } from './drive.ts'

/** Refuses drives whose volumes the caller may not use for that guest, or that no storage can hold. */
export function checkDriveAccess(
  host: Host,
  caller: Caller,
  { vmid, node }: { readonly vmid: number; readonly node: string },
  options: Readonly<Config>,
): void {
  for (const [key, drive] of drivesOf(options)) {
    const file = fileOf(drive)
    const storage = newDisk(drive)?.storage ?? /^([^/:\s]+):cloudinit$/.exec(file)?.[1]
    if (file === 'cdrom') demand(host.state, caller, '/', 'Sys.Console')
    else if (storage !== undefined) demandRoom(host, caller, storage)
    else if (file !== 'none') checkAttached(host, caller, { vmid, node }, key, drive)
    const source = drive['import-from']
    if (source !== undefined) checkImport(host, caller, vmid, key, source)
  }
}

/** Refuses a storage that new images cannot be put on. */
export function demandRoom(host: Host, caller: Caller, storage: string): void {
  demand(host.state, caller, `/storage/${storage}`, 'Datastore.AllocateSpace')
  checkHoldsImages(host, storage)
}

export function checkHoldsImages(host: Host, storage: string): void {
  if (!storageConfig(host, storage).content.includes('images')) {
    throw parameterRefusal({ storage: `storage '${storage}' does not support vm images` })
  }
}

function checkAttached(
  host: Host,
  caller: Caller,
  { vmid, node }: { readonly vmid: number; readonly node: string },
  key: string,
  drive: Drive,
): void {
  const file = fileOf(drive)
  if (/^\d+(?:\.\d+)?$/.test(file)) throw failure('no storage ID specified (and no default storage)')
  demandVolume(host, caller, file, vmid)
  if (file.startsWith('/')) return
  const { content } = parseVolumeId(host, file)
  if (content !== 'images' && content !== 'iso') {
    throw parameterRefusal({ [key]: "content type needs to be 'images' or 'iso'" })
  }
  if (content === 'iso') {
    if (!isCdrom(drive)) throw parameterRefusal({ [key]: "explicit 'media=cdrom' is required for iso images" })
    if (!findVolume(host, node, file)) throw failure(`volume '${file}' does not exist`)
  }
}

const imageContents = ['images', 'import']

function checkImport(host: Host, caller: Caller, vmid: number, key: string, source: string): void {
  if (!source.startsWith('/')) {
    const { storage, content, vmid: owner } = parseVolumeId(host, source)
    storageConfig(host, storage)
    if (!imageContents.includes(content)) {
      throw parameterRefusal({ [key]: `${source} has wrong type '${content}' - needs to be 'images' or 'import'` })
    }
    if (owner !== undefined) demand(host.state, caller, `/vms/${owner}`, 'VM.Clone')
  }
  demandVolume(host, caller, source, vmid)
}

/** Refuses an import into something else than a new disk of size 0. */
export function checkDriveForms(options: Readonly<Config>): void {
  for (const [key, drive] of drivesOf(options)) {
    if (drive['import-from'] !== undefined && newDisk(drive)?.gib !== 0) {
      const syntax = "'import-from' requires special syntax - use <storage ID>:0,import-from=<source>"
      throw parameterRefusal({ [key]: syntax })
    }
  }
}

/** Refuses network cards on bridges, or VLANs of them, that the caller may not use. */
export function checkBridgeAccess(host: Host, caller: Caller, options: Readonly<Config>): void {
  for (const key of Object.keys(options).filter(isNetKey).toSorted()) {
    const { bridge, tag, trunks } = parseDrive(key, options[key] ?? '')
    if (bridge === undefined) continue
    const path = `/sdn/zones/${zoneOfBridge(host, bridge)}/${bridge}`
    const vlans = [tag, ...(trunks?.split(';') ?? [])].filter((vlan) => vlan !== undefined && vlan !== '')
    for (const place of vlans.length === 0 ? [path] : vlans.map((vlan) => `${path}/${vlan}`)) {
      demand(host.state, caller, place, 'SDN.Use')
    }
  }
}
