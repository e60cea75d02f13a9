/** Which plans of OpenTofu are carried out. */
import { describe, expect, test } from 'vitest'
import type { TofuInput } from '../../../../src/steps/operation.ts'
import { checkPlan } from '../../../../src/steps/tofu/check-plan.ts'

const machine = {
  name: 'web',
  vmid: 9001,
  cores: 2,
  memory: 2048,
  on_boot: true,
  startup: { order: 3, up: 10, down: 10 },
  serial_devices: [],
  disks: [],
  nics: [],
}
const present = (...may: string[]): TofuInput => ({ exists: true, machine, may })
const absent: TofuInput = { exists: false, machine, may: [] }

interface Resource {
  readonly actions: readonly string[]
  readonly before?: unknown
  readonly after?: unknown
  readonly unknown?: unknown
  readonly index?: string
  readonly mode?: string
}

const plan = (...resources: readonly Resource[]) => ({
  resource_changes: resources.map(({ actions, before, after, unknown, index = 'web', mode = 'managed' }) => ({
    address: `proxmox_virtual_environment_vm.vm["${index}"]`,
    mode,
    index,
    change: { actions, before, after, after_unknown: unknown ?? {} },
  })),
})

const update = (before: unknown, after: unknown, unknown?: unknown) =>
  plan({ actions: ['update'], before, after, unknown })

const disk = (slot: string, size = 10) => ({ interface: slot, size })

describe('a plan is carried out where it', () => {
  test.each<readonly [string, unknown, TofuInput]>([
    ['makes the one guest', plan({ actions: ['create'], after: { name: 'web' } }), absent],
    [
      'changes what was announced',
      update({ cpu: [{ cores: 1, type: 'host' }] }, { cpu: [{ cores: 2, type: 'host' }] }),
      present('cpu.0.cores'),
    ],
    [
      'changes something within what was announced',
      update({ disk: [disk('virtio0')] }, { disk: [disk('virtio0', 20)] }),
      present('disk'),
    ],
    ['adds a disk', update({ disk: [disk('virtio0')] }, { disk: [disk('virtio0'), disk('virtio1')] }), present('disk')],
    [
      'besides says of something that it shows only afterwards',
      update({ name: 'old', ipv4_addresses: [] }, { name: 'web' }, { ipv4_addresses: true }),
      present('name'),
    ],
    [
      'has nothing where something empty was',
      update({ name: 'old', serial: '' }, { name: 'web', serial: null }),
      present('name'),
    ],
  ])('%s', (_, given, input) => {
    expect(checkPlan(given, input)).toEqual({ kind: 'apply' })
  })
})

describe('a plan is not carried out where it', () => {
  test.each<readonly [string, unknown, TofuInput, string]>([
    ['would destroy', plan({ actions: ['delete'] }), present('disk'), 'delete the guest'],
    ['would replace', plan({ actions: ['delete', 'create'] }), present('disk'), 'delete and create the guest'],
    ['would replace, the new one first', plan({ actions: ['create', 'delete'] }), present('disk'), 'create and delete'],
    ['would make one where one is', plan({ actions: ['create'] }), present('disk'), 'create the guest'],
    ['would change one where none was', update({}, {}), absent, 'update the guest'],
    ['would not make any', plan(), absent, 'would not make'],
    [
      'is about another guest, too',
      plan({ actions: ['update'] }, { actions: ['delete'], index: 'db' }),
      present(),
      '["db"]',
    ],
    ['reads something while it is applied', plan({ actions: ['read'], mode: 'data' }), present(), 'is about'],
    ['forgets the guest', plan({ actions: ['forget'] }), present(), 'forget the guest'],
    [
      'changes something else',
      update({ name: 'web', on_boot: true }, { name: 'web', on_boot: false }),
      present('name'),
      'change on_boot',
    ],
    [
      'changes more within the same part',
      update({ cpu: [{ cores: 1, type: 'kvm64' }] }, { cpu: [{ cores: 2, type: 'host' }] }),
      present('cpu.0.cores'),
      'change cpu.0.type',
    ],
    [
      'takes a disk away',
      update({ disk: [disk('virtio0'), disk('scsi1')] }, { disk: [disk('virtio0')] }),
      present('disk'),
      'disk scsi1 away',
    ],
    [
      'takes a card away',
      update({ network_device: [{}, {}] }, { network_device: [{}] }),
      present('network_device'),
      'a network card away',
    ],
    ['is none', null, absent, 'would not make'],
    ['says nothing of what it does', { resource_changes: [{ mode: 'managed', index: 'web' }] }, present(), 'not told'],
  ])('%s', (_, given, input, why) => {
    expect(checkPlan(given, input)).toEqual({ kind: 'refused', why: expect.stringContaining(why) })
  })
})

test('a plan that changes nothing of a guest that is there is empty', () => {
  expect(checkPlan(plan({ actions: ['no-op'] }), present('name'))).toEqual({ kind: 'empty' })
})
