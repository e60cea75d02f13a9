/** The state that a plan for a network begins with: only what is there; how that is configured is read from the host. */
import { subnetId } from '../../pve/sdn-view.ts'
import type { TofuNetworkInput } from '../operation.ts'
import type { Ready } from './ready.ts'
import { stateInstance, stateText, type StateResource } from './state-text.ts'

/** Undefined where nothing of it is there. */
export function priorNetworkState(
  { exists, ownsZone, network }: TofuNetworkInput,
  uid: string,
  ready: Pick<Ready, 'version' | 'provider'>,
): string | undefined {
  const { zone_id, zone_type, vnet_id: vnet } = network
  const subnets = exists.subnets.map((cidr) => stateInstance({ id: subnetId(zone_id, cidr), vnet, cidr }, cidr))
  const zones = exists.zone && ownsZone ? [stateInstance({ id: zone_id }, 0)] : []
  const vnets = exists.vnet ? [stateInstance({ id: vnet })] : []
  const all: readonly StateResource[] = [
    { type: `proxmox_sdn_zone_${zone_type}`, name: 'zone', instances: zones },
    { type: 'proxmox_sdn_vnet', name: 'vnet', instances: vnets },
    { type: 'proxmox_sdn_subnet', name: 'subnet', instances: subnets },
  ]
  const resources = all.filter(({ instances }) => instances.length > 0)
  return resources.length === 0 ? undefined : stateText(resources, uid, ready)
}
