/** Which right each option of a guest asks for, and what volumes and bridges ask for besides. */
import { demand, demandAny } from '../access.ts'
import type { Caller } from '../caller.ts'
import { isRoot } from '../caller.ts'
import type { Host } from '../host.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import { zoneOfBridge } from '../sdn/config.ts'
import type { Config } from '../state.ts'
import { findVolume, storageConfig } from '../storage.ts'
import { parseVolumeId } from '../volume-name.ts'
import type { Drive } from './drive.ts'
import {
  fileOf,
  isCdrom,
  isCloudinit,
  isDriveKey,
  isEmpty,
  isNetKey,
  isUnusedKey,
  newDisk,
  parseDrive,
} from './drive.ts'

const memory = ['memory', 'balloon', 'shares', 'allow-ksm']
const processor = ['cores', 'sockets', 'cpu', 'cpulimit', 'cpuunits', 'numa', 'vcpus', 'smp', 'affinity']
const hardware = [
  'acpi',
  'hotplug',
  'kvm',
  'machine',
  'scsihw',
  'smbios1',
  'tablet',
  'vga',
  'watchdog',
  'audio0',
  'rng0',
  'arch',
  'tdf',
  'ivshmem',
  'keyboard',
]
const cloudinit = ['nameserver', 'searchdomain', 'sshkeys']
const rootOnly = ['args', 'hookscript', 'lock']

/** The privileges one of which an option asks for. */
function rightsFor(key: string, config: Readonly<Config>): readonly string[] {
  if (memory.includes(key)) return ['VM.Config.Memory']
  if (processor.includes(key) || /^numa\d+$/.test(key)) return ['VM.Config.CPU']
  if (hardware.includes(key) || /^(?:serial|usb|hostpci)\d+$/.test(key)) return ['VM.Config.HWType']
  if (key === 'boot' || key === 'bootdisk' || isUnusedKey(key)) return ['VM.Config.Disk']
  if (isDriveKey(key)) {
    const drive = parseDrive(key, config[key] ?? 'none')
    return [isCdrom(drive) && !isCloudinit(drive) ? 'VM.Config.CDROM' : 'VM.Config.Disk']
  }
  if (isNetKey(key)) return ['VM.Config.Network']
  if (/^ipconfig\d+$/.test(key)) return ['VM.Config.Cloudinit', 'VM.Config.Network']
  if (cloudinit.includes(key)) return ['VM.Config.Cloudinit', 'VM.Config.Network']
  if (/^ci[a-z]+$/.test(key)) return ['VM.Config.Cloudinit', 'VM.Config.Network']
  return ['VM.Config.Options']
}

/** Refuses options that the caller may not change. `config` has the values, new or present. */
export function checkOptionRights(
  host: Host,
  caller: Caller,
  path: string,
  keys: readonly string[],
  config: Readonly<Config>,
): void {
  if (isRoot(caller)) return
  for (const key of keys.toSorted()) {
    checkDevice(host, caller, key, config[key])
    if (rootOnly.includes(key) || /^parallel\d+$/.test(key)) throw failure(`only root can set '${key}' config`)
    demandAny(host.state, caller, path, rightsFor(key, config))
  }
}

/** Devices of the host itself are for root, or for whoever may use their mapping. */
function checkDevice(host: Host, caller: Caller, key: string, value: string | undefined): void {
  const kind = /^(usb|hostpci|serial)\d+$/.exec(key)?.[1]
  if (kind === undefined || value === undefined) return
  if (kind === 'serial') {
    if (value !== 'socket') throw failure(`only root can set '${key}' config for real devices`)
    return
  }
  const mapping = /(?:^|,)mapping=([^,]+)/.exec(value)?.[1]
  if (mapping !== undefined) {
    demand(host.state, caller, `/mapping/${kind === 'usb' ? 'usb' : 'pci'}/${mapping}`, 'Mapping.Use')
  } else if (kind === 'hostpci') {
    throw failure(`only root can set '${key}' config for non-mapped devices`)
  } else if (!/^(?:host=)?spice(?:,|$)/i.test(value)) {
    throw failure(`only root can set '${key}' config for real devices`)
  }
}

const imageContents = ['images', 'import']

/** Refuses drives whose volumes the caller may not use, or that no storage can hold. */
export function checkDriveAccess(host: Host, caller: Caller, node: string, options: Readonly<Config>): void {
  for (const key of Object.keys(options).filter(isDriveKey).toSorted()) {
    const drive = parseDrive(key, options[key] ?? '')
    if (!isEmpty(drive)) checkVolumeAccess(host, caller, node, key, drive)
    const source = drive['import-from']
    if (source !== undefined) checkImport(host, caller, key, drive, source)
  }
}

function checkVolumeAccess(host: Host, caller: Caller, node: string, key: string, drive: Drive): void {
  const file = fileOf(drive)
  const cloudinitStorage = /^([^/:\s]+):cloudinit$/.exec(file)?.[1]
  const target = newDisk(drive)?.storage ?? cloudinitStorage
  if (target !== undefined) {
    demand(host.state, caller, `/storage/${target}`, 'Datastore.AllocateSpace')
    if (!storageConfig(host, target).content.includes('images')) {
      throw parameterRefusal({ storage: `storage '${target}' does not support vm images` })
    }
    return
  }
  if (file.startsWith('/')) {
    if (!isRoot(caller)) throw arbitraryPath()
    return
  }
  const parsed = parseVolumeId(host, file)
  storageConfig(host, parsed.storage)
  const wanted = ['Datastore.AllocateSpace', 'Datastore.Audit']
  if (parsed.content === 'images') demand(host.state, caller, `/storage/${parsed.storage}`, 'Datastore.AllocateSpace')
  else demandAny(host.state, caller, `/storage/${parsed.storage}`, wanted)
  if (parsed.content === 'iso') {
    if (!isCdrom(drive)) throw parameterRefusal({ [key]: `explicit 'media=cdrom' is required for iso images` })
    if (!findVolume(host, node, file)) throw failure(`volume '${file}' does not exist`)
  }
}

const arbitraryPath = () =>
  failure('Only root can pass arbitrary filesystem paths. at /usr/share/perl5/PVE/Storage.pm line 651.')

function checkImport(host: Host, caller: Caller, key: string, drive: Drive, source: string): void {
  if (newDisk(drive)?.gib !== 0) {
    const syntax = "'import-from' requires special syntax - use <storage ID>:0,import-from=<source>"
    throw parameterRefusal({ [key]: syntax })
  }
  if (source.startsWith('/')) {
    if (isRoot(caller)) return
    throw arbitraryPath()
  }
  const { storage, content } = parseVolumeId(host, source)
  storageConfig(host, storage)
  demandAny(host.state, caller, `/storage/${storage}`, ['Datastore.AllocateSpace', 'Datastore.Audit'])
  if (!imageContents.includes(content)) {
    throw parameterRefusal({ [key]: `${source} has wrong type '${content}' - needs to be 'images' or 'import'` })
  }
}

/** Refuses network cards on bridges that the caller may not use. */
export function checkBridgeAccess(host: Host, caller: Caller, options: Readonly<Config>): void {
  for (const key of Object.keys(options).filter(isNetKey).toSorted()) {
    const net = parseDrive(key, options[key] ?? '')
    if (net['bridge'] === undefined) continue
    const zone = `/sdn/zones/${zoneOfBridge(host, net['bridge'])}/${net['bridge']}`
    demand(host.state, caller, net['tag'] === undefined ? zone : `${zone}/${net['tag']}`, 'SDN.Use')
  }
}
