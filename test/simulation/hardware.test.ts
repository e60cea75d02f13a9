/** Guests whose hardware comes about in other ways than by one create: clones, and guests that plug nothing while they run. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../lab.ts'
import { disksOf, guestOf, hand, holds, manifest, vm, writes } from './rules/scene.ts'

/** The configuration without what is made up anew for every guest, and where its disks lie. */
function hardwareOf(lab: Lab, key: string): Readonly<Record<string, string>> {
  const { config } = guestOf(lab.simulator, key)
  const own = ['description', 'smbios1', 'vmgenid', 'meta', 'name', 'ide2']
  const settings = Object.entries(config).filter(([name]) => !own.includes(name))
  const plain = (text: string) =>
    text
      .replace(/^[^,]*:[^,]*\/[^,]*/, 'DISK')
      .replace(/=BC:[0-9A-F:]+/, '=MAC')
      // A CD drive that comes later is put behind the others, as Proxmox VE does it.
      .replace(/^(order=.*);ide2$/, '$1')
  return Object.fromEntries(settings.map(([name, text]) => [name, plain(text)]))
}

describe('a guest that is cloned from a template', () => {
  const node = (name: string, image: string) => vm(name, { image, disks: [{ name: 'data', size: 3 }], tags: ['shop'] })

  /** The template lies on `vmstore` and has hardware of its own. */
  async function withTemplate(): Promise<Lab> {
    const lab = await createLab({ 'a.yaml': manifest('a', [node('made', 'debian-12'), node('copy', 'golden')]) })
    const virtio0 = 'vmstore:0,import-from=local:import/debian-12.qcow2,format=raw,discard=on,iothread=1'
    const own = { cores: 4, memory: 4096, balloon: 512, ostype: 'other', boot: 'order=virtio0' }
    await hand(lab).make(900, { name: 'golden', ...own, virtio0 })
    await lab.settle(lab.simulator.world.run('POST', '/nodes/pve/qemu/900/template'))
    return lab
  }

  test.each([
    ['linked', 'vmstore'],
    ['full', 'local'],
  ])('as a %s clone on %s has the hardware of one that is made, and nothing of the template', async (_, datastore) => {
    const lab = await withTemplate()
    await lab.settle(lab.simulator.world.run('PUT', '/storage/local', { content: 'iso,import,images' }))
    lab.site.set('nodes/sim.yaml', (lab.site.get('nodes/sim.yaml') ?? '').replace('vmstore', datastore))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(hardwareOf(lab, 'a/copy')).toEqual(hardwareOf(lab, 'a/made'))
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('gets its seed once, and before it starts', async () => {
    const lab = await withTemplate()
    lab.simulator.world.clearRequests()
    await lab.reconcile({ narrowing: { manifests: [], nodes: ['copy'], host: null } })
    const { vmid } = guestOf(lab.simulator, 'a/copy')
    expect(writes(lab.simulator).map((line) => line.split('?')[0])).toEqual([
      'POST /nodes/pve/qemu/900/clone',
      'POST /nodes/pve/storage/local/upload',
      `PUT /nodes/pve/qemu/${vmid}/config`,
      `PUT /nodes/pve/qemu/${vmid}/resize`,
      `POST /nodes/pve/qemu/${vmid}/status/start`,
    ])
  })
})

describe('a running guest that plugs nothing', () => {
  const small = manifest('a', [vm('web', { vmid: 9001 })])
  const grown = manifest('a', [
    vm('web', {
      vmid: 9001,
      disks: [{ name: 'data', size: 3 }],
      nics: [
        { name: 'eth0', vlan: 7 },
        { name: 'back', vlan: 8 },
      ],
    }),
  ])

  async function stubborn(): Promise<Lab> {
    const lab = await createLab({ 'a.yaml': small })
    await lab.reconcile()
    await hand(lab).set(9001, { hotplug: 0 })
    lab.files.set('a.yaml', grown)
    return lab
  }

  test('gets a disk and a card once, and is held until it may be restarted', async () => {
    const lab = await stubborn()
    const before = disksOf(lab.simulator, 9001).length
    expect(holds(await lab.reconcile())).toEqual({ 'a/web': 'RestartRequired' })
    lab.simulator.world.clearRequests()
    expect(holds(await lab.reconcile())).toEqual({ 'a/web': 'RestartRequired' })
    expect(writes(lab.simulator)).toEqual([])
    expect(disksOf(lab.simulator, 9001)).toHaveLength(before + 1)
  })

  test('has them after the restart', async () => {
    const lab = await stubborn()
    await lab.reconcile()
    expect((await lab.reconcile({ confirm: async () => true })).exitCode).toBe(0)
    const { config, pending } = guestOf(lab.simulator, 'a/web')
    expect(pending).toEqual({})
    expect(config).toMatchObject({ net0: expect.stringContaining('tag=7'), net1: expect.stringContaining('tag=8') })
    expect(config['virtio1']).toContain('serial=data')
    expect(Object.keys(config).filter((key) => key.startsWith('unused'))).toEqual([])
  })

  test('keeps what a person was about to take from it', async () => {
    const lab = await stubborn()
    await lab.reconcile()
    await lab.reconcile({ confirm: async () => true })
    await hand(lab).set(9001, { delete: 'virtio1,net1' })
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toHaveLength(1)
    const { config, pendingDelete } = guestOf(lab.simulator, 'a/web')
    expect(pendingDelete).toEqual({})
    expect(Object.keys(config)).toEqual(expect.arrayContaining(['virtio1', 'net1']))
  })
})
