/** What a new virtual machine is made of: the call that makes it, and the steps around it. */
import { describe, expect, test } from 'vitest'
import { vmController } from '../../../../controllers/vm/index.ts'
import { inputDigests } from '../../../../controllers/vm/inputs.ts'
import type { Assignment, Step } from '../../../../controllers/controller.ts'
import type { DesiredNode } from '../../../../src/graph/desired-node.ts'
import { readMark } from '../../../../src/pve/mark.ts'
import { assignment, declared, seed, stepLine, uid } from './fixtures.ts'

const absent = { presence: 'absent' } as const

const planned = (node: DesiredNode, given: Partial<Assignment> = {}): readonly Step[] =>
  vmController.plan(node, absent, vmController.diff(node, absent), { ...assignment, ...given })

function payload(node: DesiredNode): Readonly<Record<string, string | number>> {
  const create = planned(node).find(({ operation }) => operation === 'create')
  if (create?.operation !== 'create') throw new Error('nothing is created')
  return create.input.parameters
}

const full = declared({
  guest: {
    cores: 4,
    memory: 8192,
    disk: 40,
    tags: ['database', 'shop'],
    disks: [
      { name: 'data', size: 40, datastore: 'vmstore' },
      { name: 'wal', size: 10, datastore: 'fast' },
    ],
    nics: [
      { name: 'front', bridge: 'vmbr0', mac: 'BC:24:11:AA:00:01', made: true },
      { name: 'back', bridge: 'vmbr1', mac: '02:00:00:00:00:0A', vlan: 20 },
    ],
  },
  policy: { protect: true, keepOnRemoval: true },
})

describe('the call that makes a virtual machine', () => {
  test('has the seed system hardware, disks, cards and seed, and nothing else', () => {
    const { description, ...hardware } = payload(full)
    expect(hardware).toEqual({
      vmid: 9001,
      name: 'web',
      cores: 4,
      memory: 8192,
      balloon: 0,
      cpu: 'host',
      ostype: 'l26',
      agent: 'enabled=1',
      serial0: 'socket',
      onboot: 1,
      startup: 'order=3,up=10,down=10',
      boot: 'order=virtio0',
      virtio0: 'vmstore:0,import-from=local:import/debian-12.qcow2,format=raw,discard=on,iothread=1',
      virtio1: 'vmstore:40,discard=on,iothread=1,serial=data',
      virtio2: 'fast:10,discard=on,iothread=1,serial=wal',
      net0: 'virtio=BC:24:11:AA:00:01,bridge=vmbr0',
      net1: 'virtio=02:00:00:00:00:0A,bridge=vmbr1,tag=20',
      ide2: `local:iso/${seed},media=cdrom`,
      tags: 'homestak;database;shop',
      protection: 1,
    })
    expect(readMark(String(description)).marking).toEqual({
      kind: 'mark',
      mark: { ...full.identity, uid, vmid: 9001, type: 'vm', protect: true, keep: true, inputs: inputDigests(full) },
    })
  })

  test('leaves protection and start at boot as they are declared', () => {
    const plain = payload(declared({ guest: { onBoot: false } }))
    expect(plain['onboot']).toBe(0)
    expect(plain).not.toHaveProperty('protection')
  })

  test('shows no secret, only its name', () => {
    const steps = JSON.stringify(planned(full))
    expect(steps).toContain('"$secret":"passwords.vm_root"')
  })
})

describe('the steps that make a virtual machine', () => {
  test('write the seed first, so that it is there at the first boot', () => {
    expect(planned(full).map(stepLine)).toEqual(['upload-seed', 'create', 'resize virtio0 40', 'start'])
  })

  test('give the seed the uid as instance and the addresses of the cards', () => {
    const [upload] = planned(full)
    expect(upload).toMatchObject({
      operation: 'upload-seed',
      input: { storage: 'local', filename: seed, instanceId: uid, cloudInit: full.guest.cloudInit },
    })
    expect(upload).toHaveProperty('input.nics', full.guest.nics)
  })

  test('copy a template on its own storage as a linked clone, onto another as a full one', () => {
    const clone = (fully: boolean) => planned(full, { image: { kind: 'clone', vmid: 900, full: fully } })[0]
    expect(clone(false)).toMatchObject({ operation: 'clone', input: { source: 900, name: 'web', full: false } })
    expect(clone(false)).not.toHaveProperty('input.storage')
    expect(clone(true)).toMatchObject({ operation: 'clone', input: { source: 900, full: true, storage: 'vmstore' } })
    // Only what copies waits for its turn on the storage.
    expect([clone(false)?.storage, clone(true)?.storage]).toEqual([undefined, 'vmstore'])
  })

  test('mark a clone in the call that makes it, and give it the rest of the hardware before it starts', () => {
    const steps = planned(full, { image: { kind: 'clone', vmid: 900, full: false } })
    const operations = steps.map(({ operation }) => operation)
    expect(operations).toEqual(['clone', 'upload-seed', 'configure', 'resize', 'start'])
    const [clone, , configure] = steps
    if (clone?.operation !== 'clone' || configure?.operation !== 'configure') throw new Error('another order')
    expect(readMark(clone.input.description).marking).toMatchObject({ kind: 'mark', mark: { uid, vmid: 9001 } })
    const ownToCreate = ['vmid', 'virtio0', 'boot', 'description', 'protection']
    const hardware = Object.entries(payload(full)).filter(([key]) => !ownToCreate.includes(key))
    expect(configure.input.parameters).toEqual(Object.fromEntries(hardware))
  })

  test('take the lock of the storage that disks are copied to; a seed is written without one', () => {
    const storages = planned(full).map(({ operation, storage }) => [operation, storage])
    expect(storages).toEqual([
      ['upload-seed', undefined],
      ['create', 'vmstore'],
      ['resize', undefined],
      ['start', undefined],
    ])
  })

  test('name what they are for', () => {
    for (const step of planned(full)) expect(step.because).toMatchObject([{ path: 'guest', observed: 'absent' }])
  })
})
