/** PUT and POST config: changing a guest, at once or pending while it runs. */
import type { Call } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import type { Caller } from '../caller.ts'
import { isRoot } from '../caller.ts'
import type { Host } from '../host.ts'
import { pass } from '../host.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import { guestOptions, propertyOf } from '../schema.ts'
import type { Config, Guest } from '../state.ts'
import type { Worker } from '../tasks.ts'
import { beginTask, endsWithin } from '../tasks.ts'
import { dropDrive, giveUp, keepUnused, makeDrive } from './disks.ts'
import type { Made } from './disks.ts'
import {
  bootOrder,
  fileOf,
  isCdrom,
  isCloudinit,
  isDriveKey,
  isUnusedKey,
  parseDrive,
  printBootOrder,
} from './drive.ts'
import { checkDigest, checkLock, findGuest, mebibyte, memoryOf, merged, withGuestLock } from './guest.ts'
import { plugPending } from './hotplug.ts'
import { optionsOf, prepareOptions } from './options.ts'
import { checkBridgeAccess, checkDriveAccess, checkDriveForms } from './drive-access.ts'
import { checkDriveRights, checkOptionRights, isCheckedLate } from './rights.ts'

interface Update {
  readonly guest: Guest
  readonly caller: Caller
  readonly options: Config
  readonly removals: readonly string[]
  readonly reverts: readonly string[]
  readonly force: boolean
  readonly skiplock: boolean
  readonly digest: string | undefined
  /** The parameters as the task log shows them. */
  readonly shown: string
}

/** Every check that needs no lock. */
function readUpdate({ host, caller, node, params }: Call): Update {
  const skiplock = isOn(params['skiplock'])
  if (skiplock && !isRoot(caller)) throw parameterRefusal({ skiplock: 'Only root may use this option.' })
  const options = optionsOf(params)
  const removals = asList(params['delete']).map((key) => (key === 'cdrom' ? 'ide2' : key))
  const reverts = asList(params['revert'])
  if (Object.keys(options).length + removals.length + reverts.length === 0) throw failure('no options specified')
  checkReverts(reverts, options)
  checkRemovals(removals, reverts, options)
  checkDriveForms(options)
  const vmid = Number(params['vmid'])
  const path = `/vms/${vmid}`
  checkOptionRights(host, caller, path, early(removals), {})
  checkOptionRights(host, caller, path, early(Object.keys(options)), options)
  checkDriveAccess(host, caller, { vmid, node }, options)
  checkBridgeAccess(host, caller, options)
  return {
    guest: findGuest(host, node, vmid),
    caller,
    removals,
    reverts,
    skiplock,
    options: hashedPassword(host, prepareOptions(host, options)),
    force: isOn(params['force']),
    digest: asText(params['digest']),
    shown: shownParams(params),
  }
}

const early = (keys: readonly string[]): string[] => keys.filter((key) => !isCheckedLate(key))

function checkReverts(reverts: readonly string[], options: Readonly<Config>): void {
  for (const key of reverts) {
    if (!propertyOf(guestOptions, key)) throw parameterRefusal({ revert: `unknown option '${key}'` })
    if (options[key] !== undefined) {
      throw parameterRefusal({ delete: `you can't use '-${key}' and -revert ${key}' at the same time` })
    }
  }
}

function checkRemovals(removals: readonly string[], reverts: readonly string[], options: Readonly<Config>): void {
  for (const key of removals) {
    if (options[key] !== undefined) {
      throw parameterRefusal({ delete: `you can't use '-${key}' and -delete ${key}' at the same time` })
    }
    if (reverts.includes(key)) {
      throw parameterRefusal({ revert: `you can't use '-delete ${key}' and -revert ${key}' at the same time` })
    }
    if (!propertyOf(guestOptions, key)) throw parameterRefusal({ delete: `unknown option '${key}'` })
  }
}

const quiet = new Set(['node', 'vmid', 'digest', 'background_delay', 'skiplock'])

function shownParams(params: Call['params']): string {
  const keys = Object.keys(params)
    .filter((key) => !quiet.has(key))
    .toSorted()
  return keys.map((key) => `-${key} ${key === 'cipassword' ? '<hidden>' : asText(params[key])}`).join(' ')
}

/** A password given to an existing guest is stored hashed; one given at its creation is not. */
function hashedPassword(host: Host, options: Config): Config {
  const password = options['cipassword']
  if (password === undefined || password === '' || password.startsWith('$')) return options
  const salt = Buffer.from(host.random.bytes(6)).toString('base64').replaceAll('+', '.')
  const digest = Buffer.from(host.random.bytes(32)).toString('base64').replaceAll('+', '.').replaceAll('=', '')
  return { ...options, cipassword: `$5$${salt}$${digest}` }
}

/** PUT config: synchronous. */
export async function putConfig(call: Call): Promise<null> {
  const update = readUpdate(call)
  const quietWorker: Worker = { log: () => {}, signal: call.host.off }
  await withGuestLock(call.host, update.guest.vmid, undefined, async () => {
    await applyUpdate(call.host, checkUpdate(call, update), update, quietWorker)
  })
  return null
}

