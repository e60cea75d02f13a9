/** The state that a plan for a network begins with: only what is there; how that is configured is read from the host. */
import type { TofuNetworkInput } from '../operation.ts'
import type { Ready } from './ready.ts'

/** Undefined where nothing of it is there. */
export function priorNetworkState(
  { exists, ownsZone, network }: TofuNetworkInput,
  uid: string,
  { version, provider }: Pick<Ready, 'version' | 'provider'>,
): string | undefined {
  const { zone_id, zone_type, vnet_id: vnet } = network
  const resource = (type: string, name: string, instances: readonly unknown[]) =>
    instances.length === 0 ? [] : [{ mode: 'managed', type, name, provider: `provider["${provider}"]`, instances }]
  const instance = (attributes: Readonly<Record<string, string>>, key?: string | number) => ({
    ...(key === undefined ? {} : { index_key: key }),
    schema_version: 0,
    attributes,
  })
  const subnets = exists.subnets.map((cidr) =>
    instance({ id: `${zone_id}-${cidr.replace('/', '-')}`, vnet, cidr }, cidr),
  )
  const resources = [
    ...resource(`proxmox_sdn_zone_${zone_type}`, 'zone', exists.zone && ownsZone ? [instance({ id: zone_id }, 0)] : []),
    ...resource('proxmox_sdn_vnet', 'vnet', exists.vnet ? [instance({ id: vnet })] : []),
    ...resource('proxmox_sdn_subnet', 'subnet', subnets),
  ]
  if (resources.length === 0) return undefined
  return JSON.stringify({ version: 4, terraform_version: version, serial: 1, lineage: uid, outputs: {}, resources })
}
