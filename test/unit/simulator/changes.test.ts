/** Changing guests: digests, what waits for a restart, what is plugged at once. */
import { describe, expect, test } from 'vitest'
import { bench, guests, startWeb, webGuest } from './bench.ts'

const config = `${guests}/100/config`

describe('a change', () => {
  test('moves the digest, and an old digest is refused', async () => {
    const { run, ask, record } = bench()
    await run('POST', guests, webGuest(100))
    const { digest } = await record(config)
    expect(await ask('PUT', config, { cores: 2, digest: String(digest) })).toMatchObject({ status: 200, data: null })
    expect(await ask('PUT', config, { cores: 4, digest: String(digest) })).toMatchObject({
      status: 500,
      reason: 'checksum mismatch (file change by other user?)',
    })
    expect(await record(config)).toMatchObject({ cores: 2 })
  })

  test('of nothing, or of one key twice, is an error', async () => {
    const { run, ask } = bench()
    await run('POST', guests, webGuest(100))
    expect(await ask('PUT', config)).toMatchObject({ status: 500, reason: 'no options specified' })
    expect(await ask('PUT', config, { memory: 64, delete: 'memory' })).toMatchObject({
      status: 400,
      errors: { delete: "you can't use '-memory' and -delete memory' at the same time" },
    })
    expect(await ask('PUT', config, { delete: 'nope' })).toMatchObject({ errors: { delete: "unknown option 'nope'" } })
  })

  test('is refused to a guest that is locked, and for want of the right to set it', async () => {
    const { run, ask, simulator } = bench()
    await run('POST', guests, webGuest(100))
    simulator.world.setLock(100, 'backup')
    expect(await ask('PUT', config, { cores: 2 })).toMatchObject({ status: 500, reason: 'VM is locked (backup)' })
    simulator.world.setLock(100, undefined)
    expect(await ask('PUT', config, { lock: 'backup' })).toMatchObject({
      status: 500,
      reason: "only root can set 'lock' config",
    })
  })

  test('gives tags their order and a network card without an address a new one', async () => {
    const { run, record } = bench()
    await run('POST', guests, webGuest(100))
    const before = await record(config)
    await run('PUT', config, { tags: 'Zeta,alpha beta;Alpha', net0: 'model=virtio,bridge=vmbr0' })
    const after = await record(config)
    expect(after['tags']).toBe('alpha;beta;zeta')
    expect(after['net0']).toMatch(/^virtio=BC:24:11/)
    expect(after['net0']).not.toBe(before['net0'])
  })

  test('hides the password of cloud-init, which is hashed unless it came with the creation', async () => {
    const { run, record, simulator } = bench()
    await run('POST', guests, webGuest(100, { cipassword: 'first' }))
    expect(simulator.world.guest(100)?.config['cipassword']).toBe('first')
    await run('PUT', config, { cipassword: 'second' })
    expect(simulator.world.guest(100)?.config['cipassword']).toMatch(/^\$5\$/)
    expect(await record(config)).toMatchObject({ cipassword: '**********' })
  })
})

