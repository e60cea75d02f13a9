/** Snapshots of a guest's configuration and disks. */
import type { Call, Handler } from '../call.ts'
import { asText, isOn } from '../call.ts'
import { pass, seconds } from '../host.ts'
import { failure } from '../refusal.ts'
import type { Guest, Snapshot } from '../state.ts'
import { startTask } from '../tasks.ts'
import { giveUp } from './disks.ts'
import { drivesOf, fileOf, isCdrom, isEmpty, isImage, isUnusedKey } from './drive.ts'
import { canSnapshot } from './feature.ts'
import { checkLock, digestOf, findGuest, typed, withGuestLock } from './guest.ts'
import { startTaskOf, switchOff } from './lifecycle.ts'

const guestOf = ({ host, node, params }: Call): Guest => findGuest(host, node, Number(params['vmid']))
const nameOf = ({ params }: Call): string => asText(params['snapname']) ?? ''

function snapshotOf(guest: Guest, name: string): Snapshot {
  const snapshot = guest.snapshots.find((candidate) => candidate.name === name)
  if (!snapshot) throw failure(`snapshot '${name}' does not exist`)
  return snapshot
}

function guestTask(call: Call, type: string, work: (guest: Guest, log: (line: string) => void) => void): string {
  const { host, caller, node, params } = call
  const vmid = Number(params['vmid'])
  return startTask(host, { node, type, id: String(vmid), caller }, (worker) =>
    withGuestLock(host, vmid, worker, async () => {
      const guest = guestOf(call)
      checkLock(guest)
      await pass(host, 'configure', worker.signal)
      work(guest, (line) => worker.log(line))
    }),
  )
}

const create: Handler = (call) => {
  const name = nameOf(call)
  if (name === 'current' || name.toLowerCase() === 'pending') {
    throw failure(`unable to use snapshot name '${name}' (reserved name)`)
  }
  guestOf(call)
  return guestTask(call, 'qmsnapshot', (guest, log) => {
    if (guest.config['template'] === '1') throw failure("you can't take a snapshot if it's a template")
    if (guest.snapshots.some((snapshot) => snapshot.name === name))
      throw failure(`snapshot name '${name}' already used`)
    if (!canSnapshot(call.host, guest, guest.config)) throw failure('snapshot feature is not available')
    for (const [key, drive] of drivesOf(guest.config)) {
      if (!isEmpty(drive) && !isCdrom(drive)) log(`snapshotting 'drive-${key}' (${fileOf(drive)})`)
    }
    const { parent, description: _description, lock: _lock, ...rest } = guest.config
    const config = Object.fromEntries(Object.entries(rest).filter(([key]) => !isUnusedKey(key)))
    guest.snapshots.push({
      name,
      config,
      snaptime: seconds(call.host),
      description: asText(call.params['description']) ?? '',
      ...(parent === undefined ? {} : { parent }),
    })
    guest.config['parent'] = name
  })
}

const remove: Handler = (call) =>
  guestTask(call, 'qmdelsnapshot', (guest) => {
    const gone = snapshotOf(guest, nameOf(call))
    guest.snapshots = guest.snapshots
      .filter((snapshot) => snapshot !== gone)
      .map((snapshot) => (snapshot.parent === gone.name ? withParent(snapshot, gone.parent) : snapshot))
    if (guest.config['parent'] !== gone.name) return
    delete guest.config['parent']
    if (gone.parent !== undefined) guest.config['parent'] = gone.parent
  })

function withParent({ parent: _old, ...snapshot }: Snapshot, parent: string | undefined): Snapshot {
  return parent === undefined ? snapshot : { ...snapshot, parent }
}

const rollback: Handler = (call) =>
  guestTask(call, 'qmrollback', (guest) => {
    const snapshot = snapshotOf(guest, nameOf(call))
    if (guest.running) switchOff(call.host, guest)
    const left = Object.entries(guest.config).filter(([key]) => key === 'description' || isUnusedKey(key))
    const disks = drivesOf(guest.config).filter(([, drive]) => isImage(drive))
    guest.config = { ...snapshot.config, parent: snapshot.name, ...Object.fromEntries(left) }
    const kept = new Set(drivesOf(guest.config).map(([, drive]) => fileOf(drive)))
    for (const [, drive] of disks) {
      if (!kept.has(fileOf(drive))) giveUp(call.host, guest, drive, false)
    }
    for (const key of Object.keys(guest.config).filter(isUnusedKey)) {
      if (kept.has(guest.config[key] ?? '')) delete guest.config[key]
    }
    if (isOn(call.params['start'])) startTaskOf(call)
  })

function list(guest: Guest): unknown[] {
  const entries = guest.snapshots.map((snapshot) => ({
    name: snapshot.name,
    snaptime: snapshot.snaptime,
    description: snapshot.description,
    vmstate: 0,
    ...(snapshot.parent === undefined ? {} : { parent: snapshot.parent }),
  }))
  const { parent } = guest.config
  const current = {
    name: 'current',
    description: 'You are here!',
    digest: digestOf(guest),
    running: guest.running ? 1 : 0,
    ...(parent === undefined ? {} : { parent }),
  }
  return [...entries, current]
}

/** Unlike elsewhere, the password is shown as it is stored. */
function config(call: Call): Record<string, unknown> {
  const snapshot = snapshotOf(guestOf(call), nameOf(call))
  const values = Object.entries(snapshot.config).map(([key, value]) => [
    key,
    key === 'cipassword' ? value : typed(key, value),
  ])
  return {
    ...Object.fromEntries(values),
    snaptime: snapshot.snaptime,
    ...(snapshot.description === '' ? {} : { description: snapshot.description }),
    ...(snapshot.parent === undefined ? {} : { parent: snapshot.parent }),
  }
}

async function describe(call: Call): Promise<null> {
  const description = asText(call.params['description'])
  await withGuestLock(call.host, guestOf(call).vmid, undefined, async () => {
    const guest = guestOf(call)
    checkLock(guest)
    const changed = snapshotOf(guest, nameOf(call))
    if (description === undefined) return
    guest.snapshots = guest.snapshots.map((snapshot) =>
      snapshot === changed ? { ...snapshot, description } : snapshot,
    )
  })
  return null
}

const at = '/nodes/{node}/qemu/{vmid}/snapshot'

export const snapshotRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: (call) => list(guestOf(call)),
  [`POST ${at}`]: create,
  [`GET ${at}/{snapname}`]: () => [{ cmd: 'config' }, { cmd: 'rollback' }],
  [`DELETE ${at}/{snapname}`]: remove,
  [`GET ${at}/{snapname}/config`]: config,
  [`PUT ${at}/{snapname}/config`]: describe,
  [`POST ${at}/{snapname}/rollback`]: rollback,
}
