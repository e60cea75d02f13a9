/** Which privileges Proxmox VE asks for, and where, when a virtual machine is made, changed, started or taken away. */
import { allows, type Rights } from '../pve/privileges.ts'
import type { Act } from '../pve/warrant.ts'

export interface Need {
  readonly path: string
  readonly privilege: string
  /** Does as well. */
  readonly or?: string
}

/** What of a guest decides about privileges. */
export interface GuestNeeds {
  readonly vmid: number
  /** Storages that its disks lie on, or are to. */
  readonly datastores: readonly string[]
  /** Where its seed ISO goes. */
  readonly isoStorage?: string
  /** Where its image is put, where that has to be fetched. */
  readonly shelf?: string
  /** The template that it is cloned from. */
  readonly source?: number
  /** `zone`: of a bridge that is a declared network. */
  readonly nics: readonly { readonly bridge: string; readonly vlan?: number; readonly zone?: string }[]
}

/** Of a guest's own configuration, in the order in which they are told. */
export const configPrivileges = ['CDROM', 'CPU', 'Disk', 'HWType', 'Memory', 'Network', 'Options'].map(
  (area) => `VM.Config.${area}`,
)

/**
 * Everything that is needed until the guest runs, so that none is left half made. `paths` are the fields that differ,
 * where an existing guest is changed.
 */
export function needsOf(act: Act, guest: GuestNeeds, paths: readonly string[] = []): readonly Need[] {
  const onGuest = (...privileges: readonly string[]) => on(`/vms/${guest.vmid}`, ...privileges)
  switch (act) {
    case 'create':
    case 'clone':
      return [
        ...onGuest('VM.Allocate', 'VM.Audit', ...configPrivileges, 'VM.PowerMgmt'),
        ...startOrder,
        ...(guest.source === undefined ? [] : on(`/vms/${guest.source}`, 'VM.Clone')),
        ...diskNeeds(guest),
        ...seedNeeds(guest),
        ...(guest.shelf === undefined ? [] : on(`/storage/${guest.shelf}`, 'Datastore.AllocateTemplate')),
        ...cardNeeds(guest),
      ]
    case 'configure':
    case 'move':
    case 'adopt':
    case 'release':
      return [...new Set(paths.map(areaOf))].flatMap((area) => [
        ...onGuest(`VM.Config.${area}`),
        ...(paths.includes('startup') ? startOrder : []),
        ...(area === 'Disk' ? diskNeeds(guest) : []),
        ...(area === 'Network' ? cardNeeds(guest) : []),
        ...(area === 'CDROM' ? seedNeeds(guest) : []),
      ])
    case 'resize':
      return [...onGuest('VM.Config.Disk'), ...diskNeeds(guest)]
    case 'template':
      return onGuest('VM.Allocate')
    case 'start':
    case 'restart':
      return onGuest('VM.PowerMgmt')
    case 'destroy':
    case 'replace':
    case 'rollback':
      return onGuest('VM.PowerMgmt', 'VM.Allocate')
  }
}

function on(path: string, ...privileges: readonly string[]): readonly Need[] {
  return privileges.map((privilege) => ({ path, privilege }))
}

/** The order in which guests start is a matter of the host. */
const startOrder: readonly Need[] = on('/', 'Sys.Modify')

const diskNeeds = ({ datastores }: GuestNeeds): readonly Need[] =>
  datastores.flatMap((name) => on(`/storage/${name}`, 'Datastore.AllocateSpace'))

const seedNeeds = ({ isoStorage }: GuestNeeds): readonly Need[] =>
  isoStorage === undefined
    ? []
    : [
        ...on(`/storage/${isoStorage}`, 'Datastore.AllocateTemplate'),
        { path: `/storage/${isoStorage}`, privilege: 'Datastore.Audit', or: 'Datastore.AllocateSpace' },
      ]

/** A seed ISO goes with its guest. */
export const sweepNeeds = (isoStorage: string): readonly Need[] => on(`/storage/${isoStorage}`, 'Datastore.Allocate')

const cardNeeds = ({ nics }: GuestNeeds): readonly Need[] =>
  nics.flatMap(({ bridge, vlan, zone = 'localnetwork' }) =>
    on(`/sdn/zones/${zone}/${bridge}${vlan === undefined ? '' : `/${vlan}`}`, 'SDN.Use'),
  )

/** Bridges that have to be there before: the networks that the guest waits for are made by then. */
export const bridgesOf = ({ nics }: Pick<GuestNeeds, 'nics'>): readonly string[] =>
  nics.flatMap(({ bridge, zone }) => (zone === undefined ? [bridge] : []))

/** What is configured in an SDN is applied as a whole: rights to a single zone do not do. */
export const networkNeeds: readonly Need[] = on('/sdn', 'SDN.Allocate')

/** The area of the configuration that a declared field belongs to. */
function areaOf(path: string): string {
  if (path === 'cores' || path === 'cpu') return 'CPU'
  if (path === 'memory' || path === 'balloon') return 'Memory'
  if (path === 'serial0') return 'HWType'
  if (path === 'cloud_init' || path === 'seed') return 'CDROM'
  if (path.startsWith('nics')) return 'Network'
  if (path.startsWith('disk')) return 'Disk'
  return 'Options'
}

/** Those that the token lacks, each once. */
export function lacking(rights: Rights, needs: readonly Need[]): readonly Need[] {
  const asked = new Set<string>()
  return needs.filter(({ path, privilege, or }) => {
    const isNew = !asked.has(`${path} ${privilege}`)
    asked.add(`${path} ${privilege}`)
    return isNew && ![privilege, ...(or === undefined ? [] : [or])].some((name) => isAllowed(rights, path, name))
  })
}

/** A virtual network has the name of a bridge, and stands below a zone of its own. */
function isAllowed(rights: Rights, path: string, privilege: string): boolean {
  if (allows(rights, path, privilege)) return true
  const [, bridge] = /^\/sdn\/zones\/localnetwork\/([^/]+)/.exec(path) ?? []
  if (bridge === undefined) return false
  const zones = [...rights.keys()].filter((known) => /^\/sdn\/zones\/[^/]+/.test(known))
  return zones.some((known) => {
    const zone = known.split('/').slice(0, 4).join('/')
    return zone !== '/sdn/zones/localnetwork' && allows(rights, `${zone}/${bridge}`, privilege)
  })
}
