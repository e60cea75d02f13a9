/** A node beside its guests: its network and the changes that wait, its clock, names, notes, certificates, packages. */
import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { bench, guests, webGuest } from './bench.ts'

const network = '/nodes/pve/network'

describe('the network', () => {
  test('changes only with a reload, and shows until then what waits', async () => {
    const lab = bench()
    await lab.run('POST', network, { iface: 'vmbr1', type: 'bridge', cidr: '10.1.0.1/24', autostart: 1 })
    const waiting = await lab.ask('GET', network)
    expect(JSON.parse(waiting.body)).toMatchObject({ changes: expect.stringContaining('+iface vmbr1 inet static') })
    expect(await lab.record(`${network}/vmbr1`)).toMatchObject({ address: '10.1.0.1', netmask: '24', method: 'static' })
    expect(await lab.record(`${network}/vmbr1`)).not.toHaveProperty('active')
    await lab.run('POST', guests, webGuest(100, { net0: 'virtio,bridge=vmbr1' }))
    const start = await lab.ask('POST', `${guests}/100/status/start`)
    expect(await lab.finish(start)).toBe("bridge 'vmbr1' does not exist")
    const reload = await lab.ask('PUT', network)
    expect(reload.data).toContain(':srvreload:networking:')
    expect(await lab.finish(reload)).toBe('OK')
    expect(JSON.parse((await lab.ask('GET', network)).body)).not.toHaveProperty('changes')
    expect(await lab.record(`${network}/vmbr1`)).toMatchObject({ active: 1 })
    expect(await lab.finish(await lab.ask('POST', `${guests}/100/status/start`))).toBe('OK')
  })

  test('takes back what waits with a revert', async () => {
    const lab = bench()
    await lab.run('DELETE', `${network}/vmbr0`)
    expect(await lab.ask('GET', `${network}/vmbr0`)).toMatchObject({ errors: { iface: 'interface does not exist' } })
    await lab.run('DELETE', network)
    expect(await lab.record(`${network}/vmbr0`)).toMatchObject({ type: 'bridge', active: 1 })
  })

  test('refuses a name that is taken, a second gateway, and what is not there', async () => {
    const { ask } = bench()
    expect(await ask('POST', network, { iface: 'vmbr0', type: 'bridge' })).toMatchObject({
      errors: { iface: 'interface already exists' },
    })
    const gateway = { type: 'bridge', cidr: '10.2.0.1/24', gateway: '10.2.0.254' }
    expect(await ask('POST', network, { iface: 'vmbr1', ...gateway })).toMatchObject({ status: 200 })
    expect(await ask('POST', network, { iface: 'vmbr2', ...gateway })).toMatchObject({
      errors: { gateway: "Default gateway already exists on interface 'vmbr1'." },
    })
    expect(await ask('PUT', `${network}/vmbr9`, { type: 'bridge' })).toMatchObject({
      errors: { iface: 'interface does not exist' },
    })
  })

  test('drops an address in all of its forms', async () => {
    const lab = bench()
    await lab.run('PUT', `${network}/vmbr0`, { type: 'bridge', delete: 'cidr', comments: 'plain' })
    const shown = await lab.record(`${network}/vmbr0`)
    expect(shown).toMatchObject({ method: 'manual', comments: 'plain' })
    expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['address']))
  })
})

describe('a node', () => {
  test('has a clock in a zone that exists', async () => {
    const lab = bench()
    expect(await lab.ask('PUT', '/nodes/pve/time', { timezone: 'Mars/Olympus' })).toMatchObject({
      errors: { timezone: 'No such timezone' },
    })
    await lab.run('PUT', '/nodes/pve/time', { timezone: 'Europe/Vienna' })
    const { time, localtime, timezone } = await lab.record('/nodes/pve/time')
    expect([timezone, Number(localtime) - Number(time)]).toEqual(['Europe/Vienna', 3600])
  })

  test('keeps names, hosts and notes', async () => {
    const lab = bench()
    await lab.run('PUT', '/nodes/pve/dns', { search: 'example.org', dns1: '192.0.2.1' })
    expect(await lab.get('/nodes/pve/dns')).toEqual({ search: 'example.org', dns1: '192.0.2.1' })
    await lab.run('POST', '/nodes/pve/hosts', { data: '127.0.0.1 here\n' })
    expect(await lab.record('/nodes/pve/hosts')).toMatchObject({ data: '127.0.0.1 here\n' })
    expect(await lab.get('/nodes/pve/config')).toEqual({})
    await lab.run('PUT', '/nodes/pve/config', { description: 'rack 4', 'startall-onboot-delay': 5 })
    expect(await lab.record('/nodes/pve/config')).toMatchObject({ description: 'rack 4', 'startall-onboot-delay': 5 })
    await lab.run('PUT', '/nodes/pve/config', { delete: 'description' })
    expect(await lab.get('/nodes/pve/config', { property: 'description' })).toEqual({})
  })

  test('shows certificates that are some, and its packages', async () => {
    const lab = bench()
    const [authority, own] = await lab.list('/nodes/pve/certificates/info')
    expect([authority?.['filename'], own?.['filename']]).toEqual(['pve-root-ca.pem', 'pve-ssl.pem'])
    expect(new X509Certificate(String(own?.['pem'])).fingerprint256).toBe(own?.['fingerprint'])
    const packages = await lab.list('/nodes/pve/apt/versions')
    expect(packages.find((entry) => entry['Package'] === 'pve-manager')).toMatchObject({ CurrentState: 'Installed' })
  })
})

