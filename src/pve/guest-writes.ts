/** The only calls that change a guest. Each spends a warrant, once the guest itself was found to fit it. */
import type { PveClient } from './client.ts'
import type { Parameters } from './wire.ts'
import type { Warrant } from './warrant.ts'
import { HomestakError } from '../errors.ts'
import { upidOrNull } from './checks.ts'
import { spend, spendForNew } from './spend.ts'
import { write } from './write.ts'

/** Names and values as PVE's configuration has them; the server checks them and names every one that is wrong. */
export type GuestSettings = Parameters

export interface CloneSettings {
  readonly sourceVmid: number
  readonly name?: string
  /** With the new guest's mark: the clone is ours from its first moment. */
  readonly description: string
  /** Left out: a linked clone of a template, a full one of anything else. */
  readonly full?: boolean
  /** Only with a full clone. */
  readonly storage?: string
}

/** A task's UPID, or null where the call was done when it was answered. */
export type Task = Promise<string | null>

interface Cut {
  readonly signal?: AbortSignal
}

/** Makes the guest that the warrant names; VmidTaken where somebody was faster. */
export async function createGuest(client: PveClient, warrant: Warrant, settings: GuestSettings, cut: Cut = {}): Task {
  refuseOverrides(settings)
  spendForNew(client, warrant, 'create')
  return write(client, 'POST /nodes/{node}/qemu', placeOf(warrant), upidOrNull, { settings, ...cut })
}

/** Copies `sourceVmid`, on the warrant's node, to the guest that the warrant names. */
export async function cloneGuest(
  client: PveClient,
  warrant: Warrant,
  { sourceVmid, ...params }: CloneSettings,
  cut: Cut = {},
): Task {
  spendForNew(client, warrant, 'clone')
  const places = { node: warrant.node, vmid: sourceVmid, newid: warrant.vmid }
  return write(client, 'POST /nodes/{node}/qemu/{vmid}/clone', { ...params, ...places }, upidOrNull, cut)
}

/** Sets, deletes (`delete`) or drops pending changes (`revert`), only if nothing changed since the mark was read. */
export async function configureGuest(
  client: PveClient,
  warrant: Warrant,
  settings: GuestSettings,
  cut: Cut = {},
): Task {
  refuseOverrides(settings)
  const digest = await spend(client, warrant, ['configure', 'move', 'adopt', 'release'], cut.signal)
  return write(client, 'PUT /nodes/{node}/qemu/{vmid}/config', { ...placeOf(warrant), digest }, upidOrNull, {
    settings,
    ...cut,
  })
}

/** `size` is absolute (`20G`) or an addition (`+4G`). */
export async function resizeDisk(
  client: PveClient,
  warrant: Warrant,
  { disk, size }: { readonly disk: string; readonly size: string },
  cut: Cut = {},
): Task {
  const digest = await spend(client, warrant, ['resize'], cut.signal)
  const options = { settings: { disk, size }, ...cut }
  return write(client, 'PUT /nodes/{node}/qemu/{vmid}/resize', { ...placeOf(warrant), digest }, upidOrNull, options)
}

export async function startGuest(client: PveClient, warrant: Warrant, cut: Cut = {}): Task {
  await spend(client, warrant, ['start', 'restart'], cut.signal)
  return write(client, 'POST /nodes/{node}/qemu/{vmid}/status/start', placeOf(warrant), upidOrNull, cut)
}

/** For good: no guest is made of a template again. */
export async function templateGuest(client: PveClient, warrant: Warrant, cut: Cut = {}): Task {
  await spend(client, warrant, ['template'], cut.signal)
  return write(client, 'POST /nodes/{node}/qemu/{vmid}/template', placeOf(warrant), upidOrNull, cut)
}

interface Grace {
  /** How long the guest is given to go down. */
  readonly timeoutSeconds: number
}

/** PVE itself stops a guest that does not go down in time. */
export async function shutdownGuest(
  client: PveClient,
  warrant: Warrant,
  { timeoutSeconds: timeout }: Grace,
  cut: Cut = {},
): Task {
  await spend(client, warrant, ['restart', ...endings], cut.signal)
  const params = { ...placeOf(warrant), timeout, forceStop: 1 } as const
  return write(client, 'POST /nodes/{node}/qemu/{vmid}/status/shutdown', params, upidOrNull, cut)
}

export async function stopGuest(client: PveClient, warrant: Warrant, cut: Cut = {}): Task {
  await spend(client, warrant, ['restart', ...endings], cut.signal)
  return write(client, 'POST /nodes/{node}/qemu/{vmid}/status/stop', placeOf(warrant), upidOrNull, cut)
}

/** The guest with its own disks, and its entries in backup, replication and HA; never a disk that it does not name. */
export async function destroyGuest(client: PveClient, warrant: Warrant, cut: Cut = {}): Task {
  await spend(client, warrant, endings, cut.signal)
  const params = { ...placeOf(warrant), purge: 1, 'destroy-unreferenced-disks': 0 } as const
  return write(client, 'DELETE /nodes/{node}/qemu/{vmid}', params, upidOrNull, cut)
}

const endings = ['destroy', 'replace', 'rollback'] as const

const placeOf = ({ node, vmid }: Warrant) => ({ node, vmid })

/** `force` and `skiplock` would go past the server's own guards. */
function refuseOverrides(settings: GuestSettings): void {
  const key = ['force', 'skiplock', 'lock'].find((name) => settings[name] !== undefined)
  if (key) throw new HomestakError({ code: 'Bug', message: `a plan wants to set ${key}` })
}
