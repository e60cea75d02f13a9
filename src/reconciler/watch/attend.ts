/** Wakes whoever is concerned by what was seen since the last time, whoever saw it: a look, a step, somebody who waits. */
import type { NodeKey } from '../../graph/desired-node.ts'
import { isSameReading, type HostView } from '../host-view.ts'
import { priority } from '../work-queue.ts'
import { consider } from './consider.ts'
import type { Core } from './core.ts'
import { wokenNetworks } from './networks.ts'
import { wokenBy } from './woken.ts'

/** Costs nothing where no host shows anything new. */
export function attend(core: Core): void {
  const { pass, run, aim, attended: before } = core
  const after = pass.world()
  const news = [...after.hosts].filter(([host, view]) => before.hosts.get(host) !== view)
  if (news.length === 0) return
  core.attended = after
  const woken = news.flatMap(([host, view]) => {
    const vmids = differing(before.hosts.get(host), view)
    const networks = wokenNetworks(core, before, host, vmids)
    if (vmids.size === 0) return networks
    const { nodes, guests } = wokenBy({ before, after }, aim.nodes, run.context.taken, host, vmids)
    return [...networks, ...nodes.filter((key) => !isKnown(core, key)), ...guests]
  })
  // That it is gone is what was seen.
  const isGone = (id: string) => ['destroyed', 'released'].includes(run.context.endings.get(id)?.outcome ?? '')
  for (const id of new Set(woken)) if (!isGone(id)) run.reopen(id, priority.event, true)
  // Only now: what is Ready is not asked whether it has to be replaced.
  consider(core)
}

/** It was found Ready with its guest as it is: the change was our own, and is known already. */
function isKnown({ pass, run }: Core, key: NodeKey): boolean {
  const { outcome, guest } = run.context.endings.get(key) ?? {}
  const { byKey, hosts } = pass.world()
  const [now, another] = byKey.get(key) ?? []
  if (outcome !== 'ready' || !guest || now !== guest || another) return false
  const { unreadable, snapshot } = hosts.get(guest.host) ?? {}
  const { vmid, node } = guest.view
  return unreadable?.has(vmid) === false && snapshot?.guests.get(vmid)?.node === node
}

function differing(before: HostView | undefined, after: HostView): ReadonlySet<number> {
  const known = new Set([...(before?.guests.keys() ?? []), ...after.guests.keys(), ...after.unreadable])
  return new Set([...known].filter((vmid) => !before || !isSame(before, after, vmid)))
}

function isSame(before: HostView, after: HostView, vmid: number): boolean {
  const [past, view] = [before.guests.get(vmid), after.guests.get(vmid)]
  const [was, is] = [before.snapshot?.guests.get(vmid), after.snapshot?.guests.get(vmid)]
  if (was?.status !== is?.status || was?.node !== is?.node) return false
  if (before.unreadable.has(vmid) !== after.unreadable.has(vmid)) return false
  return isSameReading(past, view)
}
