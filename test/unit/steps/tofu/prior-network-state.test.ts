/** What of a network a plan begins with: that it is there, and nothing of how it is. */
import { expect, test } from 'vitest'
import { priorNetworkState } from '../../../../src/steps/tofu/prior-network-state.ts'

const network = {
  zone_id: 'dev',
  zone_type: 'vxlan',
  peers: [],
  vnet_id: 'devnet',
  alias: '',
  subnets: [],
} as const
const versions = { version: '1.12.6', provider: 'registry/bpg/proxmox' }
const stateOf = (zone: boolean, vnet: boolean, subnets: readonly string[], ownsZone = true) =>
  priorNetworkState({ exists: { zone, vnet, subnets }, ownsZone, network, may: [] }, 'a0'.repeat(16), versions)
const resourcesOf = (text = '') =>
  JSON.parse(text).resources.map(({ type, instances }: Readonly<Record<string, unknown>>) => [type, instances])

test('names zone, vnet and subnets by what Proxmox VE calls them', () => {
  const instance = (attributes: unknown, key?: unknown) => ({ index_key: key, schema_version: 0, attributes })
  expect(resourcesOf(stateOf(true, true, ['10.0.0.0/24', 'fd00::/64']))).toEqual([
    ['proxmox_sdn_zone_vxlan', [instance({ id: 'dev' }, 0)]],
    ['proxmox_sdn_vnet', [{ schema_version: 0, attributes: { id: 'devnet' } }]],
    [
      'proxmox_sdn_subnet',
      [
        instance({ id: 'dev-10.0.0.0-24', vnet: 'devnet', cidr: '10.0.0.0/24' }, '10.0.0.0/24'),
        instance({ id: 'dev-fd00::-64', vnet: 'devnet', cidr: 'fd00::/64' }, 'fd00::/64'),
      ],
    ],
  ])
})

test("leaves somebody else's zone out", () => {
  expect(resourcesOf(stateOf(true, true, [], false)).map(([type]: readonly string[]) => type)).toEqual([
    'proxmox_sdn_vnet',
  ])
})

test('is none where nothing is there', () => {
  expect(stateOf(false, false, [])).toBeUndefined()
  expect(stateOf(true, false, [], false)).toBeUndefined()
})
