/** How zones and virtual networks fare on a node: each takes over by itself what was applied. */
import type { Host } from '../host.ts'
import { hasBridge, isOnNode, settingsOf } from '../interfaces.ts'
import type { SdnObject, ZoneStatus } from '../state.ts'
import { runningOf, sdnOf } from './config.ts'

/** Zones that reach the node. */
export function zonesOn(host: Host, node: string): ZoneStatus[] {
  const running = runningOf(host)
  return Object.entries(running.zones)
    .filter(([, entry]) => isOnNode(entry, node))
    .map(([zone, entry]) => {
      const used = Object.values(running.vnets).some((vnet) => vnet['zone'] === zone)
      const { status } = vnetStatus(host, node, used ? entry : {})
      return { zone, status, 'zone-type': String(entry['type']) }
    })
}

/** How a virtual network fares on a node. */
export function vnetStatus(
  host: Host,
  node: string,
  zone: SdnObject,
): { readonly status: string; readonly statusmsg?: string } {
  const local = settingsOf(host, node).sdn?.version
  if (local !== sdnOf(host).version) {
    const how = local === undefined ? 'not yet generated' : 'too old'
    return { status: 'pending', statusmsg: `local sdn network configuration is ${how}, please reload` }
  }
  const { bridge } = zone
  if (bridge !== undefined && !hasBridge(host, node, String(bridge))) {
    return { status: 'error', statusmsg: `missing ${String(bridge)}` }
  }
  return { status: 'available' }
}
