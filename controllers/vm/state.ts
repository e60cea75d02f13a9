/** What a virtual machine's configuration says, typed, so that it can be compared with what is declared. */
import type { MarkedGuest } from '../controller.ts'
import type { GuestView } from '../../src/pve/guest-view.ts'
import { parseDrive, parseNic, parseProperties, type Nic } from '../../src/pve/drive.ts'
import { tagsIn } from '../../src/pve/tags.ts'

/** A value in effect and, where it differs, the one that waits for a restart. */
export interface Current<T> {
  readonly now: T
  readonly pending?: T
}

export interface ObservedDisk {
  /** e.g. `virtio0`. */
  readonly slot: string
  readonly volume: string
  /** GiB; 0 where PVE shows none. */
  readonly size: number
  readonly serial: string | null
  /** What the next start does, where the running guest could not: plug it, or take it out. */
  readonly pending?: 'plug' | 'unplug'
}

export interface ObservedNic {
  /** e.g. `net0`. */
  readonly slot: string
  /** In effect; absent where the card is yet to be plugged. */
  readonly now?: Nic
  /** What the next start makes of it, where the running guest could not; null: it goes. */
  readonly pending?: Nic | null
}

export interface VmState extends MarkedGuest {
  readonly name: string
  readonly cores: Current<number>
  /** MiB. */
  readonly memory: Current<number>
  readonly balloon: Current<string>
  readonly ostype: Current<string>
  readonly cpu: Current<string>
  readonly agent: Current<boolean>
  readonly serial0: Current<string>
  readonly onBoot: boolean
  readonly startup: string
  readonly tags: readonly string[]
  /** Slots in boot order. */
  readonly bootOrder: readonly string[]
  readonly disks: readonly ObservedDisk[]
  readonly nics: readonly ObservedNic[]
  /** Slot and volume of drives with removable media. */
  readonly cdroms: readonly { readonly slot: string; readonly volume: string }[]
}

const diskSlot = /^(virtio|scsi|sata|ide)\d+$/
const nicSlot = /^net\d+$/
const gib = 1024 ** 3

export function readVmState({ view, mark, status }: MarkedGuest): VmState {
  const keys = new Set([...Object.keys(view.config), ...Object.keys(view.pending)])
  const slots = [...keys].filter((key) => diskSlot.test(key) || nicSlot.test(key)).sort(bySlot)
  const drives = slots.filter((slot) => diskSlot.test(slot))
  const number = (fallback: number) => (text: string | undefined) => (text === undefined ? fallback : Number(text))
  const text = (fallback: string) => (value: string | undefined) => value ?? fallback
  return {
    view,
    mark,
    status,
    name: view.name,
    cores: current(view, 'cores', number(1)),
    memory: current(view, 'memory', (value) => number(512)(parseProperties(value ?? '512', 'current').current)),
    balloon: current(view, 'balloon', text('not set')),
    ostype: current(view, 'ostype', text('other')),
    cpu: current(view, 'cpu', (value) => parseProperties(value ?? 'kvm64', 'cputype').cputype ?? ''),
    agent: current(view, 'agent', (value) => parseProperties(value ?? '0', 'enabled').enabled === '1'),
    serial0: current(view, 'serial0', text('')),
    onBoot: view.config.onboot === '1',
    startup: view.config.startup ?? '',
    tags: tagsIn(view.config.tags),
    bootOrder: (parseProperties(view.config.boot ?? '', 'legacy').order ?? '').split(';').filter((slot) => slot !== ''),
    disks: drives.flatMap((slot) => readDisk(view, slot)),
    nics: slots.filter((slot) => nicSlot.test(slot)).map((slot) => readNic(view, slot)),
    cdroms: drives.flatMap((slot) => readCdrom(slot, view.config[slot] ?? '')),
  }
}

function current<T>(view: GuestView, key: string, parse: (text: string | undefined) => T): Current<T> {
  const now = parse(view.config[key])
  const waiting = view.pending[key]
  return waiting ? { now, pending: parse(waiting.delete ? undefined : waiting.value) } : { now }
}

function readDisk({ config, pending }: GuestView, slot: string): ObservedDisk[] {
  const text = config[slot]
  const waiting = pending[slot]
  const { volume, cdrom, sizeBytes = 0, serial = null } = parseDrive(text ?? waiting?.value ?? '')
  if (cdrom || volume === 'none') return []
  const next = text === undefined ? 'plug' : waiting?.delete ? 'unplug' : undefined
  return [{ slot, volume, size: sizeBytes / gib, serial, ...(next ? { pending: next } : {}) }]
}

function readNic({ config, pending }: GuestView, slot: string): ObservedNic {
  const text = config[slot]
  const waiting = pending[slot]
  return {
    slot,
    ...(text === undefined ? {} : { now: parseNic(text) }),
    ...(waiting === undefined ? {} : { pending: waiting.value === undefined ? null : parseNic(waiting.value) }),
  }
}

function readCdrom(slot: string, text: string): { slot: string; volume: string }[] {
  const { volume, cdrom } = parseDrive(text)
  return cdrom ? [{ slot, volume }] : []
}

/** `scsi2` before `scsi10`. */
function bySlot(a: string, b: string): number {
  const [kindA, kindB] = [a.replace(/\d+$/, ''), b.replace(/\d+$/, '')]
  if (kindA !== kindB) return kindA < kindB ? -1 : 1
  return Number(a.slice(kindA.length)) - Number(b.slice(kindB.length))
}
