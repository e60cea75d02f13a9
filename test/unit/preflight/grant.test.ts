import { describe, expect, test } from 'vitest'
import { grantCommand } from '../../../src/preflight/grant.ts'
import { rights, without } from './facts.ts'

const token = 'homestak@pve!cli'

describe('the command that grants', () => {
  test('is one for all that a role can be given', () => {
    const lacks = [
      { path: '/vms', privileges: ['VM.PowerMgmt'] },
      { path: '/sdn/zones/localnetwork/vmbr0', privileges: ['SDN.Use'] },
    ]
    expect(grantCommand({ rights: without('VM.PowerMgmt', 'SDN.Use'), token }, lacks)).toBe(
      'on the host: pveum role modify Homestak --append 1 --privs "VM.PowerMgmt SDN.Use"',
    )
  })

  test('gives the order of starts on the top alone, never to a role that goes on below it', () => {
    const lacks = [{ path: '/', privileges: ['Sys.Modify'] }]
    expect(grantCommand({ rights: without('Sys.Modify'), token }, lacks)).toBe(
      'on the host: pveum acl modify / --users homestak@pve --roles HomestakStartup --propagate 0 ' +
        '(pveum role add HomestakStartup --privs Sys.Modify makes it)',
    )
  })

  test('keeps taking away volumes from the role that all storages have, unless an entry would hide others', () => {
    const lacks = [{ path: '/storage/local', privileges: ['Datastore.Allocate'] }]
    expect(grantCommand({ rights: rights({ '/storage/local': 'Datastore.Audit' }), token }, lacks)).toContain(
      'pveum acl modify /storage/local --users homestak@pve --roles HomestakCleaning',
    )
    expect(grantCommand({ rights: without('Datastore.Allocate'), token }, lacks)).toBe(
      'on the host: pveum role modify Homestak --append 1 --privs "Datastore.Allocate"',
    )
  })
})
