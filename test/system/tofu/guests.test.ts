/** Guests that real OpenTofu makes and changes for homestak, on a simulated host. */
import { describe, expect, test } from 'vitest'
import { manifest, write } from '../processes.ts'
import { hasTofu, tofuLab, uidOf, type TofuLab } from './tofu-lab.ts'

const auto = 'settings: { restart: auto }'
const shop = (rest: string, provisioner = 'tofu') =>
  manifest('shop', { web: `provisioner: ${provisioner}${rest}` }, auto)
const vmidOf = async ({ sim }: TofuLab): Promise<number> => (await sim.guests())[0]?.vmid ?? 0
const ready = { code: 0, out: expect.stringMatching(/^1 ready in /m) }
const unchanged = { code: 0, out: '1 unchanged\n' }

describe.skipIf(!hasTofu)('OpenTofu', () => {
  test('makes a guest that the API has nothing to change of, and destroys nothing that is converged', async () => {
    const rest = ', disks: [{ name: data, size: 5 }], tags: [blue], nics: [{ name: lan, bridge: vmbr0, vlan: 7 }]'
    const lab = await tofuLab({ 'shop.yaml': shop(rest) })
    expect(await lab.run('reconcile')).toMatchObject(ready)
    const runs = lab.tofuRuns()
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged)
    expect(await lab.run('reconcile')).toMatchObject(ready)
    expect(lab.tofuRuns()).toBe(runs)
    lab.declare(shop(rest, 'api'))
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged)
  })

  test('follows an edit of every kind, in place, and the guest stays the same', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop('') })
    write(lab.cwd, {
      'site/presets/more.yaml': 'cores: 3\nmemory: 3072\ndisk: 20\n',
      'site/presets/large.yaml': 'cores: 3\nmemory: 3072\ndisk: 30\n',
      'site/presets/less.yaml': 'cores: 1\nmemory: 2048\ndisk: 40\n',
    })
    expect(await lab.run('reconcile')).toMatchObject(ready)
    const vmid = await vmidOf(lab)
    const uid = uidOf(await lab.sim.config(vmid))
    const edits = [
      ', preset: more',
      ', preset: large',
      ', preset: less',
      ', preset: less, disks: [{ name: data, size: 5 }]',
      ', preset: less, disks: [{ name: data, size: 9 }], tags: [blue]',
      ', preset: less, nics: [{ name: lan, bridge: vmbr0, vlan: 9 }], protect: true',
      ', preset: less, nics: [{ name: lan, bridge: vmbr0 }, { name: two, bridge: vmbr0 }]',
    ]
    for (const edit of edits) {
      lab.declare(shop(edit))
      const ended = await lab.run('reconcile')
      expect(ended, `${edit}\n${ended.err}`).toMatchObject(ready)
      expect(await lab.run('diff', '--exit-code'), edit).toMatchObject(unchanged)
    }
    expect((await lab.sim.guests()).map((guest) => guest.vmid)).toEqual([vmid])
    const config = await lab.sim.config(vmid)
    expect(uidOf(config)).toBe(uid)
    expect(config).toMatchObject({ cores: '1', memory: '2048', virtio0: expect.stringContaining('size=40G') })
  })

  test('brings back what drifted, each time only that', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop('') })
    expect(await lab.run('reconcile')).toMatchObject(ready)
    const vmid = await vmidOf(lab)
    const config = `/nodes/pve/qemu/${vmid}/config`
    for (const drift of [
      { onboot: 0 },
      { name: 'other' },
      { tags: '' },
      { cores: 4 },
      { vga: 'std', startup: 'order=9' },
    ]) {
      await lab.sim.call('PUT', config, drift)
      const ended = await lab.run('reconcile')
      expect(ended, `${JSON.stringify(drift)}\n${ended.err}`).toMatchObject(ready)
      expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged)
    }
    // Not declared in a manifest: it stays.
    expect(await lab.sim.config(vmid)).toMatchObject({ name: 'web', vga: 'std' })
  })

  test('leaves alone what somebody set and no manifest declares', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop('') })
    write(lab.cwd, { 'site/presets/more.yaml': 'cores: 3\nmemory: 3072\ndisk: 20\n' })
    expect(await lab.run('reconcile')).toMatchObject(ready)
    const vmid = await vmidOf(lab)
    const { net0 = '', virtio0 = '' } = await lab.sim.config(vmid)
    const theirs = {
      acpi: 0,
      audio0: 'device=ich9-intel-hda',
      bios: 'ovmf',
      boot: 'order=virtio0;net0',
      cpu: 'host,flags=+aes',
      cpulimit: 2,
      cpuunits: 200,
      efidisk0: 'vmstore:1',
      hotplug: 'network,disk',
      ide0: 'none,media=cdrom',
      keyboard: 'de',
      machine: 'q35',
      nameserver: '192.0.2.53',
      net0: `${net0.replace('firewall=0', 'firewall=1')},mtu=1400`,
      net1: 'e1000,bridge=vmbr0,link_down=1',
      numa: 1,
      rng0: 'source=/dev/urandom',
      scsi3: 'vmstore:3,discard=on,cache=writeback,ssd=1,serial=theirs',
      scsihw: 'virtio-scsi-single',
      serial1: 'socket',
      sockets: 1,
      tablet: 0,
      tags: 'homestak;theirs',
      vga: 'std',
      virtio0: `${virtio0.replace('backup=1', 'backup=0')},mbps_rd=100`,
      watchdog: 'model=i6300esb,action=reset',
    }
    for (const [key, value] of Object.entries(theirs))
      await lab.sim.call('PUT', `/nodes/pve/qemu/${vmid}/config`, { [key]: value })
    const before = await lab.sim.config(vmid)
    expect(before).toMatchObject({ vga: 'std', scsi3: expect.stringContaining('serial=theirs') })
    lab.declare(shop(', preset: more, nics: [{ name: eth0, bridge: vmbr0, vlan: 9 }]'))
    const ended = await lab.run('reconcile')
    expect(ended, ended.err).toMatchObject(ready)
    const after = await lab.sim.config(vmid)
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (key) => before[key] !== after[key],
    )
    expect(changed.toSorted(), ended.err).toEqual(['cores', 'cpu', 'digest', 'memory', 'net0', 'net1', 'virtio0'])
    expect(after.net0).toBe(before.net0?.replace('bridge=vmbr0', 'bridge=vmbr0').concat(',tag=9'))
    // The same in the provider's words.
    expect(after).toMatchObject({
      cpu: 'cputype=host,flags=+aes',
      net1: before.net1?.replace(',link', ',firewall=0,link'),
    })
    expect(after.virtio0).toMatch(/backup=0.*mbps_rd=100.*size=20G/)
  })

  test('goes with its node: nothing is left of it, on the host or in the state', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop(', disks: [{ name: data, size: 5 }]') })
    expect(await lab.run('reconcile')).toMatchObject(ready)
    expect(lab.folders()).toEqual(['sim/shop/web'])
    lab.declare(manifest('shop', { other: '' }))
    expect(await lab.run('reconcile', '--max-destroy', '1')).toMatchObject({ code: 0 })
    expect(await lab.sim.guests()).toMatchObject([{ name: 'other' }])
    expect(await lab.sim.volumes()).toHaveLength(2)
    expect(lab.folders()).toEqual([])
  })
})
