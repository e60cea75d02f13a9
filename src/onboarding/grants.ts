/** The least that a token needs: what it may do, granted where that is used and nowhere else. */
import { agentPrivilege } from '../preflight/checks/privileges.ts'
import { configPrivileges } from '../preflight/needs.ts'
import { allows, allowsSome, type Rights } from '../pve/privileges.ts'
import type { Bridge } from './found-host.ts'

export type Provisioner = 'api' | 'tofu'

export interface Role {
  readonly name: string
  readonly privileges: readonly string[]
}

export interface RoleQuestion {
  /** Of Proxmox VE, e.g. `9.2.11`. */
  readonly version: string
  /** Whether the host may fetch images by itself, from any address. */
  readonly hostDownloads: boolean
  /** Whether virtual networks may be made, and taken away. */
  readonly networks: boolean
}

/** The same for both provisioners. A privilege counts only on the paths that it is about, so that one role does no harm on another path. */
export const mainRole = ({ version, hostDownloads, networks }: RoleQuestion): Role => ({
  name: 'Homestak',
  privileges: [
    'VM.Allocate',
    'VM.Audit',
    'VM.Clone',
    ...configPrivileges,
    'VM.PowerMgmt',
    agentPrivilege(version),
    'Datastore.AllocateSpace',
    'Datastore.AllocateTemplate',
    'Datastore.Audit',
    'SDN.Use',
    // Without it, tasks of others on a node cannot be seen.
    'Sys.Audit',
    ...(hostDownloads ? ['Sys.AccessNetwork'] : []),
    // With SDN.Audit, nodes say what is wrong with a network there.
    ...(networks ? ['SDN.Allocate', 'SDN.Audit'] : []),
  ].toSorted(),
})

/** To take away seed ISOs and images; on a storage of disks it would be a right to those of others. */
export const cleaningRole: Role = { name: 'HomestakCleaning', privileges: ['Datastore.Allocate'] }

/** Proxmox VE asks for this where a guest is given its place in the order of starts. */
const startupRole: Role = { name: 'HomestakStartup', privileges: ['Sys.Modify'] }

/** Which nodes make up a cluster is told to those who have this. */
const clusterRole: Role = { name: 'HomestakCluster', privileges: ['Sys.Audit'] }

/** Those that are granted, for such places. */
export const rolesFor = (role: Role, { nodes }: Pick<GrantPlaces, 'nodes'>): readonly Role[] => [
  role,
  cleaningRole,
  startupRole,
  ...(nodes.length > 1 ? [clusterRole] : []),
]

export interface GrantPlaces {
  /** All of a cluster: guests may be moved to any of them. */
  readonly nodes: readonly string[]
  readonly datastore: string
  /** Storages that images are imported from. */
  readonly imports: readonly string[]
  /** Storages that seed ISOs and images are put on, and taken away from. */
  readonly shelves: readonly string[]
  readonly bridge: Pick<Bridge, 'name' | 'zone'>
  /** All of the SDN in place of the bridge: an apply is about all of it. */
  readonly networks: boolean
}

export interface Grant {
  readonly path: string
  readonly role: Role
  /** Also below the path. */
  readonly propagate: boolean
}

export function grantsFor(
  role: Role,
  { nodes, datastore, imports, shelves, bridge, networks }: GrantPlaces,
): readonly Grant[] {
  const paths = [
    '/vms',
    nodes.length === 1 ? `/nodes/${nodes[0]}` : '/nodes',
    ...[...new Set([datastore, ...imports, ...shelves])].toSorted().map((storage) => `/storage/${storage}`),
    networks ? '/sdn' : `/sdn/zones/${bridge.zone ?? 'localnetwork'}/${bridge.name}`,
  ]
  const cleaned = [...new Set(shelves)].toSorted().map((storage) => `/storage/${storage}`)
  return [
    ...paths.map((path) => ({ path, role, propagate: true })),
    ...cleaned.map((path) => ({ path, role: cleaningRole, propagate: true })),
    // On the top alone: below it, it would be a right to networks, clocks and power of the nodes.
    ...[startupRole, ...(nodes.length > 1 ? [clusterRole] : [])].map((top) => ({
      path: '/',
      role: top,
      propagate: false,
    })),
  ]
}

/** What a user has already. */
export interface Standing {
  readonly rights: Rights
  /** Paths with an entry of the user's own: another one there is added to it. */
  readonly entries: ReadonlySet<string>
}

/** `harmful`: the entry would take the place of rights that come from a path above, or from a group. */
export function effectOf(
  { path, role, propagate }: Grant,
  { rights, entries }: Standing,
): 'none' | 'useful' | 'harmful' {
  const place = propagate ? `${path}/any` : path
  if (role.privileges.every((privilege) => allows(rights, path, privilege) && allows(rights, place, privilege)))
    return 'none'
  return !entries.has(path) && allowsSome(rights, path) ? 'harmful' : 'useful'
}
