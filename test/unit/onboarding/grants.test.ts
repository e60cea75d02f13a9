import { describe, expect, test } from 'vitest'
import { cleaningRole, effectOf, grantsFor, mainRole, rolesFor } from '../../../src/onboarding/grants.ts'
import { rightsFrom } from '../../../src/pve/privileges.ts'

const asked = { version: '9.2.11', hostDownloads: false, networks: false } as const
const places = {
  nodes: ['pve'],
  datastore: 'zfs',
  imports: ['local'],
  shelves: ['local'],
  bridge: { name: 'vmbr0' },
  networks: false,
}

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
    expect(grantsFor(role, places).map(({ path, role: { name } }) => `${name} ${path}`)).toEqual([
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
      grantsFor(role, { ...places, shelves }).flatMap(({ path, role: granted }) =>
        granted === cleaningRole ? path : [],
      )
    expect(cleaned(['local'])).toEqual(['/storage/local'])
    expect(cleaned(['zfs', 'zfs'])).toEqual(['/storage/zfs'])
  })

  test('on a virtual network in its own zone', () => {
    const paths = grantsFor(role, { ...places, bridge: { name: 'vnet1', zone: 'lab' } }).map(({ path }) => path)
    expect(paths).toContain('/sdn/zones/lab/vnet1')
  })

  test('on all of the SDN only where virtual networks are to be made', () => {
    expect(role.privileges).not.toContain('SDN.Allocate')
    const making = mainRole({ ...asked, networks: true })
    expect(making.privileges).toEqual(expect.arrayContaining(['SDN.Allocate', 'SDN.Audit']))
    const paths = grantsFor(making, { ...places, networks: true }).map(({ path }) => path)
    expect(paths.filter((path) => path.startsWith('/sdn'))).toEqual(['/sdn'])
  })

  test('in a cluster on all nodes, since guests may be moved, and on the top to know which they are', () => {
    const cluster = { ...places, nodes: ['a', 'b'] }
    expect(grantsFor(role, cluster).map(({ path }) => path)).toContain('/nodes')
    expect(grantsFor(role, cluster)).toContainEqual({
      path: '/',
      role: { name: 'HomestakCluster', privileges: ['Sys.Audit'] },
      propagate: false,
    })
    expect(rolesFor(role, cluster).find(({ name }) => name === 'HomestakCluster')?.privileges).toEqual(['Sys.Audit'])
    expect(rolesFor(role, places)).toHaveLength(3)
  })
})

describe('an entry for somebody who was there before', () => {
  const onGuests = { path: '/vms', role: { name: 'R', privileges: ['VM.Audit', 'VM.Clone'] }, propagate: true }
  const effect = (table: Readonly<Record<string, Readonly<Record<string, 0 | 1>>>>, entries: readonly string[] = []) =>
    effectOf(onGuests, { rights: rightsFrom(table), entries: new Set(entries) })

  test('is not made where it gives nothing new', () => {
    expect(effect({ '/': { 'VM.Audit': 1, 'VM.Clone': 1, 'VM.Console': 1 } })).toBe('none')
    expect(effect({ '/vms': { 'VM.Audit': 1, 'VM.Clone': 1 } }, ['/vms'])).toBe('none')
  })

  test('is made where there is nothing, or where it adds to an entry of the same user', () => {
    expect(effect({})).toBe('useful')
    expect(effect({ '/': { 'Sys.Modify': 0 } }, ['/'])).toBe('useful')
    expect(effect({ '/vms': { 'VM.Audit': 1 } }, ['/vms'])).toBe('useful')
    expect(effect({ '/vms': { 'VM.Audit': 0, 'VM.Clone': 0 } }, ['/vms'])).toBe('useful')
  })

  test('is not made where it would take the place of other rights, from above or of a group', () => {
    expect(effect({ '/': { 'VM.Audit': 1, 'VM.Console': 1 } }, ['/'])).toBe('harmful')
    expect(effect({ '/vms': { 'VM.Console': 1 } })).toBe('harmful')
  })
})
