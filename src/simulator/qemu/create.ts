/** POST /nodes/NODE/qemu: a new guest. */
import { demand, may } from '../access.ts'
import type { Call } from '../call.ts'
import { asNumber, asText, isOn } from '../call.ts'
import type { Host } from '../host.ts'
import { pass, seconds, uuid } from '../host.ts'
import { failure, lineOf, permissionRefusal, Refusal } from '../refusal.ts'
import type { Config, Guest } from '../state.ts'
import { removeVolume } from '../storage.ts'
import type { Worker } from '../tasks.ts'
import { isCutOff, startTask } from '../tasks.ts'
import { defaultBootOrder, isDriveKey } from './drive.ts'
import type { Made } from './disks.ts'
import { makeDrive } from './disks.ts'
import { lockGuest } from './guest.ts'
import { optionsOf, prepareOptions } from './options.ts'
import { startGuest } from './lifecycle.ts'
import { checkBridgeAccess, checkDriveAccess, checkDriveForms } from './drive-access.ts'
import { checkOptionRights } from './rights.ts'

export const emptyGuest = (vmid: number, node: string, lock: string): Guest => ({
  vmid,
  node,
  config: { lock },
  pending: {},
  pendingDelete: {},
  snapshots: [],
})

export function createGuest(call: Call): string {
  const { host, caller, node, params } = call
  const vmid = asNumber(params['vmid'])
  const pool = asText(params['pool'])
  checkAllocation(call, vmid, pool)
  const options = withStorage(optionsOf(params), asText(params['storage']))
  checkDriveAccess(host, caller, { vmid, node }, options)
  const inPool = pool !== undefined && may(host.state, caller, `/pool/${pool}`, 'VM.Allocate')
  // Who may make a guest may give it drives.
  const others = Object.keys(options).filter((key) => !isDriveKey(key))
  checkOptionRights(host, caller, inPool ? `/pool/${pool}` : `/vms/${vmid}`, others, options)
  checkBridgeAccess(host, caller, options)
  checkDriveForms(options)
  const prepared = prepareOptions(host, options)
  const present = host.state.guests[String(vmid)]
  if (present) throw failure(`unable to create VM ${vmid} - VM ${vmid} already exists on node '${present.node}'`)
  const guest = emptyGuest(vmid, node, 'create')
  host.state.guests[String(vmid)] = guest
  if (pool !== undefined) host.state.pools[pool]?.vms.push(vmid)
  return startTask(host, { node, type: 'qmcreate', id: String(vmid), caller }, async (worker) => {
    const release = await lockGuest(host, vmid, worker, { timeoutMs: host.lockWait / 10 })
    try {
      await build(host, guest, prepared, worker)
      if (isOn(params['start'])) await autostart(host, guest, worker)
    } finally {
      release()
    }
  })
}

/** Disks that name no storage go to the one that the call names. */
function withStorage(options: Config, storage: string | undefined): Config {
  if (storage === undefined) return options
  return Object.fromEntries(
    Object.entries(options).map(([key, text]) => [
      key,
      isDriveKey(key) ? text.replace(/^(file=)?(?=\d+(?:\.\d+)?(?:,|$))/, `$1${storage}:`) : text,
    ]),
  )
}

/** A new guest that does not start is there nevertheless. */
async function autostart(host: Host, guest: Guest, worker: Worker): Promise<void> {
  worker.log('Execute autostart')
  try {
    await startGuest(host, guest, worker)
  } catch (error) {
    if (isCutOff(host, error) || worker.signal.aborted) throw error
    worker.log(lineOf(error))
  }
}

function checkAllocation({ host, caller, params }: Call, vmid: number, pool: string | undefined): void {
  if (pool !== undefined && !host.state.pools[pool]) {
    throw new Refusal(403, `Permission check failed (pool '${pool}' does not exist)`)
  }
  const storage = asText(params['storage'])
  if (storage !== undefined) demand(host.state, caller, `/storage/${storage}`, 'Datastore.AllocateSpace')
  if (may(host.state, caller, `/vms/${vmid}`, 'VM.Allocate')) return
  if (pool !== undefined && may(host.state, caller, `/pool/${pool}`, 'VM.Allocate')) return
  throw permissionRefusal()
}

/** Disks first, in the order of their keys; whatever fails leaves neither configuration nor volumes. */
async function build(host: Host, guest: Guest, options: Config, worker: Worker): Promise<void> {
  const made: Made = []
  try {
    const config: Config = {}
    for (const key of Object.keys(options).toSorted()) {
      const text = options[key] ?? ''
      if (isDriveKey(key)) config[key] = await makeDrive(host, guest, key, text, config, worker, made)
      else if (text !== '') config[key] = text
    }
    if (Object.keys(config).every((key) => !isDriveKey(key))) await pass(host, 'configure', worker.signal)
    config['boot'] ??= defaultBootOrder(config)
    config['smbios1'] ??= `uuid=${uuid(host)}`
    config['vmgenid'] ??= uuid(host)
    config['meta'] = `creation-qemu=10.0.13,ctime=${seconds(host)}`
    guest.config = config
  } catch (error) {
    if (isCutOff(host, error)) throw error
    for (const volid of made) removeVolume(host, guest.node, volid)
    forget(host, guest.vmid)
    throw failure(`unable to create VM ${guest.vmid} - ${lineOf(error)}`)
  }
}

/** Takes a guest out of the world and of its pool. */
export function forget(host: Host, vmid: number): void {
  delete host.state.guests[String(vmid)]
  for (const pool of Object.values(host.state.pools)) pool.vms = pool.vms.filter((member) => member !== vmid)
  host.state.acl = host.state.acl.filter((entry) => entry.path !== `/vms/${vmid}`)
}
