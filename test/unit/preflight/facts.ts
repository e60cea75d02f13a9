/** A host on which all is well, for tests to take something away from. */
import type { WholeFacts } from '../../../src/preflight/facts.ts'
import type { HostPlan, PlannedGuest } from '../../../src/preflight/planned.ts'
import { rightsFrom } from '../../../src/pve/privileges.ts'
import type { StorageView } from '../../../src/pve/storages.ts'

/** Path -> privileges that go on below it. */
export const rights = (table: Readonly<Record<string, string>>) =>
  rightsFrom(
    Object.fromEntries(
      Object.entries(table).map(([path, names]) => [
        path,
        Object.fromEntries(names.split(' ').map((name) => [name, 1])),
      ]),
    ),
  )

export const everything =
  'VM.Allocate VM.Audit VM.Clone VM.Config.CDROM VM.Config.CPU VM.Config.Disk VM.Config.HWType VM.Config.Memory ' +
  'VM.Config.Network VM.Config.Options VM.PowerMgmt VM.GuestAgent.Audit Datastore.Allocate Datastore.AllocateSpace ' +
  'Datastore.AllocateTemplate Datastore.Audit SDN.Use Sys.Audit Sys.Modify'

export const without = (...lacked: readonly string[]) =>
  rights({
    '/': everything
      .split(' ')
      .filter((name) => !lacked.includes(name))
      .join(' '),
  })

export const storage = (name: string, content: string, more: Partial<StorageView> = {}): StorageView => ({
  name,
  type: 'dir',
  content: content.split(' ').toSorted(),
  active: true,
  shared: false,
  free: 100 * 1024 ** 3,
  ...more,
})

export const guest = (more: Partial<PlannedGuest> = {}): PlannedGuest => ({
  key: 'shop/web',
  type: 'vm',
  exists: false,
  vmid: 100,
  datastores: ['zfs'],
  isoStorage: 'local',
  nics: [{ bridge: 'vmbr0' }],
  space: [{ datastore: 'zfs', gib: 10 }],
  addressNeeded: false,
  ...more,
})

export const facts = (more: Partial<WholeFacts> = {}): WholeFacts => ({
  token: 'homestak@pve!cli',
  rights: rights({ '/': everything }),
  bridges: ['vmbr0'],
  version: '9.2.11',
  storages: [storage('local', 'iso import'), storage('zfs', 'images')],
  clockAheadMs: 0,
  certificates: [],
  cpuFlags: ['vmx'],
  tokenExpires: 0,
  ...more,
})

export const plan = (
  more: Partial<WholeFacts> = {},
  guests: readonly PlannedGuest[] = [guest()],
  networks: readonly string[] = [],
): HostPlan<WholeFacts> => ({ host: 'hv0', node: 'pve', facts: facts(more), guests, networks })