describe('a running guest', () => {
  test('keeps memory and cores until it is off, and shows both values meanwhile', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    await lab.run('PUT', config, { memory: 2048, cores: 4, description: 'new' })
    const pending = await lab.list(`${guests}/100/pending`)
    expect(pending).toContainEqual({ key: 'memory', value: '1024', pending: '2048' })
    expect(pending).toContainEqual({ key: 'cores', pending: 4 })
    expect(pending).toContainEqual({ key: 'description', value: 'new' })
    expect(await lab.record(config)).toMatchObject({ memory: '2048', cores: 4 })
    expect(await lab.record(config, { current: 1 })).toMatchObject({ memory: '1024' })
    expect(await lab.record(`${guests}/100/status/current`)).toMatchObject({ cpus: 1, maxmem: 1024 * 1_048_576 })
    await lab.run('POST', `${guests}/100/status/stop`)
    expect(await lab.list(`${guests}/100/pending`)).toContainEqual({ key: 'cores', value: 4 })
    expect(await lab.record(`${guests}/100/status/current`)).toMatchObject({ cpus: 4 })
  })

  test('shows a removal that waits, and reverts it', async () => {
    const lab = bench()
    await startWeb(lab, 100, { cores: 2 })
    await lab.run('PUT', config, { delete: 'cores' })
    expect(await lab.list(`${guests}/100/pending`)).toContainEqual({ key: 'cores', value: 2, delete: 1 })
    expect(await lab.record(config)).not.toHaveProperty('cores')
    await lab.run('PUT', config, { revert: 'cores' })
    expect(await lab.list(`${guests}/100/pending`)).toContainEqual({ key: 'cores', value: 2 })
  })

  test('takes cards and disks at once, and gives them back', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    await lab.run('POST', config, { net1: 'virtio,bridge=vmbr0', scsi1: 'vmstore:1' })
    expect(await lab.record(config, { current: 1 })).toMatchObject({
      net1: expect.stringMatching(/^virtio=/),
      scsi1: 'vmstore:100/vm-100-disk-1.raw,size=1G',
    })
    await lab.run('POST', config, { delete: 'net1,scsi1' })
    const left = await lab.record(config, { current: 1 })
    expect(left).not.toHaveProperty('net1')
    expect(left).toMatchObject({ unused0: 'vmstore:100/vm-100-disk-1.raw' })
  })

  test('lets nothing go before it has booted, nor the disk that it boots from', async () => {
    const { run, ask, finish, record } = bench()
    await run('POST', guests, webGuest(100))
    await run('POST', `${guests}/100/status/start`)
    expect(await finish(await ask('POST', config, { delete: 'net0' }))).toContain(
      "hot-unplugging device 'net0' - still busy in guest?",
    )
    expect(await finish(await ask('POST', config, { delete: 'scsi0' }))).toContain("can't unplug bootdisk 'scsi0'")
    expect(await record(config, { current: 1 })).toMatchObject({ net0: expect.any(String), scsi0: expect.any(String) })
  })

  test('learns of an agent only at its next start', async () => {
    const lab = bench()
    await startWeb(lab, 100, { agent: 0 })
    await lab.run('PUT', config, { agent: 1 })
    expect(await lab.ask('POST', `${guests}/100/agent/ping`)).toMatchObject({
      reason: 'No QEMU guest agent configured',
    })
    await lab.run('POST', `${guests}/100/status/reboot`)
    await lab.clock.advance(5000)
    expect(await lab.ask('POST', `${guests}/100/agent/ping`)).toMatchObject({ status: 200 })
  })
})

describe('disks', () => {
  test('only grow, and say so in the task', async () => {
    const { run, ask, finish, record } = bench()
    await run('POST', guests, webGuest(100))
    await run('PUT', `${guests}/100/resize`, { disk: 'scsi0', size: '+2G' })
    expect(await record(config)).toMatchObject({ scsi0: expect.stringContaining('size=4G') })
    await run('PUT', `${guests}/100/resize`, { disk: 'scsi0', size: '6G' })
    expect(await record(`${guests}/100/status/current`)).toMatchObject({ maxdisk: 6 * 1_073_741_824 })
    expect(await finish(await ask('PUT', `${guests}/100/resize`, { disk: 'scsi0', size: '1G' }))).toBe(
      'shrinking disks is not supported',
    )
    expect(await finish(await ask('PUT', `${guests}/100/resize`, { disk: 'scsi9', size: '1G' }))).toBe(
      "disk 'scsi9' does not exist",
    )
  })

  test('stay beside the guest when they leave it, and are gone with force', async () => {
    const { run, record, simulator } = bench()
    await run('POST', guests, webGuest(100, { scsi1: 'vmstore:1', scsi2: 'vmstore:1', boot: 'order=scsi0;scsi1' }))
    await run('POST', config, { delete: 'scsi1' })
    expect(await record(config)).toMatchObject({ boot: 'order=scsi0', unused0: 'vmstore:100/vm-100-disk-1.raw' })
    await run('POST', config, { delete: 'scsi2', force: 1 })
    expect(simulator.world.volids()).not.toContain('vmstore:100/vm-100-disk-2.raw')
    await run('POST', config, { scsi3: 'vmstore:100/vm-100-disk-1.raw' })
    expect(await record(config)).not.toHaveProperty('unused0')
  })

  test('move to another format', async () => {
    const { run, record, simulator } = bench()
    await run('POST', guests, { vmid: 100, scsi0: 'vmstore:1' })
    await run('POST', `${guests}/100/move_disk`, { disk: 'scsi0', storage: 'vmstore', format: 'qcow2', delete: 1 })
    expect(await record(config)).toMatchObject({ scsi0: 'vmstore:100/vm-100-disk-1.qcow2,size=1G' })
    expect(simulator.world.volids()).not.toContain('vmstore:100/vm-100-disk-0.raw')
  })
})

