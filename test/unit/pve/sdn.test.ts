/** What is read of an SDN, and that a transaction writes only what its warrants are for, as long as all is as it was. */
import { describe, expect, test } from 'vitest'
import { openSdnChange } from '../../../src/pve/sdn-change.ts'
import { applySdn, writeSdn } from '../../../src/pve/sdn-writes.ts'
import { networkDigest, readSdn } from '../../../src/pve/sdn.ts'
import { isOurs, network, scene, vxlan, type Scene } from '../controllers/network/scene.ts'

const subnets = [{ cidr: '10.10.10.0/24', gateway: '10.10.10.1', snat: false }]
const first = network({ zone: vxlan, tag: 100, subnets })
const edited = network({ zone: { ...vxlan, mtu: 1400 }, tag: 101, subnets: [{ cidr: '10.10.10.0/24', snat: true }] })

async function made(): Promise<Scene> {
  const lab = scene()
  await lab.converge([first])
  return lab
}

/** A transaction that was begun, and all of it but the apply. */
async function opened(lab: Scene, wanted: Parameters<Scene['look']>[0]) {
  const { steps, warrants } = await lab.look(wanted)
  const change = await lab.clock.settle(openSdnChange(lab.client, warrants, isOurs))
  const writeAll = async () => {
    for (const step of steps) {
      if (step.operation !== 'apply-networks' && step.operation !== 'make-network')
        await lab.clock.settle(writeSdn(change, step))
    }
  }
  return { change, writeAll }
}

describe('what is read', () => {
  test('is as it is configured, with what waits, and whose it is', async () => {
    const lab = await made()
    await lab.run('PUT', '/cluster/sdn/vnets/devnet', { tag: 7, alias: 'taken' })
    await lab.run('PUT', '/cluster/sdn/zones/dev', { delete: 'mtu' })
    await lab.run('DELETE', '/cluster/sdn/vnets/devnet/subnets/dev-10.10.10.0-24')
    const sdn = await lab.sdn()
    expect(sdn.zones.get('dev')).toEqual({
      id: 'dev',
      options: { type: 'vxlan', peers: '192.0.2.11,192.0.2.12' },
      waits: 'changed',
    })
    expect(sdn.vnets.get('devnet')).toMatchObject({
      zone: 'dev',
      alias: 'taken',
      text: 'taken',
      options: { tag: '7', zone: 'dev' },
      waits: 'changed',
      marking: { kind: 'none' },
      markBefore: { node: 'devnet', zone: true },
    })
    expect(sdn.vnets.get('devnet')).not.toHaveProperty('mark')
    expect(sdn.subnets.get('devnet')).toMatchObject([
      { id: 'dev-10.10.10.0-24', cidr: '10.10.10.0/24', waits: 'deleted', options: { gateway: '10.10.10.1' } },
    ])
  })

  test('costs two calls, one for each network asked for, and one for controllers where it is everything', async () => {
    const lab = await made()
    const reads = async (scope: Parameters<typeof readSdn>[1]) => {
      const before = lab.client.calls().reads
      const { subnets: read } = await lab.clock.settle(readSdn(lab.client, scope))
      return [lab.client.calls().reads - before, [...read.keys()]]
    }
    expect(await reads([])).toEqual([2, []])
    expect(await reads(['devnet', 'nowhere'])).toEqual([3, ['devnet']])
    expect(await reads('everything')).toEqual([4, ['devnet']])
  })

  test('has a fingerprint that changes with each part of it, and with no other', async () => {
    const lab = await made()
    const digest = async () => networkDigest(await lab.sdn(), 'devnet', ['dev'])
    const seen = new Set([await digest()])
    await lab.run('POST', '/cluster/sdn/zones', { zone: 'other', type: 'simple' })
    expect(seen).toContain(await digest())
    for (const [path, form] of [
      ['/cluster/sdn/zones/dev', { mtu: 1300 }],
      ['/cluster/sdn/vnets/devnet', { tag: 9 }],
      ['/cluster/sdn/vnets/devnet/subnets/dev-10.10.10.0-24', { snat: 1 }],
    ] as const) {
      await lab.run('PUT', path, form)
      expect(seen).not.toContain(await digest())
      seen.add(await digest())
    }
    await lab.run('PUT', '/cluster/sdn')
    expect(seen).not.toContain(await digest())
  })
})

