import { describe, expect, test } from 'vitest'
import { lacking, needsOf } from '../../../src/preflight/needs.ts'
import { allows } from '../../../src/pve/privileges.ts'
import { rightsFrom } from '../../../src/pve/privileges.ts'
import { everything, guest, rights } from './facts.ts'

describe('rights on a path', () => {
  test('come from the nearest path above that has an entry, as far as they go on', () => {
    const table = rightsFrom({ '/': { 'VM.Audit': 1, 'VM.Allocate': 0 }, '/vms/100': { 'VM.PowerMgmt': 1 } })
    expect(allows(table, '/vms', 'VM.Audit')).toBe(true)
    expect(allows(table, '/vms/7', 'VM.Audit')).toBe(true)
    expect(allows(table, '/', 'VM.Allocate')).toBe(true)
    expect(allows(table, '/vms/7', 'VM.Allocate')).toBe(false)
    // An entry takes the place of all above it.
    expect(allows(table, '/vms/100', 'VM.Audit')).toBe(false)
    expect(allows(rightsFrom({}), '/vms', 'VM.Audit')).toBe(false)
  })
})

describe('what an act needs', () => {
  const all = rights({ '/': everything })
  const on = (path: string) => (need: { readonly path: string }) => need.path === path

  test('is all there with the privileges that README names', () => {
    for (const act of ['create', 'configure', 'resize', 'start', 'restart', 'destroy', 'replace'] as const) {
      expect(lacking(all, needsOf(act, guest(), ['cores', 'disks.data', 'nics.net0', 'seed', 'name']))).toEqual([])
    }
  })

  test('for a card on a declared network is asked for in the zone of that', () => {
    const needs = needsOf('configure', { ...guest(), nics: [{ bridge: 'lan', zone: 'dev' }] }, ['nics.eth0.bridge'])
    expect(needs).toContainEqual({ path: '/sdn/zones/dev/lan', privilege: 'SDN.Use' })
    expect(lacking(rights({ '/sdn/zones/localnetwork': 'SDN.Use' }), needs)).toContainEqual({
      path: '/sdn/zones/dev/lan',
      privilege: 'SDN.Use',
    })
  })

  test('for a destroy is nothing that only a create needs', () => {
    const paths = new Set(needsOf('destroy', guest()).map(({ path }) => path))
    expect([...paths]).toEqual(['/vms/100'])
  })

  test('for a create is everything until the guest runs, so that none is left half made', () => {
    const names = needsOf('create', guest())
      .filter(on('/vms/100'))
      .map(({ privilege }) => privilege)
    expect(names).toContain('VM.PowerMgmt')
    expect(names).toContain('VM.Config.Network')
  })

  test('for a change is the area of the fields that differ, and no other', () => {
    const names = (...paths: readonly string[]) =>
      needsOf('configure', guest(), paths).map(({ privilege }) => privilege)
    expect(names('cores', 'cpu')).toEqual(['VM.Config.CPU'])
    expect(names('tags', 'name', 'protect')).toEqual(['VM.Config.Options'])
    expect(names('startup')).toEqual(['VM.Config.Options', 'Sys.Modify'])
    expect(names('nics.net0')).toEqual(['VM.Config.Network', 'SDN.Use'])
    expect(names('seed')).toEqual(['VM.Config.CDROM', 'Datastore.AllocateTemplate', 'Datastore.Audit'])
  })

  test('on a storage of ISOs either of two privileges lets them be seen', () => {
    const table = rights({ '/': everything.replace('Datastore.Audit ', '') })
    expect(lacking(table, needsOf('create', guest()))).toEqual([])
  })

  test('for a card on a VLAN is on the path of that VLAN', () => {
    const needs = needsOf('create', guest({ nics: [{ bridge: 'vmbr0', vlan: 7 }] }))
    expect(needs.map(({ path }) => path)).toContain('/sdn/zones/localnetwork/vmbr0/7')
  })
})
