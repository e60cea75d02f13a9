import { describe, expect, test } from 'vitest'
import { cleaningRole, grantsFor, mainRole, rolesFor } from '../../../src/onboarding/grants.ts'

const asked = { version: '9.2.11', hostDownloads: false } as const
const places = { nodes: ['pve'], datastore: 'zfs', imports: ['local'], shelves: ['local'], bridge: { name: 'vmbr0' } }

describe('the role of a token', () => {
  test('has no privilege over users, roles, storages as such, or the host', () => {
    const { privileges } = mainRole(asked)
    const risky =
      /^(User|Group|Realm|Permissions|Pool|Mapping)\.|^Sys\.(?!Audit$)|^Datastore\.Allocate$|^VM\.(Console|Migrate|Backup)$/
    expect(privileges.filter((privilege) => risky.test(privilege))).toEqual([])
    expect(privileges).toContain('Sys.Audit')
  })

  test.each([
    ['9.2.11', 'VM.GuestAgent.Audit'],
    ['8.4.1', 'VM.Monitor'],
  ])('reads the guest agent as version %s has it', (version, privilege) => {
    expect(mainRole({ ...asked, version }).privileges.filter((name) => /Agent|Monitor/.test(name))).toEqual([privilege])
  })

  test('lets the host fetch addresses only where that is agreed to', () => {
    expect(mainRole(asked).privileges).not.toContain('Sys.AccessNetwork')
    expect(mainRole({ ...asked, hostDownloads: true }).privileges).toContain('Sys.AccessNetwork')
  })
})

describe('where it is granted', () => {
  const role = mainRole(asked)

  test('on guests, the node, the storages and the bridge, and on the top alone only what the order of starts asks for', () => {
    expect(grantsFor(role, places).map(({ path, role: name }) => `${name} ${path}`)).toEqual([
      'Homestak /vms',
      'Homestak /nodes/pve',
      'Homestak /storage/local',
      'Homestak /storage/zfs',
      'Homestak /sdn/zones/localnetwork/vmbr0',
      'HomestakCleaning /storage/local',
      'HomestakStartup /',
    ])
    expect(grantsFor(role, places).filter(({ path }) => path === '/')).toMatchObject([{ propagate: false }])
  })

  test('taking volumes away is no right on a storage of disks, unless seeds lie there too', () => {
    const cleaned = (shelves: readonly string[]) =>
      grantsFor(role, { ...places, shelves }).flatMap(({ path, role: name }) =>
        name === cleaningRole.name ? path : [],
      )
    expect(cleaned(['local'])).toEqual(['/storage/local'])
    expect(cleaned(['zfs', 'zfs'])).toEqual(['/storage/zfs'])
  })

  test('on a virtual network in its own zone', () => {
    const paths = grantsFor(role, { ...places, bridge: { name: 'vnet1', zone: 'lab' } }).map(({ path }) => path)
    expect(paths).toContain('/sdn/zones/lab/vnet1')
  })

  test('in a cluster on all nodes, since guests may be moved, and on the top to know which they are', () => {
    const cluster = { ...places, nodes: ['a', 'b'] }
    expect(grantsFor(role, cluster).map(({ path }) => path)).toContain('/nodes')
    expect(grantsFor(role, cluster)).toContainEqual({ path: '/', role: 'HomestakCluster', propagate: false })
    expect(rolesFor(role, cluster).find(({ name }) => name === 'HomestakCluster')?.privileges).toEqual(['Sys.Audit'])
    expect(rolesFor(role, places)).toHaveLength(3)
  })
})