describe('a transaction', () => {
  const changes: readonly (readonly [string, (lab: Scene) => Promise<void>, string])[] = [
    ['the network', (lab) => lab.run('PUT', '/cluster/sdn/vnets/devnet', { tag: 5 }), 'its configuration changed'],
    ['the zone', (lab) => lab.run('PUT', '/cluster/sdn/zones/dev', { mtu: 1300 }), 'its configuration changed'],
    [
      'its mark',
      (lab) =>
        lab.run('PUT', '/cluster/sdn/vnets/devnet', { alias: 'mine' }).then(() => lab.run('PUT', '/cluster/sdn')),
      'it does not carry that mark of ours',
    ],
    [
      'the subnets',
      (lab) => lab.run('POST', '/cluster/sdn/vnets/devnet/subnets', { subnet: '10.1.0.0/24', type: 'subnet' }),
      'its configuration changed',
    ],
  ]
  test.each(changes)('does not begin once somebody changed %s', async (_, meddle, why) => {
    const lab = await made()
    const looked = await lab.look([edited])
    await meddle(lab)
    const { writes } = lab.client.calls()
    await expect(lab.write(looked)).rejects.toMatchObject({
      code: 'Conflict',
      retry: 'conflict',
      message: `configure of network devnet on hv0 (a test) was not done: ${why}`,
    })
    expect(lab.client.calls().writes).toBe(writes)
  })

  test('does not make what somebody else made meanwhile', async () => {
    const lab = scene()
    const looked = await lab.look([first])
    await lab.run('POST', '/cluster/sdn/zones', { zone: 'lan', type: 'simple' })
    await lab.run('POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'lan' })
    await expect(lab.write(looked)).rejects.toMatchObject({
      code: 'Conflict',
      message: 'create of network devnet on hv0 (a test) was not done: there is a vnet of that name by now',
    })
  })

  test('does not take the place of what somebody else is about to take away', async () => {
    const lab = scene()
    await lab.run('POST', '/cluster/sdn/zones', { zone: 'lan', type: 'simple' })
    await lab.run('POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'lan' })
    await lab.run('PUT', '/cluster/sdn')
    await lab.run('DELETE', '/cluster/sdn/vnets/devnet')
    await expect(lab.write(await lab.look([first]))).rejects.toMatchObject({
      code: 'Held',
      message: 'on hv0 changes of the SDN wait that homestak did not make: vnet devnet (deleted)',
    })
  })

  test('does not begin while something waits that is not ours', async () => {
    const lab = await made()
    const looked = await lab.look([edited])
    await lab.run('POST', '/cluster/sdn/zones', { zone: 'later', type: 'simple' })
    await expect(lab.write(looked)).rejects.toMatchObject({
      code: 'Held',
      message: 'on hv0 changes of the SDN wait that homestak did not make: zone later (new)',
    })
  })

  test('does not apply what somebody added while it was written', async () => {
    const lab = await made()
    const { change, writeAll } = await opened(lab, [edited])
    await writeAll()
    await lab.run('POST', '/cluster/sdn/zones', { zone: 'later', type: 'simple' })
    await expect(lab.clock.settle(applySdn(change))).rejects.toMatchObject({ code: 'Held' })
    await lab.run('DELETE', '/cluster/sdn/zones/later')
    expect(await lab.clock.settle(applySdn(change))).toMatch(/:reloadnetworkall:/)
  })

  test.each([
    ['PUT /cluster/sdn/zones/dev', { mtu: 1300 }],
    ['PUT /cluster/sdn/vnets/devnet', { tag: 5 }],
    ['PUT /cluster/sdn/vnets/devnet/subnets/dev-10.10.10.0-24', { gateway: '10.10.10.9' }],
  ] as const)('stops where %s came in between', async (call, form) => {
    const lab = await made()
    const { writeAll } = await opened(lab, [edited])
    await lab.run('PUT', call.slice('PUT '.length), form)
    await expect(writeAll()).rejects.toMatchObject({
      code: 'Conflict',
      message: 'the SDN of hv0 changed while it was being written',
    })
  })

  test('needs warrants that nobody spent, for its own host, and for all that it writes', async () => {
    const lab = await made()
    const looked = await lab.look([edited])
    await lab.write(looked)
    await expect(lab.write(looked)).rejects.toMatchObject({ code: 'Bug', message: /was spent before/ })
    const { change } = await opened(lab, [first])
    const refused: readonly Parameters<typeof writeSdn>[1][] = [
      { operation: 'remove-vnet', input: { vnet: 'theirs' } },
      { operation: 'remove-zone', input: { zone: 'theirs' } },
      { operation: 'remove-subnet', input: { vnet: 'theirs', cidr: '10.0.0.0/8', id: 'x-10.0.0.0-8' } },
    ]
    for (const step of refused)
      await expect(writeSdn(change, step)).rejects.toMatchObject({ code: 'Bug', message: /has no warrant/ })
  })

  test('takes away nothing that its mark protects', async () => {
    const lab = scene()
    await lab.converge([network({ policy: { protect: true, keepOnRemoval: false, suspend: false, onError: 'stop' } })])
    const looked = await lab.look([], [{ key: 'dev/devnet@hv0', vnet: 'devnet', act: 'destroy' }])
    await expect(lab.write(looked)).rejects.toMatchObject({ code: 'Conflict', message: /its mark says protect/ })
  })
})
