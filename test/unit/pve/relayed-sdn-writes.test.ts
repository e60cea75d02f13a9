/** What a program that makes or changes a network for us gets through to Proxmox VE. */
import { describe, expect, test } from 'vitest'
import { createPveClient } from '../../../src/pve/client.ts'
import { tokenCredentials } from '../../../src/pve/credentials.ts'
import { sdnRelayFor, type SdnRelay } from '../../../src/pve/relayed-sdn-writes.ts'
import type { RelayedRequest } from '../../../src/pve/wire.ts'
import { simulatedTransport } from '../../../src/simulator/simulator.ts'
import { isOurs, network, scene, uid, vxlan, type Scene } from '../controllers/network/scene.ts'

const subnet = { cidr: '10.10.10.0/24', gateway: '10.10.10.1', snat: false }
const devnet = network({ zone: vxlan, tag: 100, subnets: [subnet] })
const alias = `homestak.1 lab dev devnet hv0 devnet ${uid} zone`
type Call = readonly [RelayedRequest['method'], string, Readonly<Record<string, string>>?]

/** With leave for what `devnet`, as it is declared now, comes to. */
async function relayed(lab: Scene, declared = devnet, client = lab.client) {
  return passing(lab, await relayOf(lab, declared, client))
}

async function relayOf(lab: Scene, declared = devnet, client = lab.client): Promise<SdnRelay> {
  const [warrant] = (await lab.look([declared])).warrants
  if (!warrant) throw new Error('nothing to do')
  return sdnRelayFor(client, warrant, isOurs)
}

const passing =
  (lab: Scene, relay: SdnRelay) =>
  ([method, path, form = {}]: Call) =>
    lab.clock.settle(
      relay.pass({
        method,
        path,
        body: new URLSearchParams(form).toString(),
        contentType: 'application/x-www-form-urlencoded',
      }),
    )