/** POST config: a task, unless it ends within `background_delay`. */
export async function postConfig(call: Call): Promise<string | null> {
  const update = readUpdate(call)
  const { host, caller, node } = call
  checkUpdate(call, update)
  const vmid = update.guest.vmid
  const task = beginTask(host, { node, type: 'qmconfig', id: String(vmid), caller }, (worker) =>
    withGuestLock(host, vmid, worker, async () => {
      const guest = checkUpdate(call, update)
      worker.log(`update VM ${vmid}: ${update.shown}`)
      await pass(host, 'configure', worker.signal)
      await applyUpdate(host, guest, update, worker)
    }),
  )
  const failed = (exit: string) => failure(`failed to update VM ${vmid}: ${exit}`)
  return (await endsWithin(host, task, Number(call.params['background_delay'] ?? 0), failed)) ? null : task.upid
}

/** The guest as it is by now, fit to be changed. */
function checkUpdate(call: Call, { guest, options, digest, skiplock }: Update): Guest {
  const current = findGuest(call.host, call.node, guest.vmid)
  checkDigest(current, digest)
  if (!skiplock) checkLock(current)
  const balloon = Number(options['balloon'] ?? 0)
  if (balloon * mebibyte > memoryOf({ ...merged(current), ...options })) {
    throw failure('balloon value too large (must be smaller than assigned memory)')
  }
  return current
}

/** Writes the changes as pending, then makes those that can be made now. */
async function applyUpdate(host: Host, guest: Guest, update: Update, worker: Worker): Promise<void> {
  const { options, removals, reverts, force } = update
  for (const key of reverts) revert(host, guest, key)
  for (const key of removals) {
    checkLate(host, guest, update, key)
    remove(host, guest, key, force)
  }
  const made: Made = []
  for (const key of Object.keys(options).toSorted()) {
    const text = options[key] ?? ''
    checkLate(host, guest, update, key)
    if (isDriveKey(key)) {
      await setDrive(host, guest, key, text, worker, made)
    } else if (text === '') {
      remove(host, guest, key, false)
    } else {
      if (key === 'boot') checkBootOrder(guest, update)
      guest.pending[key] = text
      delete guest.pendingDelete[key]
    }
  }
  plugPending(host, guest)
}

function checkBootOrder(guest: Guest, { options, removals }: Update): void {
  const config = { ...merged(guest), ...options }
  const missing = bootOrder(options).find((device) => config[device] === undefined || removals.includes(device))
  if (missing !== undefined) throw failure(`invalid bootorder: device '${missing}' does not exist'`)
}

/** Rights that depend on what the guest has by now. */
function checkLate(host: Host, guest: Guest, { caller, options }: Update, key: string): void {
  const path = `/vms/${guest.vmid}`
  const texts = [guest.pending[key] ?? guest.config[key], options[key]].filter((text) => text !== undefined)
  if (isDriveKey(key)) for (const text of texts) checkDriveRights(host, caller, path, key, text)
  else if (isCheckedLate(key)) checkOptionRights(host, caller, path, [key], { ...merged(guest), ...options })
}

function revert(host: Host, guest: Guest, key: string): void {
  const text = guest.pending[key]
  delete guest.pending[key]
  delete guest.pendingDelete[key]
  if (text === undefined || !isDriveKey(key)) return
  const drive = parseDrive(key, text)
  if (guest.config[key] === undefined || fileOf(parseDrive(key, guest.config[key])) !== fileOf(drive)) {
    giveUp(host, guest, drive, false)
  }
}

function remove(host: Host, guest: Guest, key: string, force: boolean): void {
  const value = guest.pending[key] ?? guest.config[key]
  if (value === undefined) return
  if (isUnusedKey(key)) {
    protect(guest, `unused disk '${value}'`)
    dropDrive(host, guest, guest.config, key, true)
    return
  }
  if (isDriveKey(key)) {
    protect(guest, `drive '${key}'`)
    outOfBootOrder(guest, key)
  }
  const waiting = guest.pending[key]
  delete guest.pending[key]
  if (waiting !== undefined && isDriveKey(key)) giveUp(host, guest, parseDrive(key, waiting), force)
  if (guest.config[key] !== undefined) guest.pendingDelete[key] = force
}

function protect(guest: Guest, what: string): void {
  if (guest.config['protection'] === '1') throw failure(`can't remove ${what} - protection mode enabled`)
}

function outOfBootOrder(guest: Guest, key: string): void {
  const devices = bootOrder(merged(guest))
  if (devices.includes(key)) guest.pending['boot'] = printBootOrder(devices.filter((device) => device !== key))
}

async function setDrive(
  host: Host,
  guest: Guest,
  key: string,
  text: string,
  worker: Worker,
  made: Made,
): Promise<void> {
  const config = merged(guest)
  const previous = guest.pending[key]
  const present = guest.config[key]
  const stored = await makeDrive(host, guest, key, text, config, worker, made)
  if (previous !== undefined && previous !== present) {
    const file = fileOf(parseDrive(key, previous))
    if (file !== fileOf(parseDrive(key, stored))) keepUnused(guest, guest.config, file)
  }
  guest.pending[key] = stored
  delete guest.pendingDelete[key]
  const drive = parseDrive(key, stored)
  const order = bootOrder(config)
  // A new CD-ROM drive comes last in an order that there is.
  if (config[key] === undefined && isCdrom(drive) && !isCloudinit(drive) && order.length > 0) {
    if (!order.includes(key)) guest.pending['boot'] = printBootOrder([...order, key])
  }
  // A disk that is used again is not unused any more.
  for (const unused of Object.keys(guest.config).filter(isUnusedKey)) {
    if (guest.config[unused] === fileOf(parseDrive(key, stored))) delete guest.config[unused]
  }
}
