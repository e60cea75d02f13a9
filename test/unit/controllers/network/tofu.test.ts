/** What of a network is left to OpenTofu, and what our own calls do of one that it makes. */
import { expect, test } from 'vitest'
import type { DesiredNetwork } from '../../../../src/graph/desired-network.ts'
import { network, scene, vxlan } from './scene.ts'

const subnet = { cidr: '10.10.10.0/24', gateway: '10.10.10.1', snat: false }
const other = { cidr: '10.10.20.0/24', snat: false }
const declared = (more: Partial<DesiredNetwork> = {}) =>
  network({ provisioner: 'tofu', zone: vxlan, tag: 100, subnets: [subnet], ...more })

const made = async () => {
  const lab = scene()
  await lab.converge([declared({ provisioner: 'api' })])
  return lab
}

test('a new one is made by OpenTofu alone, and its mark goes with that', async () => {
  const { steps } = await scene().look([declared()])
  expect(steps).toMatchObject([
    {
      kind: 'tofu',
      summary: 'create vnet devnet with OpenTofu',
      input: {
        exists: { zone: false, vnet: false, subnets: [] },
        ownsZone: true,
        network: {
          zone_id: 'dev',
          vnet_id: 'devnet',
          alias: expect.stringMatching(/^homestak\.1 [()._a-zA-Z0-9\s-]+$/),
        },
        may: ['network'],
      },
    },
  ])
})

test.each<readonly [string, Partial<DesiredNetwork>, readonly string[]]>([
  ['a tag', { tag: 101 }, ['set tag of vnet devnet with OpenTofu']],
  ['peers', { zone: { ...vxlan, peers: ['192.0.2.13'] } }, ['set zone.peers of vnet devnet with OpenTofu']],
  ['one more subnet', { subnets: [subnet, other] }, ['set subnets.10.10.20.0/24 of vnet devnet with OpenTofu']],
  ['an mtu', { zone: { ...vxlan, mtu: 1400 } }, ['set mtu of zone dev', 'apply what is configured']],
  [
    'a gateway',
    { subnets: [{ ...subnet, gateway: '10.10.10.9' }] },
    ['set gateway of subnet 10.10.10.0/24', 'apply what is configured'],
  ],
  ['no subnet', { subnets: [] }, ['remove subnet 10.10.10.0/24 of vnet devnet', 'apply what is configured']],
  [
    'protection and a tag',
    { tag: 101, policy: { protect: true, keepOnRemoval: false, suspend: false, onError: 'stop' } },
    ['set alias of vnet devnet', 'apply what is configured', 'set tag of vnet devnet with OpenTofu'],
  ],
])('one that is there is given %s', async (_, more, summaries) => {
  const { steps } = await (await made()).look([declared(more)])
  expect(steps.map(({ summary }) => summary)).toEqual(summaries)
})

test('one that is as declared is nothing to do, whoever made it', async () => {
  expect(await (await made()).look([declared()])).toMatchObject({ changes: [], steps: [] })
})
