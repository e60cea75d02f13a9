/** What keeps a network from being written: what others made stays as it is, and the way out is told. */
import { describe, expect, test } from 'vitest'
import { networkController } from '../../../../controllers/index.ts'
import type { DesiredNetwork } from '../../../../src/graph/desired-network.ts'
import { isOurs, network, scene, vxlan, type Scene } from './scene.ts'

const troubleOf = async (lab: Scene, wanted: DesiredNetwork, mayAdopt = false) =>
  networkController.troubleOf(wanted, await lab.sdn(), isOurs, mayAdopt)

const foreignChanges = async (lab: Scene, wanted: readonly DesiredNetwork[]) =>
  networkController.foreignChanges(wanted, await lab.sdn(), isOurs)

/** A zone of somebody else, applied. */
async function withZone(options: Readonly<Record<string, string | number>> = { type: 'simple' }): Promise<Scene> {
  const lab = scene()
  await lab.run('POST', '/cluster/sdn/zones', { zone: 'dev', ...options })
  await lab.run('PUT', '/cluster/sdn')
  return lab
}

describe('a vnet', () => {
  test("without our mark is somebody else's", async () => {
    const lab = await withZone()
    await lab.run('POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'dev', alias: 'the old lab' })
    await lab.run('PUT', '/cluster/sdn')
    expect((await lab.look([network()])).changes).toEqual(['dev/devnet@hv0 owner: "not homestak" -> "dev/devnet@hv0"'])
    expect(await troubleOf(lab, network())).toEqual({
      reason: 'ForeignNetwork',
      message: 'there is a vnet devnet on hv0 that homestak did not make',
      fix: 'if it is to be devnet, as it is: homestak reconcile --adopt dev/devnet@hv0; else give devnet another vnet, or take the node out',
    })
    expect(await troubleOf(lab, network(), true)).toBeUndefined()
  })

  test('with a mark that is a copy, or of a later version, is not ours', async () => {
    const lab = scene()
    await lab.converge([network()])
    const { alias } = await lab.record('/cluster/sdn/vnets/devnet')
    await lab.run('POST', '/cluster/sdn/vnets', { vnet: 'copy', zone: 'dev', alias: String(alias) })
    expect(await troubleOf(lab, network({ vnet: 'copy' }))).toMatchObject({ reason: 'ForeignNetwork' })
    await lab.run('PUT', '/cluster/sdn/vnets/devnet', { alias: String(alias).replace('homestak.1', 'homestak.2') })
    expect(await troubleOf(lab, network())).toMatchObject({
      reason: 'UnreadableMark',
      message: 'vnet devnet carries a mark of version 2; such a network is never written to',
    })
  })

  test('of another node of ours looks like a rename, and of another entry of the cluster like a move', async () => {
    const lab = scene()
    await lab.converge([network()])
    expect(await troubleOf(lab, network({ name: 'lan', vnet: 'devnet' }))).toMatchObject({
      reason: 'SuspectedRename',
      message: 'vnet devnet of dev/lan@hv0 is that of dev/devnet',
      fix: 'if it is the same, add to node lan: moved_from: devnet; else give lan another vnet',
    })
    const elsewhere = network({
      key: 'dev/devnet@hv1',
      identity: { site: 'lab', host: 'hv1', manifest: 'dev', node: 'devnet' },
    })
    expect(await troubleOf(lab, elsewhere)).toMatchObject({
      reason: 'HostChanged',
      message: 'vnet devnet of dev/devnet@hv1 is that of dev/devnet@hv0, in the same cluster',
    })
  })

  test('whose alias is full of other words gets no mark', async () => {
    const lab = scene()
    await lab.converge([network()])
    const { alias } = await lab.record('/cluster/sdn/vnets/devnet')
    await lab.run('PUT', '/cluster/sdn/vnets/devnet', { alias: `${'word '.repeat(30)}${String(alias)}` })
    const policy = { protect: true, keepOnRemoval: true, suspend: false, onError: 'stop' } as const
    expect(await troubleOf(lab, network())).toBeUndefined()
    await lab.run('PUT', '/cluster/sdn/vnets/devnet', { alias: `${'word '.repeat(35)}${String(alias)}` })
    expect(await troubleOf(lab, network({ policy }))).toMatchObject({
      reason: 'AliasTooLong',
      message: expect.stringMatching(/^vnet devnet: the alias is \d+ characters long with its mark, 255 are possible$/),
    })
  })
})

describe('a zone', () => {
  test('of somebody else is used as it is, and left there', async () => {
    const lab = await withZone({ type: 'vxlan', peers: '192.0.2.12,192.0.2.11', mtu: 1450 })
    const wanted = [network({ zone: vxlan, tag: 100 })]
    expect(await troubleOf(lab, network({ zone: vxlan, tag: 100 }))).toBeUndefined()
    expect(await lab.converge(wanted)).toEqual(['create vnet devnet in zone dev', 'apply what is configured'])
    expect(await lab.look(wanted)).toMatchObject({ changes: [], steps: [] })
    expect(await lab.converge([], [{ key: 'dev/devnet@hv0', vnet: 'devnet', act: 'destroy' }])).toEqual([
      'remove vnet devnet',
      'apply what is configured',
    ])
    expect(await lab.list('/cluster/sdn/zones')).toMatchObject([{ zone: 'dev' }])
  })

  test('of somebody else that is not as declared is not changed', async () => {
    const lab = await withZone({ type: 'vxlan', peers: '192.0.2.13', mtu: 1400 })
    expect((await lab.look([network({ zone: vxlan, tag: 100 })])).changes).toHaveLength(1)
    expect(await troubleOf(lab, network({ zone: vxlan, tag: 100 }))).toEqual({
      reason: 'ForeignZone',
      message: 'homestak did not make zone dev, which is not as declared; it has peers: [192.0.2.13], mtu: 1400',
      fix: 'declare it as it is, or name another zone: homestak never changes one that is not its own',
    })
  })

  test('keeps the type that it has', async () => {
    const lab = scene()
    await lab.converge([network()])
    expect(await troubleOf(lab, network({ zone: vxlan, tag: 100 }))).toEqual({
      reason: 'ZoneType',
      message: 'zone dev is a simple zone, and vxlan is declared: Proxmox VE changes no type',
      fix: 'declare the vxlan zone under another name: its networks are moved there',
    })
  })

  test('that was left behind unapplied is ours only where it is exactly as declared', async () => {
    const lab = scene()
    await lab.run('POST', '/cluster/sdn/zones', { zone: 'dev', type: 'simple', mtu: 9000 })
    expect(await foreignChanges(lab, [network()])).toMatchObject({ reason: 'ForeignChanges' })
    expect(await troubleOf(lab, network())).toBeUndefined()
    const same = network({ zone: { id: 'dev', type: 'simple', peers: [], mtu: 9000 } })
    expect(await foreignChanges(lab, [same])).toBeUndefined()
    expect(await lab.converge([same])).toEqual(['create vnet devnet in zone dev', 'apply what is configured'])
    expect(await lab.record('/cluster/sdn/vnets/devnet')).toMatchObject({ alias: expect.stringMatching(/ zone$/) })
  })
})

test('what others have not applied yet is named, and nothing is written beside it', async () => {
  const lab = await withZone()
  await lab.run('POST', '/cluster/sdn/vnets', { vnet: 'theirs', zone: 'dev' })
  await lab.run('PUT', '/cluster/sdn')
  expect(await foreignChanges(lab, [network()])).toBeUndefined()
  await lab.run('POST', '/cluster/sdn/vnets/theirs/subnets', { subnet: '10.1.0.0/16', type: 'subnet' })
  await lab.run('PUT', '/cluster/sdn/vnets/theirs', { alias: 'soon' })
  await lab.run('POST', '/cluster/sdn/zones', { zone: 'later', type: 'simple' })
  expect(await foreignChanges(lab, [network()])).toEqual({
    reason: 'ForeignChanges',
    message:
      'changes of the SDN wait to be applied that homestak did not make: zone later (new), vnet theirs (changed), subnet dev-10.1.0.0-16 (new)',
    fix: 'apply or revert them in Datacenter → SDN: an apply of ours would take them over',
  })
})
