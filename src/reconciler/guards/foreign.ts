/** A guest of somebody else that has the node's vmid or name stays as it is, and nothing is made beside it. */
import { isUnclear } from '../host-view.ts'
import { makes, type Guard } from '../intent.ts'
import { unreadableMark } from './ownership.ts'

/** A replace is judged before the old guest goes: the new one may be declared under another vmid. */
export const foreign: Guard = (intent, { hosts, byPlace }) => {
  const seen = hosts.get(intent.host)
  if ((!makes(intent) && intent.act !== 'replace') || !seen?.snapshot) return undefined
  const vmid = makes(intent) ? intent.vmid : (intent.node?.guest.vmid ?? intent.vmid)
  const isOurs = (other: number) => byPlace.get(seen.clusterKey)?.has(other) === true
  const wanted = intent.node?.guest.name
  const alike = [...seen.snapshot.guests.values()].filter(
    (guest) => (guest.vmid === vmid || guest.name === wanted) && !isOurs(guest.vmid),
  )
  const unreadable = alike
    .map((guest) => seen.guests.get(guest.vmid))
    .find((view) => view?.marking.kind === 'unreadable')
  if (unreadable?.marking.kind === 'unreadable') return unreadableMark(unreadable.vmid, unreadable.marking.why)
  const sameVmid = seen.snapshot.guests.get(vmid)
  // A create under the vmid of another node of ours is a suspected rename, and held as such.
  const isTaken = intent.act === 'replace' ? vmid !== intent.vmid : !isOurs(vmid)
  if (sameVmid && isTaken && !isUnclear(seen, vmid)) {
    const whose = isOurs(vmid) ? 'another node of ours' : 'which homestak did not make'
    return {
      reason: 'ForeignGuest',
      message: `vmid ${vmid} is taken by ${sameVmid.name || 'a guest'} on ${intent.host}, ${whose}`,
      fix: `give ${intent.identity.node} another vmid, or take the node out: homestak leaves that guest as it is`,
    }
  }
  const sameName = alike.find(({ name, template }) => name === wanted && !template)
  if (!sameName) return undefined
  return {
    reason: 'ForeignGuest',
    message: `guest ${sameName.vmid} on ${intent.host} is called ${sameName.name} too, and homestak did not make it`,
    fix: `if it is ${intent.identity.node}, add vmid: ${sameName.vmid} to that node; then homestak reconcile --adopt ${intent.key}; else rename the node or that guest, or take the node out: homestak leaves that guest as it is`,
  }
}
