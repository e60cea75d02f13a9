/** What of a virtual machine's plan is OpenTofu's part, and what it is told of the guest. */
import { describe, expect, test } from 'vitest'
import { tofuVmController } from '../../../../../controllers/vm/tofu/index.ts'
import type { TofuInput } from '../../../../../src/steps/operation.ts'
import { assignment, declared, guestSeen, stepLine, type NodeParts, type SeenParts } from '../fixtures.ts'

interface Given {
  readonly node?: NodeParts
  /** null: there is none. */
  readonly seen?: SeenParts | null
  readonly image?: typeof assignment.image
}

function planned({ node, seen = {}, image = assignment.image }: Given) {
  const wanted = declared({ ...node, provisioner: 'tofu' })
  const observation =
    seen === null ? ({ presence: 'absent' } as const) : ({ presence: 'present', state: guestSeen(seen) } as const)
  const changes = tofuVmController.diff(wanted, observation)
  return tofuVmController.plan(wanted, observation, changes, { ...assignment, ...(image ? { image } : {}) })
}

const inputs = (given: Given): readonly TofuInput[] =>
  planned(given).flatMap((step) => (step.operation === 'apply' ? [step.input] : []))

const lines = (given: Given): readonly string[] =>
  planned(given).map((step) =>
    step.operation === 'apply' ? `${step.act} tofu ${step.input.may.join(' ')}`.trim() : stepLine(step),
  )

const data = { name: 'data', size: 5, datastore: 'vmstore' }
/** As the provider writes it. */
const written = { virtio0: 'vmstore:9001/vm-9001-disk-0.raw,aio=io_uring,discard=on,iothread=1,size=10G' }
const cold = { config: { ...written, cores: '1' } }

describe('the steps', () => {
  test.each<readonly [string, Given, readonly string[]]>([
    ['of a guest that fits are none', {}, []],
    ['of a new guest: seed and start are ours', { seen: null }, ['upload-seed', 'create tofu', 'start']],
    [
      'of a clone: the copy is ours, for its mark goes with that call',
      { seen: null, image: { kind: 'clone', vmid: 9000, full: false } },
      ['clone', 'upload-seed', 'configure tofu', 'start'],
    ],
    ['of a guest that is off are no work for OpenTofu', { seen: { status: 'stopped' } }, ['start']],
    [
      'of what needs a restart: OpenTofu writes, and we restart',
      { seen: cold },
      ['configure tofu cpu.0.cores', 'restart shutdown 120', 'start'],
    ],
    [
      'of tags, mark and balloon are ours, before what is not',
      { seen: { config: { tags: 'homestak', name: 'old', balloon: null } } },
      ['configure balloon=0 tags=homestak;shop', 'configure tofu name', 'restart shutdown 120', 'start'],
    ],
    ['of protection are ours', { node: { policy: { protect: true } } }, ['configure description protection=1']],
    [
      'of disks: new ones are written, then all that grow in one apply',
      { node: { guest: { disk: 20, disks: [data] } }, seen: { config: written } },
      ['configure tofu disk', 'resize tofu disk'],
    ],
    [
      'of disks that the provider did not write: ours, or it would write all of them anew',
      { node: { guest: { disk: 20, disks: [data] } }, seen: { config: { name: 'old' } } },
      ['configure virtio1=vmstore:5,discard=on,iothread=1,serial=data', 'configure tofu name', 'resize virtio0 20'],
    ],
    [
      'of a disk that the provider would not grow: ours',
      {
        node: { guest: { disk: 20 } },
        seen: {
          config: { virtio0: 'vmstore:9000/base-9000-disk-0.qcow2/9001/vm-9001-disk-0.qcow2,aio=io_uring,size=10G' },
        },
      },
      ['resize virtio0 20'],
    ],
    [
      'of a value that waits and is not wanted: taken back by us',
      { seen: { pending: { cores: { value: '4' } } } },
      ['configure revert=cores'],
    ],
    [
      'of another image: the old guest goes by our calls, the new one is made',
      { node: { guest: { image: 'debian-13' } } },
      ['replace shutdown 120', 'replace destroy', 'remove-seed', 'upload-seed', 'create tofu', 'start'],
    ],
  ])('%s', (_, given, expected) => {
    expect(lines(given)).toEqual(expected)
  })
})

