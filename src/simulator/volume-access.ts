/** Who may use a volume: it depends on what it holds, and on whose it is. */
import { demand, demandAny, may } from './access.ts'
import type { Caller } from './caller.ts'
import { isRoot } from './caller.ts'
import type { Host } from './host.ts'
import { failure } from './refusal.ts'
import { storageConfig } from './storage.ts'
import { parseVolumeId } from './volume-name.ts'

/** Refuses a volume, or a path on the host, that the caller may not use. `vmid` is the guest that it is used for. */
export function demandVolume(host: Host, caller: Caller, volid: string, vmid?: number): void {
  if (volid.startsWith('/')) {
    if (!isRoot(caller)) throw arbitraryPath()
    return
  }
  const { storage, content, vmid: named, file } = parseVolumeId(host, volid)
  storageConfig(host, storage)
  const owner = named ?? backupOwner(content, file)
  const path = `/storage/${storage}`
  if (may(host.state, caller, path, 'Datastore.Allocate')) return
  if (['iso', 'vztmpl', 'import'].includes(content)) {
    demandAny(host.state, caller, path, ['Datastore.AllocateSpace', 'Datastore.Audit'])
  } else if (owner === undefined) {
    throw failure(`missing privileges to access ${volid}`)
  } else if (owner !== vmid) {
    demand(host.state, caller, path, content === 'backup' ? 'Datastore.AllocateSpace' : 'Datastore.Audit')
    demand(host.state, caller, `/vms/${owner}`, content === 'backup' ? 'VM.Backup' : 'VM.Config.Disk')
  }
}

/** The guest that a backup is of, by the name of the file; of no other content. */
export const backupOwner = (content: string, file: string): number | undefined => {
  const id = content === 'backup' ? /^vzdump-\w+-(\d+)-/.exec(file)?.[1] : undefined
  return id === undefined ? undefined : Number(id)
}

const arbitraryPath = () =>
  failure('Only root can pass arbitrary filesystem paths. at /usr/share/perl5/PVE/Storage.pm line 651.')
