/** Whatever is declared one after the other, and wherever a run is cut off: it converges, and leaves nothing behind. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkController } from '../../../../controllers/index.ts'
import type { UnwantedNetwork } from '../../../../controllers/network-controller.ts'
import type { DesiredNetwork, DesiredZone } from '../../../../src/graph/desired-network.ts'
import { isOurs, network, scene, type Scene } from './scene.ts'

const vnets = ['one', 'two', 'three'] as const
const zoneIds = ['za', 'zb', 'zc'] as const

const subnet = fc.record({
  /** Networks of one zone have none in common. */
  cidr: fc.constantFrom('1.0/24', '2.0/24', '3.0/24'),
  gateway: fc.constantFrom(true, false),
  snat: fc.boolean(),
})
/** A zone has its type for good: it is part of its name. */
const zoneOf = (id: (typeof zoneIds)[number], wide: boolean): DesiredZone => {
  if (id === 'za') return { id, type: 'simple', peers: [], ...(wide ? { mtu: 9000 } : {}) }
  if (id === 'zb') return { id, type: 'vxlan', peers: wide ? ['192.0.2.1', '192.0.2.2'] : ['192.0.2.1'], mtu: 1450 }
  return { id, type: 'vlan', peers: [], bridge: 'vmbr0' }
}
const part = fc.option(
  fc.record({
    zone: fc.constantFrom(...zoneIds),
    shift: fc.integer({ min: 0, max: 3 }),
    subnets: fc.uniqueArray(subnet, { selector: ({ cidr }) => cidr, maxLength: 3 }),
  }),
  { nil: undefined },
)
const stage = fc.record({
  wide: fc.boolean(),
  parts: fc.tuple(part, part, part),
  /** After how many writes the run is cut off. */
  cut: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
})

type Stage = typeof stage extends fc.Arbitrary<infer Value> ? Value : never

const declared = ({ parts, wide }: Stage): readonly DesiredNetwork[] =>
  parts.flatMap((each, index) => {
    const vnet = vnets[index]
    if (!each || !vnet) return []
    const zone = zoneOf(each.zone, wide)
    return [
      network({
        vnet,
        zone,
        // Tags never meet: swapping two of them in one go is refused.
        ...(zone.type === 'simple' ? {} : { tag: 100 * (index + 1) + each.shift }),
        subnets: each.subnets.map(({ cidr: rest, gateway, snat }) => {
          const cidr = `10.${index}.${rest}`
          return { cidr, ...(gateway ? { gateway: cidr.replace('0/24', '1') } : {}), snat }
        }),
      }),
    ]
  })

async function unwantedBy(lab: Scene, wanted: readonly DesiredNetwork[]): Promise<readonly UnwantedNetwork[]> {
  const { vnets: seen } = await lab.sdn()
  return [...seen.values()].flatMap(({ id, mark }) =>
    mark && !wanted.some(({ vnet }) => vnet === id)
      ? [{ key: `dev/${id}@hv0`, vnet: id, act: 'destroy' as const }]
      : [],
  )
}

/** Until nothing is left to do. */
async function converge(lab: Scene, wanted: readonly DesiredNetwork[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    const sdn = await lab.sdn()
    for (const each of wanted) expect(networkController.troubleOf(each, sdn, isOurs, false)).toBeUndefined()
    expect(networkController.foreignChanges(wanted, sdn, isOurs)).toBeUndefined()
    if ((await lab.converge(wanted, await unwantedBy(lab, wanted))).length === 0) return
  }
  throw new Error('there is always something left to do')
}

test(
  'networks converge from any stage to any other, and all that was made is gone at the end',
  { timeout: 60_000 },
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(stage, { minLength: 1, maxLength: 4 }), async (stages) => {
        const lab = scene()
        for (const each of stages) {
          const wanted = declared(each)
          if (each.cut !== undefined) {
            const looked = await lab.look(wanted, await unwantedBy(lab, wanted))
            if (looked.steps.length > 0) await lab.write({ ...looked, steps: looked.steps.slice(0, each.cut) })
          }
          await converge(lab, wanted)
          const { vnets: there } = await lab.sdn()
          expect([...there].map(([vnet, { zone }]) => `${vnet} ${zone}`).toSorted()).toEqual(
            wanted.map(({ vnet, zone }) => `${vnet} ${zone.id}`).toSorted(),
          )
        }
        await converge(lab, [])
        expect(await lab.list('/cluster/sdn/vnets', { pending: 1 })).toEqual([])
        expect(await lab.list('/cluster/sdn/zones', { pending: 1 })).toEqual([])
      }),
      { numRuns: 60 },
    ),
)
