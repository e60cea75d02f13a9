/** DELETE of a guest, and making it a template. */
import type { Call } from '../call.ts'
import { isOn } from '../call.ts'
import { isRoot } from '../caller.ts'
import type { Host } from '../host.ts'
import { pass } from '../host.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import type { Guest } from '../state.ts'
import {
  findVolume,
  hasLinkedClones,
  removeVolume,
  storageConfig,
  volumesOn,
  volidOf,
  addVolume,
  withStorageLock,
} from '../storage.ts'
import { parseVolumeId, volumePath } from '../volume-name.ts'
import type { Worker } from '../tasks.ts'
import { startTask } from '../tasks.ts'
import { forget } from './create.ts'
import { ownedImage } from './disks.ts'
import { drivesOf, fileOf, isCdrom, isCloudinit, isEmpty, isUnusedKey, printDrive } from './drive.ts'
import { checkLock, findGuest, withGuestLock } from './guest.ts'

export function destroyGuest(call: Call): string {
  const { host, caller, node, params } = call
  const skiplock = isOn(params['skiplock'])
  if (skiplock && !isRoot(caller)) throw parameterRefusal({ skiplock: 'Only root may use this option.' })
  const vmid = Number(params['vmid'])
  checkDestroy(findGuest(host, node, vmid))
  return startTask(host, { node, type: 'qmdestroy', id: String(vmid), caller }, (worker) =>
    withGuestLock(host, vmid, worker, async () => {
      const guest = findGuest(host, node, vmid)
      checkDestroy(guest)
      if (!skiplock) checkLock(guest)
      await removeAll(host, guest, isOn(params['destroy-unreferenced-disks']), worker)
      if (isOn(params['purge'])) worker.log(`purging VM ${vmid} from related configurations..`)
      forget(host, vmid)
    }),
  )
}

function checkDestroy(guest: Guest): void {
  if (guest.config['protection'] === '1') throw failure(`can't remove VM ${guest.vmid} - protection mode enabled`)
  if (guest.running) throw failure(`VM ${guest.vmid} is running - destroy failed`)
}

/** The images of a guest, those of its snapshots and the unused ones included. */
function imagesOf(guest: Guest): string[] {
  const configs = [guest.config, guest.pending, ...guest.snapshots.map((snapshot) => snapshot.config)]
  const files = configs.flatMap((config) => [
    ...drivesOf(config)
      .filter(([, drive]) => !isEmpty(drive))
      .map(([, drive]) => fileOf(drive)),
    ...Object.keys(config)
      .filter(isUnusedKey)
      .map((key) => config[key] ?? ''),
  ])
  return [...new Set(files)].filter((file) => ownedImage(guest.vmid, file)).toSorted()
}

async function removeAll(host: Host, guest: Guest, unreferenced: boolean, worker: Worker): Promise<void> {
  const images = imagesOf(guest)
  await pass(host, 'destroy', worker.signal)
  for (const volid of images) {
    if (hasLinkedClones(host, guest.node, volid)) {
      throw failure(`base volume '${volid}' is still in use by linked cloned`)
    }
  }
  for (const volid of images) {
    const removed = await withStorageLock(host, parseVolumeId(host, volid).storage, worker.signal, () =>
      removeVolume(host, guest.node, volid),
    )
    if (!removed) worker.log(`disk image '${volumePath(host, volid)}' does not exist`)
  }
  if (!unreferenced) return
  for (const storage of Object.keys(host.state.storages)) {
    for (const volume of volumesOn(host, guest.node, storage)) {
      if (volume.vmid === guest.vmid) removeVolume(host, guest.node, volidOf(volume))
    }
  }
}

export function makeTemplate(call: Call): string {
  const { host, caller, node, params } = call
  const vmid = Number(params['vmid'])
  const check = (): Guest => {
    const guest = findGuest(host, node, vmid)
    checkLock(guest)
    if (guest.snapshots.length > 0) throw failure('unable to create template, because VM contains snapshots')
    if (guest.config['template'] === '1') throw failure("you can't convert a template to a template")
    if (guest.running) throw failure("you can't convert a VM to template if VM is running")
    return guest
  }
  check()
  return startTask(host, { node, type: 'qmtemplate', id: String(vmid), caller }, (worker) =>
    withGuestLock(host, vmid, worker, async () => {
      const guest = check()
      await pass(host, 'configure', worker.signal)
      for (const [key, drive] of drivesOf(guest.config)) {
        if (isEmpty(drive) || isCdrom(drive) || isCloudinit(drive)) continue
        // Nothing could rest on a plain logical volume: it stays as it is, without a word.
        if (storageConfig(host, parseVolumeId(host, fileOf(drive)).storage).type === 'lvm') continue
        guest.config[key] = printDrive(key, { ...drive, file: toBase(host, guest, fileOf(drive)) })
      }
      guest.config['template'] = '1'
    }),
  )
}

/** Renames `vm-…` to `base-…`. */
function toBase(host: Host, guest: Guest, volid: string): string {
  const volume = findVolume(host, guest.node, volid)
  if (!volume || !ownedImage(guest.vmid, volid)) return volid
  const renamed = volid.replace(new RegExp(`([:/])vm-${guest.vmid}-`), `$1base-${guest.vmid}-`)
  removeVolume(host, guest.node, volid)
  const { format, size, virtual, system } = volume
  addVolume(host, {
    volid: renamed,
    node: guest.node,
    format,
    size,
    ...(virtual === undefined ? {} : { virtual }),
    ...(system === undefined ? {} : { system }),
  })
  return renamed
}
