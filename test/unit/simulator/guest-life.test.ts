/** Guests from their creation to their end. */
import { describe, expect, test } from 'vitest'
import { bench, guests, image, startWeb, webGuest } from './bench.ts'

describe('creating a guest', () => {
  test('shows only a lock and a digest while its task runs, and no name', async () => {
    const { ask, record, finish } = bench()
    const created = await ask('POST', guests, webGuest(100))
    expect(await record(`${guests}/100/config`)).toEqual({
      lock: 'create',
      digest: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
    expect(await record(`${guests}/100/status/current`)).toMatchObject({
      name: 'VM 100',
      lock: 'create',
      maxmem: 536_870_912,
    })
    expect(await finish(created)).toBe('OK')
    expect(await record(`${guests}/100/config`)).toMatchObject({ name: 'web-100', memory: '1024' })
  })

  test('writes disks in canonical order with the size of the image, and generates what was not given', async () => {
    const { run, record } = bench()
    await run('POST', guests, webGuest(100, { scsi0: `${image},iothread=1,discard=on,size=99G,format=qcow2` }))
    expect(await record(`${guests}/100/config`)).toMatchObject({
      scsi0: 'vmstore:100/vm-100-disk-0.qcow2,discard=on,iothread=1,size=2G',
      net0: expect.stringMatching(/^virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0$/),
      boot: 'order=scsi0;net0',
      smbios1: expect.stringMatching(/^uuid=/),
      vmgenid: expect.any(String),
      meta: expect.stringMatching(/^creation-qemu=10\.0\.13,ctime=\d+$/),
    })
  })

  test('refuses a vmid that is in use, naming its node', async () => {
    const { ask, run } = bench()
    await run('POST', guests, { vmid: 100 })
    expect(await ask('POST', guests, { vmid: 100 })).toMatchObject({
      status: 500,
      reason: "unable to create VM 100 - VM 100 already exists on node 'pve'",
    })
  })

  test('leaves neither configuration nor volumes when it fails half-way', async () => {
    const { ask, finish, simulator } = bench()
    const before = simulator.world.volids()
    const created = await ask('POST', guests, {
      vmid: 100,
      scsi0: 'vmstore:4',
      scsi1: 'vmstore:0,import-from=local:import/gone.qcow2',
    })
    expect(await finish(created)).toBe("unable to create VM 100 - failed to stat '/var/lib/vz/import/gone.qcow2'")
    expect(simulator.world.guest(100)).toBeUndefined()
    expect(simulator.world.volids()).toEqual(before)
    expect(await ask('GET', '/cluster/nextid')).toMatchObject({ data: '100' })
  })

  test('gives up what it made when its task is stopped', async () => {
    const { ask, finish, simulator, clock } = bench()
    const before = simulator.world.volids()
    const created = await ask('POST', guests, webGuest(100))
    await clock.advance(100)
    await ask('DELETE', `/nodes/pve/tasks/${String(created.data)}`)
    expect(await finish(created)).toBe('received interrupt')
    expect(simulator.world.guest(100)).toBeUndefined()
    expect(simulator.world.volids()).toEqual(before)
  })

  test('starts the guest where it was asked to', async () => {
    const { run, record } = bench()
    await run('POST', guests, webGuest(100, { start: 1 }))
    expect(await record(`${guests}/100/status/current`)).toMatchObject({ status: 'running', qmpstatus: 'running' })
  })

  test('takes the lowest free number for each disk of a guest', async () => {
    const { run, record } = bench()
    await run('POST', guests, { vmid: 100, scsi0: 'vmstore:1', scsi1: 'vmstore:1', scsi2: 'vmstore:1,format=qcow2' })
    await run('POST', `${guests}/100/config`, { delete: 'scsi1' })
    await run('POST', `${guests}/100/config`, { delete: 'unused0' })
    await run('POST', `${guests}/100/config`, { scsi3: 'vmstore:2' })
    expect(await record(`${guests}/100/config`)).toMatchObject({
      scsi0: 'vmstore:100/vm-100-disk-0.raw,size=1G',
      scsi2: 'vmstore:100/vm-100-disk-2.qcow2,size=1G',
      scsi3: 'vmstore:100/vm-100-disk-1.raw,size=2G',
    })
  })
})

describe('starting and stopping', () => {
  test('a guest with an operating system goes down when asked, and its uptime is gone', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    expect(Number((await lab.record(`${guests}/100/status/current`))['uptime'])).toBeGreaterThanOrEqual(5)
    await lab.run('POST', `${guests}/100/status/shutdown`, { timeout: 30 })
    expect(await lab.record(`${guests}/100/status/current`)).toMatchObject({ status: 'stopped', uptime: 0 })
  })

  test('a guest without one waits out its timeout, and is terminated only with forceStop', async () => {
    const { run, ask, finish, clock, simulator } = bench()
    await run('POST', guests, { vmid: 100, scsi0: 'vmstore:1' })
    await run('POST', `${guests}/100/status/start`)
    const began = clock.now()
    expect(await finish(await ask('POST', `${guests}/100/status/shutdown`, { timeout: 20 }))).toBe(
      'VM quit/powerdown failed - got timeout',
    )
    expect(clock.now() - began).toBeGreaterThanOrEqual(20_000)
    expect(simulator.world.guest(100)?.running).toBeDefined()
    expect(await finish(await ask('POST', `${guests}/100/status/shutdown`, { timeout: 5, forceStop: 1 }))).toBe('OK')
    expect(simulator.world.guest(100)?.running).toBeUndefined()
  })

  test('a second start fails in its task, a reboot of a stopped guest at once', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    expect(await lab.finish(await lab.ask('POST', `${guests}/100/status/start`))).toBe('VM 100 already running')
    await lab.run('POST', `${guests}/100/status/stop`)
    expect(await lab.ask('POST', `${guests}/100/status/reboot`)).toMatchObject({
      status: 500,
      reason: 'VM 100 not running',
    })
  })

  test('of what is not there fails in the task of a stop, and at once of a reboot', async () => {
    const { ask, finish } = bench()
    const missing = "unable to find configuration file for VM 399 on node 'pve'"
    expect(await finish(await ask('POST', `${guests}/399/status/stop`))).toBe(missing)
    expect(await finish(await ask('POST', `${guests}/399/status/shutdown`))).toBe(missing)
    expect(await ask('POST', `${guests}/399/status/reboot`)).toMatchObject({ status: 500, reason: missing })
  })

  test('a paused guest is shut down only by force', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    await lab.run('POST', `${guests}/100/status/suspend`)
    expect(await lab.record(`${guests}/100/status/current`)).toMatchObject({ status: 'running', qmpstatus: 'paused' })
    expect(await lab.ask('POST', `${guests}/100/status/shutdown`)).toMatchObject({
      status: 500,
      reason: 'VM is paused - cannot shutdown',
    })
    expect(await lab.finish(await lab.ask('POST', `${guests}/100/status/shutdown`, { forceStop: 1 }))).toBe('OK')
    expect(lab.simulator.world.guest(100)?.running).toBeUndefined()
  })

  test('a guest shut down from within goes to stopped and stays so', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    await lab.ask('POST', `${guests}/100/agent/shutdown`)
    await lab.clock.advance(2000)
    expect(lab.simulator.world.guest(100)?.running).toBeUndefined()
  })
})

