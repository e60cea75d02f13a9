/** What a declared network makes of an SDN, as a simulated cluster answers: made, edited field by field, moved, taken away. */
import { describe, expect, test } from 'vitest'
import { network, scene, uid, vxlan, type Scene } from './scene.ts'

const subnet = { cidr: '10.10.10.0/24', gateway: '10.10.10.1', snat: false }
const mark = (vnet: string, flags = ' zone') => `homestak.1 lab dev ${vnet} hv0 ${vnet} ${uid}${flags}`

/** Converges, and sees that nothing is left to do. */
async function settles(lab: Scene, ...given: Parameters<Scene['converge']>): Promise<readonly string[]> {
  const done = await lab.converge(...given)
  expect(await lab.look(given[0])).toMatchObject({ changes: [], steps: [], warrants: [] })
  return done
}

describe('a network', () => {
  test('is made with its zone and its subnets, and applied once', async () => {
    const lab = scene()
    const wanted = [network({ zone: vxlan, tag: 100, subnets: [subnet] })]
    expect((await lab.look(wanted)).changes).toEqual(['dev/devnet@hv0 network: "absent" -> "present"'])
    expect(await settles(lab, wanted)).toEqual([
      'create the vxlan zone dev',
      'create vnet devnet in zone dev',
      'create subnet 10.10.10.0/24 of vnet devnet',
      'apply what is configured',
    ])
    expect(await lab.list('/cluster/sdn/zones', { running: 1 })).toMatchObject([
      { zone: 'dev', type: 'vxlan', peers: '192.0.2.11,192.0.2.12', mtu: 1450 },
    ])
    expect(await lab.list('/cluster/sdn/vnets', { running: 1 })).toMatchObject([
      { vnet: 'devnet', zone: 'dev', tag: 100, alias: mark('devnet') },
    ])
    expect(await lab.list('/cluster/sdn/vnets/devnet/subnets', { running: 1 })).toMatchObject([
      { cidr: '10.10.10.0/24', gateway: '10.10.10.1' },
    ])
    expect(await lab.list('/nodes/pve/sdn/zones')).toMatchObject([{ zone: 'dev', status: 'available' }])
    expect(await lab.list('/nodes/pve/tasks')).toHaveLength(2)
  })

  test('shares a zone with others, which is made once and goes with the last of them', async () => {
    const lab = scene()
    const both = [network({ vnet: 'one' }), network({ vnet: 'two' })]
    expect(await settles(lab, both)).toEqual([
      'create the simple zone dev',
      'create vnet one in zone dev',
      'create vnet two in zone dev',
      'apply what is configured',
    ])
    const gone = (vnet: string) => ({ key: `dev/${vnet}@hv0`, vnet, act: 'destroy' }) as const
    expect(await settles(lab, both.slice(1), [gone('one')])).toEqual(['remove vnet one', 'apply what is configured'])
    expect(await settles(lab, [], [gone('two')])).toEqual([
      'remove vnet two',
      'remove zone dev, which is empty',
      'apply what is configured',
    ])
    expect(await lab.list('/cluster/sdn/zones', { running: 1 })).toEqual([])
  })

  test.each([
    [
      'the tag',
      { tag: 101 },
      ['tag: 100 -> 101'],
      ['set tag of vnet devnet'],
      { vnets: [{ tag: 101, alias: mark('devnet') }] },
    ],
    [
      'the peers',
      { zone: { ...vxlan, peers: ['192.0.2.11'] } },
      ['zone.peers: ["192.0.2.11","192.0.2.12"] -> ["192.0.2.11"]'],
      ['set peers of zone dev'],
      { zones: [{ peers: '192.0.2.11', mtu: 1450 }] },
    ],
    [
      'the MTU',
      { zone: { ...vxlan, mtu: 1400 } },
      ['zone.mtu: 1450 -> 1400'],
      ['set mtu of zone dev'],
      { zones: [{ mtu: 1400 }] },
    ],
    [
      'a gateway',
      { subnets: [{ ...subnet, gateway: '10.10.10.254' }] },
      ['subnets.10.10.10.0/24.gateway: "10.10.10.1" -> "10.10.10.254"'],
      ['set gateway of subnet 10.10.10.0/24'],
      { subnets: [{ gateway: '10.10.10.254' }] },
    ],
    [
      'a gateway that goes, and source NAT',
      { subnets: [{ cidr: subnet.cidr, snat: true }] },
      ['subnets.10.10.10.0/24.gateway: "10.10.10.1" -> null', 'subnets.10.10.10.0/24.snat: false -> true'],
      ['set snat and delete gateway of subnet 10.10.10.0/24'],
      { subnets: [{ snat: 1 }] },
    ],
    [
      'a network of a subnet',
      { subnets: [{ ...subnet, cidr: '10.10.0.0/16' }] },
      ['subnets.10.10.0.0/16: "absent" -> "present"', 'subnets.10.10.10.0/24: "present" -> "absent"'],
      ['remove subnet 10.10.10.0/24 of vnet devnet', 'create subnet 10.10.0.0/16 of vnet devnet'],
      { subnets: [{ cidr: '10.10.0.0/16' }] },
    ],
    [
      'protection',
      { policy: { protect: true, keepOnRemoval: true, suspend: false, onError: 'stop' } },
      ['protect: false -> true', 'keep_on_removal: false -> true'],
      ['set alias of vnet devnet'],
      { vnets: [{ alias: mark('devnet', ' zone protect keep') }] },
    ],
    [
      'another zone',
      { zone: { id: 'next', type: 'simple', peers: [] }, tag: undefined },
      ['zone: "dev" -> "next"', 'tag: 100 -> null'],
      [
        'remove subnet 10.10.10.0/24 of vnet devnet',
        'create the simple zone next',
        'set zone and delete tag of vnet devnet',
        'create subnet 10.10.10.0/24 of vnet devnet',
        'remove zone dev, which is empty',
      ],
      { zones: [{ zone: 'next' }], subnets: [{ cidr: '10.10.10.0/24', subnet: 'next-10.10.10.0-24' }] },
    ],
  ] as const)('follows an edit of %s', async (_, edit, changes, steps, running) => {
    const lab = scene()
    const first = { zone: vxlan, tag: 100, subnets: [subnet] }
    await settles(lab, [network(first)])
    const { tag, ...more } = { ...first, ...edit }
    const wanted = [network({ ...more, ...(tag === undefined ? {} : { tag }) })]
    expect((await lab.look(wanted)).changes).toEqual(changes.map((line) => `dev/devnet@hv0 ${line}`))
    expect(await settles(lab, wanted)).toEqual([...steps, 'apply what is configured'])
    const places = {
      zones: '/cluster/sdn/zones',
      vnets: '/cluster/sdn/vnets',
      subnets: '/cluster/sdn/vnets/devnet/subnets',
    }
    for (const [kind, expected] of Object.entries(running)) {
      const path = Object.entries(places).find(([name]) => name === kind)?.[1] ?? ''
      expect(await lab.list(path, { running: 1 })).toMatchObject(expected)
    }
  })

  test('is put right where somebody changed it by hand, applied or not', async () => {
    const lab = scene()
    const wanted = [network({ subnets: [subnet] })]
    await settles(lab, wanted)
    await lab.run('POST', '/cluster/sdn/vnets/devnet/subnets', { subnet: '10.9.0.0/24', type: 'subnet' })
    await lab.run('PUT', '/cluster/sdn/zones/dev', { mtu: 1300 })
    const lines = ['zone.mtu: 1300 -> null', 'subnets.10.9.0.0/24: "present" -> "absent"']
    expect((await lab.look(wanted)).changes).toEqual(lines.map((line) => `dev/devnet@hv0 ${line}`))
    await lab.run('PUT', '/cluster/sdn')
    expect((await lab.look(wanted)).changes).toEqual(lines.map((line) => `dev/devnet@hv0 ${line}`))
    expect(await settles(lab, wanted)).toEqual([
      'remove subnet 10.9.0.0/24 of vnet devnet',
      'set mtu of zone dev',
      'apply what is configured',
    ])
  })

  test('that somebody took away without applying is there again', async () => {
    const lab = scene()
    const wanted = [network({ subnets: [subnet] })]
    await settles(lab, wanted)
    await lab.run('DELETE', '/cluster/sdn/vnets/devnet/subnets/dev-10.10.10.0-24')
    await lab.run('DELETE', '/cluster/sdn/vnets/devnet')
    await lab.run('DELETE', '/cluster/sdn/zones/dev')
    expect(await settles(lab, wanted)).toEqual([
      'create the simple zone dev',
      'create vnet devnet in zone dev',
      'create subnet 10.10.10.0/24 of vnet devnet',
      'apply what is configured',
    ])
  })

  test('keeps what people wrote into its alias, and is let go with that', async () => {
    const lab = scene()
    const wanted = [network()]
    await settles(lab, wanted)
    await lab.run('PUT', '/cluster/sdn/vnets/devnet', { alias: `for (the) lab: ${mark('devnet')}` })
    await lab.run('PUT', '/cluster/sdn')
    await settles(lab, [network({ policy: { protect: true, keepOnRemoval: false, suspend: false, onError: 'stop' } })])
    expect(await lab.record('/cluster/sdn/vnets/devnet', { running: 1 })).toMatchObject({
      alias: `for (the) lab: ${mark('devnet', ' zone protect')}`,
    })
    expect(await lab.converge([], [{ key: 'dev/devnet@hv0', vnet: 'devnet', act: 'release' }])).toEqual([
      'take the mark out of the alias; the network stays as it is',
      'apply what is configured',
    ])
    expect(await lab.record('/cluster/sdn/vnets/devnet', { running: 1 })).toMatchObject({ alias: 'for (the) lab:' })
  })

  test('is taken over under its new name', async () => {
    const lab = scene()
    await settles(lab, [network()])
    const movedFrom = [{ site: 'lab', host: 'hv0', manifest: 'dev', node: 'devnet' }]
    const wanted = [network({ name: 'lan', vnet: 'devnet', movedFrom })]
    expect((await lab.look(wanted)).changes).toEqual(['dev/lan@hv0 identity: "dev/devnet@hv0" -> "dev/lan@hv0"'])
    await settles(lab, wanted)
    expect(await lab.record('/cluster/sdn/vnets/devnet')).toMatchObject({
      alias: `homestak.1 lab dev lan hv0 devnet ${uid} zone`,
    })
  })

  test('lifts its protection only when nothing else differs', async () => {
    const lab = scene()
    const policy = { protect: true, keepOnRemoval: false, suspend: false, onError: 'stop' } as const
    await settles(lab, [network({ zone: vxlan, tag: 100, policy })])
    const wanted = [network({ zone: vxlan, tag: 101 })]
    expect((await lab.look(wanted)).changes).toEqual(['dev/devnet@hv0 tag: 100 -> 101'])
  })
})

describe('a run that was cut off', () => {
  test.each([1, 2, 3])('after write %i is taken up by the next one', async (writes) => {
    const lab = scene()
    const wanted = [network({ zone: vxlan, tag: 100, subnets: [subnet] })]
    const looked = await lab.look(wanted)
    await lab.write({ ...looked, steps: looked.steps.slice(0, writes) })
    await settles(lab, wanted)
    expect(await lab.record('/cluster/sdn/vnets/devnet', { running: 1 })).toMatchObject({ alias: mark('devnet') })
  })

  test.each([1, 2, 3])('while it took a network away, after write %i, leaves nothing behind', async (writes) => {
    const lab = scene()
    await settles(lab, [network({ subnets: [subnet] })])
    const unwanted = [{ key: 'dev/devnet@hv0', vnet: 'devnet', act: 'destroy' }] as const
    const looked = await lab.look([], unwanted)
    await lab.write({ ...looked, steps: looked.steps.slice(0, writes) })
    await lab.converge([], unwanted)
    expect(await lab.list('/cluster/sdn/vnets', { pending: 1 })).toEqual([])
    expect(await lab.list('/cluster/sdn/zones', { pending: 1 })).toEqual([])
  })
})
