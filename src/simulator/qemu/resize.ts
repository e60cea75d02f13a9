/** Changing the size of a disk, and taking disks out. */
import type { Call } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import { isRoot } from '../caller.ts'
import { pass } from '../host.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import { needVolume, printSize, readSize } from '../storage.ts'
import { volumePath } from '../volume-name.ts'
import { startTask } from '../tasks.ts'
import { fileOf, isCdrom, parseDrive, printDrive } from './drive.ts'
import { checkDigest, checkLock, findGuest, withGuestLock } from './guest.ts'
import { putConfig } from './update.ts'

/** A disk only grows. Everything that can be wrong shows in the task. */
export function resizeDisk(call: Call): string {
  const { host, caller, node, params } = call
  const skiplock = isOn(params['skiplock'])
  if (skiplock && !isRoot(caller)) throw parameterRefusal({ skiplock: 'Only root may use this option.' })
  const vmid = Number(params['vmid'])
  const key = asText(params['disk']) ?? ''
  return startTask(host, { node, type: 'resize', id: String(vmid), caller }, (worker) =>
    withGuestLock(host, vmid, worker, async () => {
      const guest = findGuest(host, node, vmid)
      checkDigest(guest, asText(params['digest']))
      if (!skiplock) checkLock(guest)
      const text = guest.config[key]
      if (text === undefined) throw failure(`disk '${key}' does not exist`)
      const drive = parseDrive(key, text)
      if (isCdrom(drive)) throw failure("you can't resize a cdrom")
      const volume = needVolume(host, node, fileOf(drive))
      await pass(host, 'configure', worker.signal)
      const asked = asText(params['size']) ?? ''
      const size = asked.startsWith('+') ? volume.size + readSize(asked.slice(1)) : readSize(asked)
      if (size < volume.size) throw failure('shrinking disks is not supported')
      if (size === volume.size) return
      if (guest.config['template'] === '1') {
        const path = volumePath(host, fileOf(drive))
        worker.log(`qemu-img: Could not open '${path}': Could not open '${path}': Operation not permitted`)
        const command = `/usr/bin/qemu-img resize '--preallocation=metadata' -f ${volume.format} ${path} ${size}`
        throw failure(`command '${command}' failed: exit code 1`)
      }
      volume.size = size
      guest.config[key] = printDrive(key, { ...drive, size: printSize(size) })
      if (!guest.running) worker.log('Image resized.')
    }),
  )
}

/** PUT unlink: takes disks out of the configuration; ones that are not there do not matter. */
export async function unlinkDisks(call: Call): Promise<null> {
  const ids = asList(call.params['idlist']).join(',')
  const { idlist: _ids, ...params } = call.params
  return putConfig({ ...call, params: { ...params, delete: ids } })
}