describe('a new guest', () => {
  test('is described as the API would make it, with the mark', () => {
    const [input] = inputs({ seen: null, node: { guest: { disks: [data] }, policy: { protect: true } } })
    expect(input).toMatchObject({
      exists: false,
      machine: {
        name: 'web',
        vmid: 9001,
        cores: 2,
        memory: 2048,
        on_boot: true,
        startup: { order: 3, up: 10, down: 10 },
        serial_devices: ['socket'],
        cdrom: { slot: 'ide2', volume: expect.stringMatching(/^local:iso\/homestak-lab-9001-/) },
        disks: [
          { slot: 'virtio0', datastore: 'vmstore', size: 10, image: 'local:import/debian-12.qcow2', format: 'raw' },
          { slot: 'virtio1', datastore: 'vmstore', size: 5, serial: 'data', discard: 'on', iothread: true },
        ],
        nics: [{ bridge: 'vmbr0', mac: 'BC:24:11:00:00:01', model: 'virtio' }],
        description: expect.stringMatching(/^<!-- homestak:1 .*"protect":true.* -->$/),
        tags: ['homestak', 'shop'],
        protection: true,
        boot_order: ['virtio0'],
      },
    })
  })
})

describe('a guest that exists', () => {
  test('is described as it is, with what somebody set on its disks and cards, and nothing that is ours', () => {
    const [input] = inputs({
      seen: {
        config: {
          name: 'old',
          virtio0: 'vmstore:9001/vm-9001-disk-0.raw,aio=native,backup=0,cache=writeback,iops_rd=100,size=10G',
          scsi3: 'other:vm-9001-disk-4,discard=on,queues=4,serial=theirs,size=3G,ssd=1',
          net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,mtu=1400,queues=2,rate=1.5',
          net1: 'e1000=BC:24:11:00:00:99,bridge=vmbr9,link_down=1,trunks=2;3',
          serial1: '/dev/ttyS1',
        },
      },
    })
    expect(input?.machine).toEqual({
      name: 'web',
      vmid: 9001,
      cores: 2,
      memory: 2048,
      on_boot: true,
      startup: { order: 3, up: 10, down: 10 },
      serial_devices: ['socket', '/dev/ttyS1'],
      disks: [
        {
          slot: 'scsi3',
          datastore: 'other',
          volume: 'vm-9001-disk-4',
          size: 3,
          serial: 'theirs',
          discard: 'on',
          ssd: true,
          queues: 4,
        },
        {
          slot: 'virtio0',
          datastore: 'vmstore',
          volume: '9001/vm-9001-disk-0.raw',
          size: 10,
          aio: 'native',
          backup: false,
          cache: 'writeback',
          speed: { iops_rd: 100 },
        },
      ],
      nics: [
        {
          model: 'virtio',
          mac: 'BC:24:11:00:00:01',
          bridge: 'vmbr0',
          vlan: 0,
          firewall: true,
          mtu: 1400,
          queues: 2,
          rate: 1.5,
        },
        { model: 'e1000', mac: 'BC:24:11:00:00:99', bridge: 'vmbr9', vlan: 0, disconnected: true, trunks: '2;3' },
      ],
    })
  })

  test('keeps the address of a card whose address nobody declared, and its other settings', () => {
    const nics = [{ name: 'lan', bridge: 'vmbr1', mac: 'BC:24:11:00:00:77', made: true as const, vlan: 7 }]
    const seen = { config: { net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1' } }
    const [input] = inputs({ node: { guest: { nics } }, seen })
    expect(input?.machine.nics).toEqual([
      { model: 'virtio', mac: 'BC:24:11:00:00:01', bridge: 'vmbr1', vlan: 7, firewall: true },
    ])
  })

  test('grows in the second apply only: in the first, a restart that is due would keep it from growing', () => {
    const [first, second] = inputs({ node: { guest: { disk: 20 } }, seen: cold })
    expect(first?.machine.disks[0]?.size).toBe(10)
    expect(second?.machine.disks[0]?.size).toBe(20)
  })

  test('has a disk that is larger than declared as it is', () => {
    const [input] = inputs({ node: { guest: { disk: 5 } }, seen: cold })
    expect(input?.machine.disks[0]?.size).toBe(10)
  })
})