describe('the data centre', () => {
  test('shows its options taken apart', async () => {
    const lab = bench()
    await lab.run('PUT', '/cluster/options', { migration: 'secure,network=10.0.0.0/8', 'registered-tags': 'a;b' })
    expect(await lab.record('/cluster/options')).toMatchObject({
      migration: { type: 'secure', network: '10.0.0.0/8' },
      'registered-tags': ['a', 'b'],
      'allowed-tags': ['a', 'b'],
    })
    await lab.run('PUT', '/cluster/options', { delete: 'migration' })
    expect(await lab.record('/cluster/options')).not.toHaveProperty('migration')
  })

  test('keeps realms, and lets the built-in ones be', async () => {
    const lab = bench()
    const ldap = { realm: 'corp', type: 'ldap', server1: 'ldap.example.org', user_attr: 'uid', base_dn: 'dc=x' }
    await lab.run('POST', '/access/domains', ldap)
    expect((await lab.list('/access/domains')).map(({ realm }) => realm)).toEqual(['corp', 'pam', 'pve'])
    expect(await lab.record('/access/domains/corp')).toMatchObject({ type: 'ldap', server1: 'ldap.example.org' })
    expect(await lab.ask('POST', '/access/domains', ldap)).toMatchObject({
      reason: "add auth server failed: domain 'corp' already exists",
    })
    await lab.run('PUT', '/access/domains/corp', { comment: 'ours', default: 1 })
    expect((await lab.list('/access/domains'))[0]).toMatchObject({ comment: 'ours', default: 1 })
    await lab.run('DELETE', '/access/domains/corp')
    expect(await lab.ask('GET', '/access/domains/corp')).toMatchObject({ reason: "domain 'corp' does not exist" })
  })
})

describe('a guest', () => {
  test('gets devices of the host only from root', async () => {
    const lab = bench()
    const of = (form: Record<string, string>) => lab.ask('POST', guests, { vmid: 100, ...form })
    expect((await of({ usb0: 'host=1234:5678' })).reason).toBe("only root can set 'usb0' config for real devices")
    expect((await of({ hostpci0: '00:02.0' })).reason).toBe(
      "only root can set 'hostpci0' config for non-mapped devices",
    )
    expect((await of({ serial0: '/dev/ttyS0' })).reason).toBe("only root can set 'serial0' config for real devices")
    expect((await of({ usb0: 'host=spice', serial0: 'socket' })).status).toBe(200)
  })

  test('has firmware disks of their own size', async () => {
    const lab = bench()
    await lab.run('POST', guests, { vmid: 100, efidisk0: 'vmstore:1,efitype=4m', tpmstate0: 'vmstore:1,version=v2.0' })
    const config = await lab.record(`${guests}/100/config`)
    expect([config['efidisk0'], config['tpmstate0']].map((text) => /size=(\w+)/.exec(String(text))?.[1])).toEqual([
      '528K',
      '4M',
    ])
  })

  test('is asked by its monitor, and says what its disks can do', async () => {
    const lab = bench()
    await lab.run('POST', guests, webGuest(100))
    const info = () => lab.ask('POST', `${guests}/100/monitor`, { command: 'info status' })
    expect((await info()).data).toBe('ERROR: VM 100 not running\n')
    await lab.run('POST', `${guests}/100/status/start`)
    expect((await info()).data).toContain('VM status: running')
    const has = async (feature: string) => (await lab.record(`${guests}/100/feature`, { feature }))['hasFeature']
    expect([await has('snapshot'), await has('clone')]).toEqual([1, 0])
    await lab.run('POST', guests, { vmid: 101, scsi0: 'vmstore:1' })
    expect(await lab.record(`${guests}/101/feature`, { feature: 'snapshot' })).toMatchObject({
      hasFeature: 0,
      nodes: [],
    })
  })
})

test('tasks are listed by how they ended', async () => {
  const lab = bench()
  await lab.finish(await lab.ask('POST', `${guests}/999/status/start`))
  await lab.run('POST', guests, { vmid: 100 })
  const types = async (statusfilter: string) =>
    (await lab.list('/nodes/pve/tasks', { statusfilter })).map(({ type }) => type)
  expect([await types('error'), await types('ok')]).toEqual([['qmstart'], ['qmcreate']])
})