describe('the end of a guest', () => {
  test('is refused while it runs or is protected', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    expect(await lab.ask('DELETE', `${guests}/100`)).toMatchObject({
      status: 500,
      reason: 'VM 100 is running - destroy failed',
    })
    await lab.run('POST', `${guests}/100/status/stop`)
    await lab.run('PUT', `${guests}/100/config`, { protection: 1 })
    expect(await lab.ask('DELETE', `${guests}/100`)).toMatchObject({
      status: 500,
      reason: "can't remove VM 100 - protection mode enabled",
    })
    expect(lab.simulator.world.guest(100)).toBeDefined()
  })

  test('frees its disks, the unused ones included, and nothing of others', async () => {
    const { run, simulator } = bench()
    await run('POST', guests, webGuest(100, { ide2: 'vmstore:cloudinit', scsi1: 'vmstore:1' }))
    await run('POST', guests, webGuest(101))
    await run('POST', `${guests}/100/config`, { delete: 'scsi1' })
    expect(simulator.world.guest(100)?.config['unused0']).toBe('vmstore:100/vm-100-disk-1.raw')
    await run('DELETE', `${guests}/100`, { purge: 1 })
    expect(simulator.world.guest(100)).toBeUndefined()
    expect(
      simulator.world
        .volumes()
        .map(({ vmid }) => vmid)
        .filter((vmid) => vmid !== undefined),
    ).toEqual([101])
  })

  test('is refused to a template on whose disks another rests', async () => {
    const { run, ask, finish, simulator } = bench()
    await run('POST', guests, webGuest(100))
    await run('POST', `${guests}/100/template`)
    await run('POST', `${guests}/100/clone`, { newid: 101, name: 'linked' })
    expect(await finish(await ask('DELETE', `${guests}/100`))).toBe(
      "base volume 'vmstore:100/base-100-disk-0.qcow2' is still in use by linked cloned",
    )
    await run('DELETE', `${guests}/101`)
    await run('DELETE', `${guests}/100`)
    expect(simulator.world.guests()).toEqual([])
  })

  test('is refused also to a template that rests on another one itself', async () => {
    const { run, ask, finish } = bench()
    await run('POST', guests, webGuest(100))
    await run('POST', `${guests}/100/template`)
    await run('POST', `${guests}/100/clone`, { newid: 101 })
    await run('POST', `${guests}/101/template`)
    await run('POST', `${guests}/101/clone`, { newid: 102 })
    expect(await finish(await ask('DELETE', `${guests}/101`))).toBe(
      "base volume 'vmstore:100/base-100-disk-0.qcow2/101/base-101-disk-0.qcow2' is still in use by linked cloned",
    )
  })
})

