/** Gives every declared node without a guest its vmid: declared, remembered by an intent, or found in the site's range. A guest made anew keeps its own. */
import type { NodeKey } from '../graph/desired-node.ts'
import { keyOf } from '../graph/desired-node.ts'
import { findVmid } from './vmid.ts'
import { isKnownGuest } from './host-view.ts'
import type { World, WorldParts } from './world.ts'

/** In order of keys, so that the same nodes get the same vmids in every run and on every machine. */
export function assignVmids(
  nodes: WorldParts['nodes'],
  hosts: WorldParts['hosts'],
  intents: WorldParts['intents'],
  vmidRange: WorldParts['vmidRange'],
  byKey: World['byKey'],
): ReadonlyMap<NodeKey, number> {
  const vmids = new Map<NodeKey, number>()
  const promised = new Map<string, Map<number, NodeKey>>()
  const promisedOn = (host: string): Map<number, NodeKey> => {
    const cluster = hosts.get(host)?.clusterKey ?? host
    const known = promised.get(cluster) ?? new Map<number, NodeKey>()
    promised.set(cluster, known)
    return known
  }
  for (const { guest, identity, key } of nodes.values()) {
    if (guest.vmid !== undefined) promisedOn(identity.host).set(guest.vmid, key)
  }
  for (const intent of intents) {
    if (intent.act === 'create' || intent.act === 'replace') promisedOn(intent.host).set(intent.vmid, keyOf(intent))
  }
  const begunFor = Map.groupBy(intents, keyOf)
  const waiting = [...nodes.values()].filter(({ key }) => !byKey.has(key)).sort((a, b) => (a.key < b.key ? -1 : 1))
  for (const { key, identity, guest } of waiting) {
    const own = begunFor.get(key) ?? []
    const begun = own.find(({ act }) => act === 'create') ?? own.find(({ act }) => act === 'replace')
    const seen = hosts.get(identity.host)
    const others = promisedOn(identity.host)
    const vmid =
      guest.vmid ??
      begun?.vmid ??
      findVmid(identity, vmidRange, (candidate) => {
        const other = others.get(candidate)
        if (other !== undefined && other !== key) return true
        return seen !== undefined && isKnownGuest(seen, candidate)
      })
    if (vmid === undefined) continue
    vmids.set(key, vmid)
    others.set(vmid, key)
  }
  return vmids
}
