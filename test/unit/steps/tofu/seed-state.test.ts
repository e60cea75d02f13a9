/** The guest that a state of the seed names: one, or none. */
import { expect, test } from 'vitest'
import { seedVmid } from '../../../../src/steps/tofu/seed-state.ts'

const vm = (...vmids: readonly unknown[]) => ({
  module: 'module.vm["web"]',
  mode: 'managed',
  type: 'proxmox_virtual_environment_vm',
  name: 'vm',
  instances: vmids.map((vmid) => ({ attributes: { vm_id: vmid, name: 'web' } })),
})
const file = { mode: 'managed', type: 'proxmox_virtual_environment_file', instances: [{ attributes: { id: 'x' } }] }
const state = (...resources: readonly unknown[]) => JSON.stringify({ version: 4, resources })

test.each([
  ['one guest beside its files', state(file, vm(99901)), 99901],
  ['what is left after a destroy', state(), undefined],
  ['several guests, of which nobody can say which is meant', state(vm(1), vm(2)), undefined],
  ['a guest that was looked up, not made', state({ ...vm(1), mode: 'data' }), undefined],
  ['a guest without a number', state(vm('x')), undefined],
  ['a state that is encrypted', JSON.stringify({ meta: {}, encrypted_data: 'abc' }), undefined],
  ['what is no state', 'oops', undefined],
])('of %s', (_, text, vmid) => {
  expect(seedVmid(text)).toBe(vmid)
})
