/** What the token may not do, or what is not there, holds what needs it, and nothing else. */
import { describe, expect, test } from 'vitest'
import { preflight } from '../../../src/reconciler/guards/preflight.ts'
import { rightsFrom } from '../../../src/pve/privileges.ts'
import { aGuest, aHost, anEntry, aNode, aWorld, intentOn, intentToMake } from './fixtures.ts'

const all = Object.fromEntries(
  (
    'VM.Allocate VM.Audit VM.Clone VM.PowerMgmt VM.Config.CDROM VM.Config.CPU VM.Config.Disk VM.Config.HWType ' +
    'VM.Config.Memory VM.Config.Network VM.Config.Options Datastore.AllocateSpace Datastore.AllocateTemplate ' +
    'Datastore.Audit SDN.Use Sys.Modify'
  )
    .split(' ')
    .map((name) => [name, 1]),
)
const web = aNode()
const guest = aGuest({ node: web })

const worldWith = (rights: Readonly<Record<string, object>>, bridges: readonly string[] | null = ['vmbr0']) => {
  const facts = { token: 'homestak@pve!cli', rights: rightsFrom(rights), bridges }
  return aWorld({ nodes: [web], hosts: [aHost({ seen: [guest], entry: anEntry(), facts })] })
}
const nothing = worldWith({})
const plain = worldWith({ '/': all }, ['vmbr9'])

describe('preflight', () => {
  test('holds nothing before anything was read', () => {
    expect(preflight(intentToMake(web), aWorld({ nodes: [web] }))).toBeUndefined()
  })

  test('holds a create for all that it lacks until the guest runs', () => {
    expect(preflight(intentToMake(web), nothing)?.message).toMatch(/VM\.Allocate.*VM\.PowerMgmt.*Sys\.Modify on \//s)
    expect(preflight(intentToMake(web), worldWith({ '/': all }))).toBeUndefined()
  })

  test('holds a destroy only for what a destroy needs, whether it is declared or not', () => {
    const enough = worldWith({ '/vms': { 'VM.Allocate': 1, 'VM.PowerMgmt': 1 } })
    for (const declared of [true, false]) {
      expect(preflight(intentOn('destroy', guest, web, declared), enough)).toBeUndefined()
      expect(preflight(intentOn('destroy', guest, web, declared), nothing)?.reason).toBe('MissingPrivilege')
    }
  })

  test('holds a replace before anything is taken away, where the guest could not be made again', () => {
    const enough = worldWith({ '/vms': { 'VM.Allocate': 1, 'VM.PowerMgmt': 1 } })
    expect(preflight(intentOn('replace', guest, web), enough)?.reason).toBe('MissingPrivilege')
    expect(preflight(intentOn('replace', guest, web), plain)?.reason).toBe('MissingBridge')
  })

  test('holds a change for its own fields alone', () => {
    const change = (path: string) => ({ ...intentOn('configure', guest, web), paths: [path] })
    const memory = worldWith({ '/vms': { 'VM.Config.Memory': 1 } })
    expect(preflight(change('memory'), memory)).toBeUndefined()
    expect(preflight(change('cores'), memory)?.message).toContain('VM.Config.CPU on /vms/100')
    expect(preflight(change('memory'), plain)).toBeUndefined()
    expect(preflight(change('nics.eth0.bridge'), plain)?.reason).toBe('MissingBridge')
  })

  test('says nothing of bridges that nobody could see: not shown, or of another node of the cluster', () => {
    expect(preflight(intentToMake(web), worldWith({ '/': all }, null))).toBeUndefined()
    const moved = { ...intentOn('configure', guest, web), paths: ['nics.eth0.bridge'], pveNode: 'pve2' }
    expect(preflight(moved, plain)).toBeUndefined()
  })
})
