/** The guest agent, and the addresses that guests have. */
import { describe, expect, test } from 'vitest'
import { renderIso } from './seed.ts'
import { asRecord, bench, guests, startWeb, webGuest } from './bench.ts'
import type { Bench } from './bench.ts'

const agent = `${guests}/100/agent`

/** IPv4 addresses by card, the loopback left out. */
async function addresses(lab: Bench): Promise<Record<string, string>> {
  const result = (await lab.record(`${agent}/network-get-interfaces`))['result']
  const cards = (Array.isArray(result) ? result.map(asRecord) : []).filter(({ name }) => name !== 'lo')
  return Object.fromEntries(
    cards.map((card) => {
      const list = card['ip-addresses']
      const first = asRecord(Array.isArray(list) ? list[0] : undefined)
      return [String(card['hardware-address']), `${String(first['ip-address'])}/${String(first['prefix'])}`]
    }),
  )
}

describe('the guest agent', () => {
  test('is silent until its guest has booted, and each call to it takes three seconds meanwhile', async () => {
    const { run, ask, clock } = bench()
    await run('POST', guests, webGuest(100))
    expect(await ask('POST', `${agent}/ping`)).toMatchObject({ status: 500, reason: 'VM 100 is not running' })
    await run('POST', `${guests}/100/status/start`)
    const began = clock.now()
    expect(await ask('POST', `${agent}/ping`)).toMatchObject({ status: 500, reason: 'QEMU guest agent is not running' })
    expect(clock.now() - began).toBe(3000)
    expect(await ask('POST', `${agent}/ping`)).toMatchObject({ status: 200, data: { result: {} } })
    expect(await ask('GET', `${agent}/ping`)).toMatchObject({ status: 501 })
  })

  test('does not answer from a guest without an operating system, a paused one, or one whose agent was taken away', async () => {
    const lab = bench()
    await lab.run('POST', guests, { vmid: 101, agent: 1, scsi0: 'vmstore:1', start: 1 })
    await startWeb(lab, 100)
    expect(await lab.ask('POST', `${guests}/101/agent/ping`)).toMatchObject({
      reason: 'QEMU guest agent is not running',
    })
    await lab.run('POST', `${guests}/100/status/suspend`)
    expect(await lab.ask('POST', `${agent}/ping`)).toMatchObject({ reason: 'QEMU guest agent is not running' })
    await lab.run('POST', `${guests}/100/status/resume`)
    expect(await lab.ask('POST', `${agent}/ping`)).toMatchObject({ status: 200 })
    lab.simulator.world.silenceAgent(100)
    expect(await lab.ask('POST', `${agent}/ping`)).toMatchObject({ reason: 'QEMU guest agent is not running' })
  })

  test('tells the end of a command once', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    const { data } = await lab.ask('POST', `${agent}/exec`, { command: 'echo' })
    const { pid } = asRecord(data)
    expect(await lab.ask('GET', `${agent}/exec-status`, { pid: Number(pid) })).toMatchObject({
      data: { exited: 1, exitcode: 0 },
    })
    expect(await lab.ask('GET', `${agent}/exec-status`, { pid: Number(pid) })).toMatchObject({
      status: 500,
      reason: 'Agent error: PID ld does not exist',
    })
  })

  test('freezes the file systems until they are thawed', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    const status = async () => (await lab.ask('POST', `${agent}/fsfreeze-status`)).data
    expect(await lab.ask('POST', `${agent}/fsfreeze-freeze`)).toMatchObject({ data: { result: 1 } })
    expect(await status()).toEqual({ result: 'frozen' })
    expect(await lab.ask('POST', `${agent}/fsfreeze-thaw`)).toMatchObject({ data: { result: 1 } })
    expect(await status()).toEqual({ result: 'thawed' })
  })

  test('is asked only where the option enables it', async () => {
    const lab = bench()
    await startWeb(lab, 100, { agent: 'type=virtio,enabled=1' })
    expect(await lab.ask('POST', `${agent}/ping`)).toMatchObject({ status: 200 })
    await startWeb(lab, 101, { agent: 'enabled=0,type=virtio' })
    expect(await lab.ask('POST', `${guests}/101/agent/ping`)).toMatchObject({
      reason: 'No QEMU guest agent configured',
    })
  })

  test('reads the files that it wrote', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    expect(await lab.ask('POST', `${agent}/file-write`, { file: '/tmp/x', content: 'hello' })).toMatchObject({
      data: null,
    })
    expect(await lab.ask('GET', `${agent}/file-read`, { file: '/tmp/x' })).toMatchObject({
      data: { content: 'hello', 'bytes-read': 5 },
    })
    expect(await lab.ask('GET', `${agent}/file-read`, { file: '/tmp/y' })).toMatchObject({ status: 500 })
  })
})

describe('the addresses of a guest', () => {
  test('are leases that stay with the MAC address', async () => {
    const lab = bench()
    await startWeb(lab, 100, {
      net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0',
      net1: 'virtio=BC:24:11:00:00:02,bridge=vmbr0',
    })
    const before = await addresses(lab)
    expect(Object.keys(before)).toEqual(['bc:24:11:00:00:01', 'bc:24:11:00:00:02'])
    expect(new Set(Object.values(before)).size).toBe(2)
    for (const address of Object.values(before)) expect(address).toMatch(/^10\.10\.\d+\.\d+\/16$/)
    await lab.run('POST', `${guests}/100/status/reboot`)
    await lab.clock.advance(5000)
    expect(await addresses(lab)).toEqual(before)
  })

  test('are those of Proxmox VE cloud-init where it names one', async () => {
    const lab = bench()
    await startWeb(lab, 100, { ide2: 'vmstore:cloudinit', ipconfig0: 'ip=10.9.9.50/24,gw=10.9.9.1' })
    expect(Object.values(await addresses(lab))).toEqual(['10.9.9.50/24'])
  })

  test('are those of the NoCloud image that is attached, and so is the name', async () => {
    const lab = bench()
    const mac = 'BC:24:11:00:00:01'
    const seed = renderIso({
      'meta-data': 'instance-id: "1"\nlocal-hostname: "seeded"\n',
      'network-config': `version: 2\nethernets:\n  eth0:\n    match: {macaddress: "${mac.toLowerCase()}"}\n    dhcp4: false\n    addresses: ["192.168.7.9/24"]\n`,
    })
    await lab.clock.settle(seed.upload(lab.simulator, 'seed.iso'))
    await lab.clock.advance(1000)
    await startWeb(lab, 100, { net0: `virtio=${mac},bridge=vmbr0`, ide2: 'local:iso/seed.iso,media=cdrom' })
    expect(await addresses(lab)).toEqual({ [mac.toLowerCase()]: '192.168.7.9/24' })
    expect(await lab.record(`${agent}/get-host-name`)).toEqual({ result: { 'host-name': 'seeded' } })
  })
})