describe('clones', () => {
  test('take over the description and everything else but addresses and identities', async () => {
    const { run, record } = bench()
    await run('POST', guests, webGuest(100, { description: 'text\n<!-- mark -->', tags: 'a;b', protection: 1 }))
    await run('POST', `${guests}/100/clone`, { newid: 101, name: 'copy', full: 1 })
    const [source, copy] = [await record(`${guests}/100/config`), await record(`${guests}/101/config`)]
    expect(copy).toMatchObject({ name: 'copy', description: 'text\n<!-- mark -->', tags: 'a;b', protection: 1 })
    for (const key of ['net0', 'smbios1', 'vmgenid', 'scsi0']) expect(copy[key]).not.toEqual(source[key])
    expect(copy['scsi0']).toBe('vmstore:101/vm-101-disk-0.qcow2,size=2G')
  })

  test('rest on the disks of a template unless told to be whole', async () => {
    const { run, record, ask } = bench()
    await run('POST', guests, webGuest(100))
    expect(await ask('POST', `${guests}/100/clone`, { newid: 101, full: 0 })).toMatchObject({
      status: 500,
      reason: "Linked clone feature is not supported for 'vmstore:100/vm-100-disk-0.qcow2' (scsi0)",
    })
    await run('POST', `${guests}/100/template`)
    expect(await record(`${guests}/100/config`)).toMatchObject({
      template: 1,
      scsi0: 'vmstore:100/base-100-disk-0.qcow2,size=2G',
    })
    await run('POST', `${guests}/100/clone`, { newid: 101 })
    expect(await record(`${guests}/101/config`)).toMatchObject({
      name: 'Copy-of-VM-web-100',
      scsi0: 'vmstore:100/base-100-disk-0.qcow2/101/vm-101-disk-0.qcow2,size=2G',
    })
    expect(await record(`${guests}/101/config`)).not.toHaveProperty('template')
  })

  test('boot as their source does', async () => {
    const lab = bench()
    await lab.run('POST', guests, webGuest(100))
    await lab.run('POST', `${guests}/100/template`)
    await lab.run('POST', `${guests}/100/clone`, { newid: 101 })
    await lab.run('POST', `${guests}/101/status/start`)
    await lab.clock.advance(5000)
    expect(await lab.ask('POST', `${guests}/101/agent/ping`)).toMatchObject({ status: 200, data: { result: {} } })
  })
})
