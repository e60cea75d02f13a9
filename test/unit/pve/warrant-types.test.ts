import { expect, test } from 'vitest'
import type { PveClient } from '../../../src/pve/client.ts'
import type { Warrant, WarrantTerms } from '../../../src/pve/warrant.ts'
import {
  cloneGuest,
  configureGuest,
  createGuest,
  destroyGuest,
  startGuest,
  stopGuest,
} from '../../../src/pve/guest-writes.ts'

/** Never run: each line has to be refused by the compiler, or type checking this file fails. */
export const refusedByTheCompiler = (client: PveClient, terms: WarrantTerms, warrant: Warrant) => {
  // @ts-expect-error no warrant at all
  void createGuest(client, { name: 'web1' })
  // @ts-expect-error terms that nobody agreed to
  void destroyGuest(client, terms)
  // @ts-expect-error terms written on the spot
  void startGuest(client, { host: 'hv0', node: 'pve', vmid: 303, uid: 'u', digest: '', act: 'start', because: '' })
  // @ts-expect-error a vmid alone
  void stopGuest(client, 303)
  // @ts-expect-error nothing to go by
  void configureGuest(client, undefined, { cores: 2 })
  // @ts-expect-error a clone without its mark
  void cloneGuest(client, warrant, { sourceVmid: 900 })
  // @ts-expect-error reading is all that a client offers
  void client.post('/nodes/{node}/qemu', {})
  // @ts-expect-error a path that writes is none to read
  void client.get('/nodes/{node}/qemu/{vmid}/status/start', { node: 'pve', vmid: 303 }, (value) => value)
  // @ts-expect-error a parameter that the path needs
  void client.get('/nodes/{node}/qemu/{vmid}/config', { node: 'pve' }, (value) => value)
}

test('a client has nothing but reading to offer', () => {
  expect(refusedByTheCompiler).toBeTypeOf('function')
})
