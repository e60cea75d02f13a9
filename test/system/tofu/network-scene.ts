/** Words that the tests of networks by OpenTofu share: the manifest of one, and what the simulated SDN shows. */
import { expect } from 'vitest'
import type { TofuLab } from './tofu-lab.ts'

export interface Parts {
  readonly provisioner?: 'api' | 'tofu'
  readonly zone?: string
  readonly rest?: string
  readonly more?: string
}

export const vxlan = '{ name: dev, type: vxlan, peers: [10.0.12.1, 10.0.12.2] }'
export const subnet = '{ cidr: 10.10.10.0/24, gateway: 10.10.10.1 }'

export const net = ({ provisioner = 'tofu', zone = vxlan, rest = `, subnets: [${subnet}]`, more = '' }: Parts = {}) =>
  `schema_version: 2\nname: shop\nnodes:\n  - { name: devnet, type: network, provisioner: ${provisioner}, zone: ${zone}${rest} }\n${more}`

export const ready = (count = 1) => ({ code: 0, out: expect.stringMatching(new RegExp(`^${count} ready in `, 'm')) })
export const unchanged = (count = 1) => ({ code: 0, out: `${count} unchanged\n` })

export const vnet = async ({ sim }: TofuLab, name = 'devnet') => ({
  ...Object(await sim.call('GET', `/cluster/sdn/vnets/${name}`, { pending: 1 })),
})
export const zone = async ({ sim }: TofuLab, name = 'dev') => ({
  ...Object(await sim.call('GET', `/cluster/sdn/zones/${name}`, { pending: 1 })),
})
export const list = async ({ sim }: TofuLab, what: string): Promise<readonly Record<string, unknown>[]> => {
  const found = await sim.call('GET', `/cluster/sdn/${what}`, { pending: 1 })
  return Array.isArray(found) ? found : []
}