const makeZone: Call = ['POST', '/cluster/sdn/zones', { zone: 'dev', type: 'vxlan', peers: '192.0.2.11', mtu: '1450' }]
const makeVnet: Call = ['POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'dev', tag: '100', alias }]
const makeSubnet: Call = ['POST', '/cluster/sdn/vnets/devnet/subnets', { subnet: '10.10.10.0/24', type: 'subnet' }]
const apply: Call = ['PUT', '/cluster/sdn']
const setTag: Call = ['PUT', '/cluster/sdn/vnets/devnet', { tag: '101' }]

describe('a network that is to be made', () => {
  test('is made with its zone and its subnets, and applied', async () => {
    const lab = scene()
    const pass = await relayed(lab)
    for (const call of [makeZone, makeVnet, makeSubnet]) await pass(call)
    expect((await pass(apply)).upid).toMatch(/^UPID:pve:.*:reloadnetworkall::/)
    expect(await lab.list('/cluster/sdn/vnets')).toMatchObject([{ vnet: 'devnet', alias }])
  })

  test('whose program failed leaves no zone without a network, and one with a network where it is', async () => {
    const lab = scene()
    const relay = await relayOf(lab)
    const pass = passing(lab, relay)
    await pass(makeZone)
    await lab.clock.settle(relay.takeBack())
    expect(await lab.list('/cluster/sdn/zones')).toEqual([])
    for (const call of [makeZone, makeVnet]) await pass(call)
    await lab.clock.settle(relay.takeBack())
    expect(await lab.list('/cluster/sdn/zones')).toMatchObject([{ zone: 'dev' }])
  })

  test.each<readonly [string, Call]>([
    ['another zone', ['POST', '/cluster/sdn/zones', { zone: 'other', type: 'simple' }]],
    ['another vnet', ['POST', '/cluster/sdn/vnets', { vnet: 'other', zone: 'dev', alias }]],
    ['the vnet without our mark', ['POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'dev' }]],
    [
      'the vnet with the mark of another',
      ['POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'dev', alias: alias.replace(uid, 'b'.repeat(32)) }],
    ],
    ['a subnet elsewhere', ['POST', '/cluster/sdn/vnets/other/subnets', { subnet: '10.0.0.0/24', type: 'subnet' }]],
    ['a controller', ['POST', '/cluster/sdn/controllers', { controller: 'one', type: 'bgp' }]],
    ['anything away', ['DELETE', '/cluster/sdn/zones/dev']],
    ['a guest', ['POST', '/nodes/pve/qemu', { vmid: '100' }]],
  ])('is no leave to make or take %s', async (_, call) => {
    const lab = scene()
    const pass = await relayed(lab)
    await expect(pass(call)).rejects.toMatchObject({
      code: 'Conflict',
      message: expect.stringContaining('let through'),
    })
    expect(lab.simulator.world.requests().filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('is left to whoever made one of that name first', async () => {
    const lab = scene()
    const pass = await relayed(lab)
    await lab.simulator.world.call('POST', '/cluster/sdn/zones', { zone: 'theirs', type: 'simple' })
    await lab.simulator.world.call('POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'theirs' })
    await lab.clock.settle(lab.simulator.world.run('PUT', '/cluster/sdn'))
    await expect(pass(makeZone)).rejects.toMatchObject({ code: 'Conflict' })
    // The leave was spent: nothing gets through any more.
    await expect(pass(makeVnet)).rejects.toMatchObject({ code: 'Conflict' })
    expect(await lab.list('/cluster/sdn/zones')).toMatchObject([{ zone: 'theirs' }])
  })

  test('is not applied together with what somebody else configured meanwhile', async () => {
    const lab = scene()
    const pass = await relayed(lab)
    for (const call of [makeZone, makeVnet]) await pass(call)
    await lab.simulator.world.call('POST', '/cluster/sdn/zones', { zone: 'theirs', type: 'simple' })
    await expect(pass(apply)).rejects.toMatchObject({ code: 'Held', message: expect.stringContaining('zone theirs') })
    expect(await lab.list('/cluster/sdn/zones', { running: 1 })).toEqual([])
  })
})

describe('a network that is there', () => {
  const made = async () => {
    const lab = scene()
    await lab.converge([devnet])
    return { lab, pass: await relayed(lab, { ...devnet, tag: 101 }) }
  }

  test('is changed as it was looked at, and another is not', async () => {
    const { lab, pass } = await made()
    await pass(setTag)
    await expect(pass(['PUT', '/cluster/sdn/vnets/other', { tag: '1' }])).rejects.toMatchObject({ code: 'Conflict' })
    await expect(pass(makeVnet)).rejects.toMatchObject({ code: 'Conflict' })
    await pass(apply)
    expect(await lab.list('/cluster/sdn/vnets', { running: 1 })).toMatchObject([{ tag: 101 }])
  })

  test('is left alone where it changes at the very last moment', async () => {
    const { lab } = await made()
    const { simulator, clock } = lab
    const inner = simulatedTransport(simulator, clock)
    const client = createPveClient({
      host: 'hv0',
      credentials: tokenCredentials('hv0', simulator.token),
      clock,
      transport: async (request, options) => {
        if (request.method === 'PUT') await simulator.world.call('PUT', '/cluster/sdn/vnets/devnet', { tag: 7 })
        return inner(request, options)
      },
    })
    const pass = await relayed(lab, { ...devnet, tag: 101 }, client)
    await expect(pass(setTag)).rejects.toMatchObject({ retry: 'conflict' })
    expect(await lab.list('/cluster/sdn/vnets')).toMatchObject([{ tag: 7 }])
  })

  test('is left alone where it changed since', async () => {
    const { lab, pass } = await made()
    await lab.simulator.world.call('PUT', '/cluster/sdn/vnets/devnet', { tag: 7 })
    await expect(pass(setTag)).rejects.toMatchObject({ code: 'Conflict' })
    expect(await lab.list('/cluster/sdn/vnets')).toMatchObject([{ tag: 7 }])
  })
})
