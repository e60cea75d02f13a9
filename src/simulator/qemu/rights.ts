/** Which right each option of a guest asks for. */
import { demand, demandAny } from '../access.ts'
import type { Caller } from '../caller.ts'
import { isRoot } from '../caller.ts'
import type { Host } from '../host.ts'
import { failure } from '../refusal.ts'
import type { Config } from '../state.ts'
import { isCdrom, isCloudinit, isDriveKey, isUnusedKey, parseDrive } from './drive.ts'

const words = (text: string): readonly string[] => text.split(' ')

/** Privileges, one of which is enough, and what they let change. */
const rights: readonly (readonly [readonly string[], readonly string[], RegExp?])[] = [
  [['VM.Config.CPU'], words('cores cpu cpulimit cpuunits numa smp sockets vcpus affinity'), /^numa\d+$/],
  [['VM.Config.Memory'], words('memory balloon shares allow-ksm')],
  [
    ['VM.Config.HWType'],
    words('acpi hotplug kvm machine scsihw smbios1 tablet vga watchdog audio0 rng0'),
    /^(?:serial|usb|hostpci|virtiofs)\d+$/,
  ],
  [
    ['VM.Config.Options'],
    words(
      'agent autostart bios description keyboard localtime migrate_downtime migrate_speed name onboot ostype protection reboot startdate startup tags tdf template',
    ),
  ],
  [['VM.PowerMgmt'], ['freeze']],
  [['VM.Config.Disk'], words('boot bootdisk vmstatestorage'), /^unused\d+$/],
  [['VM.Config.Network'], [], /^net\d+$/],
  [
    ['VM.Config.Cloudinit', 'VM.Config.Network'],
    words('cicustom cipassword citype ciupgrade ciuser nameserver searchdomain sshkeys'),
    /^ipconfig\d+$/,
  ],
]

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
    const [needed] = rights.find(([, names, pattern]) => names.includes(key) || pattern?.test(key)) ?? []
    if (!needed) throw failure(`only root can set '${key}' config`)
    demandAny(host.state, caller, path, needed)
    // It changes how the host starts.
    if (key === 'startup') demand(host.state, caller, '/', 'Sys.Modify')
  }
}

/** What is only looked at once the guest's file lock is held. */
export const isCheckedLate = (key: string): boolean =>
  isDriveKey(key) || isUnusedKey(key) || key === 'tags' || /^(?:serial|usb|hostpci)\d+$/.test(key)

/** Refuses a drive that the caller may not put in, or take out. */
export function checkDriveRights(host: Host, caller: Caller, path: string, key: string, text: string): void {
  const drive = parseDrive(key, text)
  if (isCloudinit(drive)) demand(host.state, caller, path, 'VM.Config.Cloudinit', 'VM.Config.CDROM')
  else demand(host.state, caller, path, isCdrom(drive) ? 'VM.Config.CDROM' : 'VM.Config.Disk')
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