describe('snapshots', () => {
  test('bring back a configuration, and hold off a template', async () => {
    const { run, ask, record, list } = bench()
    await run('POST', guests, webGuest(100, { cores: 2 }))
    await run('POST', `${guests}/100/snapshot`, { snapname: 'before', description: 'good' })
    await run('PUT', config, { cores: 8 })
    expect(await ask('POST', `${guests}/100/template`)).toMatchObject({
      reason: 'unable to create template, because VM contains snapshots',
    })
    await run('PUT', `${guests}/100/snapshot/before/config`, { description: 'better' })
    expect((await list(`${guests}/100/snapshot`))[0]).toMatchObject({
      name: 'before',
      description: 'better',
      vmstate: 0,
    })
    await run('POST', `${guests}/100/snapshot/before/rollback`)
    expect(await record(config)).toMatchObject({ cores: 2, parent: 'before' })
    await run('DELETE', `${guests}/100/snapshot/before`)
    expect((await list(`${guests}/100/snapshot`)).map(({ name }) => name)).toEqual(['current'])
  })
})

describe('a guest', () => {
  test('that cannot be started when it is made is made nevertheless', async () => {
    const lab = bench()
    const answer = await lab.ask('POST', guests, webGuest(100, { net0: 'virtio,bridge=vmbr9', start: 1 }))
    expect(await lab.finish(answer)).toBe('OK')
    const log = await lab.list(`/nodes/pve/tasks/${String(answer.data)}/log`, { limit: 0 })
    expect(log.map(({ t }) => t)).toEqual(
      expect.arrayContaining(['Execute autostart', "bridge 'vmbr9' does not exist"]),
    )
    expect(await lab.record(`${guests}/100/status/current`)).toMatchObject({ status: 'stopped' })
  })

  test('goes back to a snapshot and runs again where that is asked for', async () => {
    const lab = bench()
    await lab.run('POST', guests, webGuest(100, { scsi0: 'vmstore:1,format=qcow2' }))
    await lab.run('POST', `${guests}/100/snapshot`, { snapname: 'first' })
    await lab.run('POST', `${guests}/100/snapshot/first/rollback`, { start: 1 })
    await lab.clock.advance(1000)
    expect(await lab.record(`${guests}/100/status/current`)).toMatchObject({ status: 'running' })
    expect((await lab.ask('POST', `${guests}/100/snapshot`, { snapname: 'Pending' })).reason).toBe(
      "unable to use snapshot name 'Pending' (reserved name)",
    )
    expect(await lab.ask('GET', `${guests}/100/config`, { snapshot: 'first', current: 1 })).toMatchObject({
      status: 400,
      errors: {
        snapshot: "cannot use 'snapshot' parameter with 'current'",
        current: "cannot use 'snapshot' parameter with 'current'",
      },
    })
  })
})
