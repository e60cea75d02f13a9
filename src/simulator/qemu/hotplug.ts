/** Which pending changes a running guest takes at once, and which wait for its restart. */
import type { Host } from '../host.ts'
import { hasBridge } from '../interfaces.ts'
import { parameterRefusal } from '../refusal.ts'
import type { Config, Guest, Running } from '../state.ts'
import { dropDrive, keepUnused, ownedImage } from './disks.ts'
import { bootOrder, fileOf, isCdrom, isCloudinit, isDriveKey, isNetKey, parseDrive } from './drive.ts'
import { isBooted } from './status.ts'

/** Options that no running process depends on. */
const free = new Set([
  'name',
  'description',
  'onboot',
  'startup',
  'protection',
  'hotplug',
  'tags',
  'lock',
  'autostart',
  'shares',
  'hookscript',
  'template',
  'vmstatestorage',
  'migrate_speed',
  'migrate_downtime',
  'cpuunits',
  'cpulimit',
  'balloon',
  'nameserver',
  'searchdomain',
  'sshkeys',
  'ciuser',
  'cipassword',
  'citype',
  'cicustom',
  'ciupgrade',
  'affinity',
  'reboot',
  'tablet',
])

const isFree = (key: string): boolean => free.has(key) || /^ipconfig\d+$/.test(key)

/** Makes what can be made; the rest stays pending. Throws where the guest lets nothing go. */
export function plugPending(host: Host, guest: Guest): void {
  const errors: Record<string, string> = {}
  for (const key of Object.keys(guest.pendingDelete).toSorted()) {
    const complaint = guest.running ? unplug(host, guest, guest.running, key) : removeNow(host, guest, key)
    if (complaint !== undefined) errors[key] = `hotplug problem - ${complaint}\n`
  }
  for (const key of Object.keys(guest.pending).toSorted()) {
    if (guest.running && !pluggable(guest, guest.running, key)) continue
    const complaint = guest.running && isNetKey(key) ? plugCard(host, guest, key) : undefined
    if (complaint === undefined) setNow(host, guest, key)
    else errors[key] = `hotplug problem - ${complaint}\n`
  }
  if (Object.keys(errors).length > 0) throw parameterRefusal(errors)
}

function removeNow(host: Host, guest: Guest, key: string): undefined {
  const force = guest.pendingDelete[key] ?? false
  delete guest.pendingDelete[key]
  if (isDriveKey(key)) dropDrive(host, guest, guest.config, key, force)
  else delete guest.config[key]
}

function setNow(host: Host, guest: Guest, key: string): void {
  const value = guest.pending[key] ?? ''
  delete guest.pending[key]
  replaceDrive(host, guest, guest.config, key, value)
  guest.config[key] = value
}

/** A disk whose place another takes stays beside the guest as unused. */
function replaceDrive(host: Host, guest: Guest, config: Config, key: string, value: string): void {
  const before = config[key]
  if (before === undefined || !isDriveKey(key)) return
  const old = parseDrive(key, before)
  if (fileOf(old) === fileOf(parseDrive(key, value))) return
  if (isCloudinit(old)) dropDrive(host, guest, config, key, true)
  else if (!isCdrom(old) && ownedImage(guest.vmid, fileOf(old))) keepUnused(guest, config, fileOf(old))
}

const features = (guest: Guest): string[] => (guest.config['hotplug'] ?? 'network,disk,usb').split(/[,;]/)
const hotDisk = /^(?:scsi|virtio)\d+$/

/** The complaint of a guest that does not let a device go; undefined where it went or waits for a restart. */
function unplug(host: Host, guest: Guest, running: Running, key: string): string | undefined {
  const isDevice =
    (isNetKey(key) && features(guest).includes('network')) || (hotDisk.test(key) && features(guest).includes('disk'))
  if (isFree(key)) return removeNow(host, guest, key)
  if (!isDevice) return undefined
  if (hotDisk.test(key) && bootOrder(guest.config)[0] === key) return `can't unplug bootdisk '${key}'`
  if (!isBooted(running, host.clock.now())) return `error on hot-unplugging device '${key}' - still busy in guest?`
  return removeNow(host, guest, key)
}

const bridgeScript = '/usr/libexec/qemu-server/pve-bridge-hotplug'

/** What keeps a network card from being plugged in, or into another bridge. */
function plugCard(host: Host, guest: Guest, key: string): string | undefined {
  const { bridge } = parseDrive(key, guest.pending[key] ?? '')
  if (bridge === undefined || hasBridge(host, guest.node, bridge)) return undefined
  if (guest.config[key] !== undefined) return `bridge '${bridge}' does not exist`
  return `VM ${guest.vmid} qmp command 'netdev_add' failed - network script ${bridgeScript} failed with status 512`
}

function pluggable(guest: Guest, running: Running, key: string): boolean {
  if (isFree(key)) return true
  if (isNetKey(key)) return features(guest).includes('network')
  if (!isDriveKey(key)) return false
  const value = guest.pending[key] ?? ''
  const next = parseDrive(key, value)
  const present = guest.config[key]
  if (present === undefined) return hotDisk.test(key) && features(guest).includes('disk')
  const now = parseDrive(key, present)
  // A medium is changed, and options of the same disk too; another disk has to be unplugged first.
  if (isCdrom(now) && isCdrom(next)) return true
  if (fileOf(now) === fileOf(next)) return true
  return (
    hotDisk.test(key) &&
    features(guest).includes('disk') &&
    running.bootedAt !== null &&
    bootOrder(guest.config)[0] !== key
  )
}
