/** POST move_disk: a disk goes to another storage or format within its guest. */
import { demand } from '../access.ts'
import type { Call } from '../call.ts'
import { asText, isOn } from '../call.ts'
import { modified } from '../config-digest.ts'
import { failure, lineOf, parameterRefusal } from '../refusal.ts'
import type { Guest, Volume } from '../state.ts'
import { enabledStorage, imageFormat, needVolume, removeVolume, storageConfig } from '../storage.ts'
import { isBlock } from '../volume-name.ts'
import type { Worker } from '../tasks.ts'
import { isCutOff, startTask } from '../tasks.ts'
import { copyData } from './copy.ts'
import { inSnapshot, keepUnused, newImage, systemOf } from './disks.ts'
import { checkHoldsImages } from './drive-access.ts'
import type { Drive } from './drive.ts'
import { fileOf, isCdrom, isDriveKey, parseDrive, printDrive } from './drive.ts'
import { checkLock, digestOf, findGuest, withGuestLock } from './guest.ts'

interface Move {
  readonly guest: Guest
  readonly key: string
  readonly drive: Drive
  readonly volume: Volume
  readonly storage: string
  readonly format: string
}

const targets = (text: string) => parameterRefusal({ storage: text, 'target-vmid': text })

function planMove({ host, node, params }: Call): Move {
  const guest = findGuest(host, node, Number(params['vmid']))
  const key = asText(params['disk']) ?? ''
  const storage = asText(params['storage']) ?? ''
  checkLock(guest)
  if (params['digest'] !== undefined && params['digest'] !== digestOf(guest)) throw modified()
  const text = guest.config[key]
  if (text === undefined || !isDriveKey(key)) throw failure(`disk '${key}' does not exist`)
  const drive = parseDrive(key, text)
  if (isCdrom(drive)) throw failure("you can't move a cdrom")
  const volume = needVolume(host, node, fileOf(drive))
  const asked = asText(params['format'])
  if (volume.storage === storage && (asked === undefined || volume.format === asked)) {
    throw failure("you can't move to the same storage with same format")
  }
  enabledStorage(host, node, storage)
  checkHoldsImages(host, storage)
  const kept = isBlock(storageConfig(host, volume.storage)) ? 'raw' : volume.format
  const format = imageFormat(host, storage, asked, kept)
  if (isOn(params['delete']) && inSnapshot(guest, fileOf(drive))) {
    throw failure("you can't move a disk with snapshots and delete the source")
  }
  return { guest, key, drive, volume, storage, format }
}

export function moveDisk(call: Call): string {
  const { host, caller, node, params } = call
  const storage = asText(params['storage'])
  if (storage === undefined) throw targets("both 'storage' and 'target-vmid' missing, either needs to be set")
  demand(host.state, caller, `/storage/${storage}`, 'Datastore.AllocateSpace')
  const { guest } = planMove(call)
  return startTask(host, { node, type: 'qmmove', id: String(guest.vmid), caller }, (worker) =>
    withGuestLock(host, guest.vmid, worker, () => move(call, planMove(call), worker)),
  )
}

async function move({ host, node, params }: Call, plan: Move, worker: Worker): Promise<void> {
  const { guest, key, drive, volume, storage, format } = plan
  const source = fileOf(drive)
  worker.log(`copying volume '${source}' from current storage '${volume.storage}' to target storage '${storage}'`)
  worker.log(`create full clone of drive ${key} (${source})`)
  const volid = await newImage(host, guest, storage, { format, size: volume.size, ...systemOf(volume) }, worker)
  worker.log(`allocated target volume '${volid}'`)
  try {
    await copyData(host, worker, { size: volume.size, volid, node }, 'clone')
  } catch (error) {
    if (isCutOff(host, error)) throw error
    removeVolume(host, node, volid)
    throw failure(`storage migration failed: ${lineOf(error)}`)
  }
  guest.config[key] = printDrive(key, { ...drive, file: volid })
  if (isOn(params['delete'])) {
    worker.log(`removing source volume '${source}' after successful copy`)
    removeVolume(host, node, source)
  } else {
    keepUnused(guest, guest.config, source)
  }
}
