/** Counts anew what may be taken away, and sets to work on it; called whenever what is declared, seen or agreed to changed. */
import { guestId, toDestroy } from '../leaving-order.ts'
import { renameHint } from '../rename-hint.ts'
import { networkId } from '../networks/parts.ts'
import { selectedUnclaimed } from '../ours.ts'
import { saveLeaving } from '../records.ts'
import { priority } from '../work-queue.ts'
import { letBe } from './aim.ts'
import type { Core } from './core.ts'
import { judge, type Verdict } from './judge.ts'
import { letNetworksGo } from './networks.ts'
import { gitAt, settleMs } from './removals.ts'

/** Reasons of the limit: what they hold goes on once it is counted within it. */
export const heldByLimit: ReadonlySet<string> = new Set(['DestroyLimit', 'NotSurveyed'])

/** undefined while a host was not looked at yet: until then nothing is taken away. */
export function consider(core: Core): Verdict | undefined {
  const { pass, run, grants, aim, options, parts } = core
  pass.consent(grants.consents())
  noteRemovals(core)
  const { hosts } = pass.world()
  if (aim.hosts.some((host) => !hosts.has(host))) return undefined
  const verdict = judge({
    run,
    pass,
    store: parts.store,
    options,
    selected: aim,
    agreed: grants.beyondLimit(),
    now: parts.ports.clock.now(),
  })
  letGo(core, verdict)
  letNetworksGo(core, verdict)
  for (const key of run.context.awaitingBudget) run.reopen(key, priority.event, false)
  run.context.awaitingBudget.clear()
  // Held by the limit before: it may be within it by now.
  for (const [id, { hold }] of run.context.endings) {
    if (hold && heldByLimit.has(hold.reason) && isWithin(core, id)) run.reopen(id, priority.event, false)
  }
  return verdict
}

/** A view with a broken file in it says nothing about what is gone. */
function noteRemovals(core: Core): void {
  const { pass, aim, options, removals, parts, busy } = core
  const unclaimed = selectedUnclaimed(pass.world(), options.narrowing)
  const meant = aim.desire.broken.length > 0 ? [] : [...unclaimed.guests, ...unclaimed.networks]
  const now = parts.ports.clock.now()
  const { unsettled, fresh } = removals.note(
    meant.map(({ key, mark }) => ({ key, busy: gitAt(mark.manifest, aim.desire.manifests, busy) })),
    now,
  )
  pass.unsettle(unsettled)
  for (const gone of meant.filter(({ key }) => fresh.includes(key))) {
    const { key, identity } = gone
    const what = 'view' in gone ? `guest ${gone.view.vmid}` : `network ${gone.vnet.id}`
    const hint = 'view' in gone ? renameHint(gone, pass.world()) : ''
    const because = unsettled.get(key)?.because ?? null
    const when = because === null ? `in ${settleMs / 1000} s` : `once ${because} is over`
    const message = `no longer declared: ${what} is taken away ${when} unless it is declared again${hint}`
    core.run.context.tell(identity, 'Undeclared', message, { warning: true })
    saveLeaving(parts.store, identity, { reason: 'Undeclared', message, blocked: false }, now)
  }
  noteUnreadable(core)
}

/** Guests and networks whose file, or whatever declares them, cannot be used now: nothing is done to them, and `status` says so. */
function noteUnreadable({ pass, aim, options, parts, run }: Core): void {
  if (aim.desire.broken.length === 0) return
  const message = letBe(aim)
  const { taken, networks } = run.context
  const unclaimed = selectedUnclaimed(pass.world(), options.narrowing)
  const untouched = [
    ...unclaimed.guests.filter((guest) => !taken.has(guestId(guest))),
    ...unclaimed.networks.filter((network) => !networks.leaving.has(networkId(network))),
  ]
  for (const { identity } of untouched) {
    saveLeaving(parts.store, identity, { reason: 'BrokenFile', message, blocked: true }, parts.ports.clock.now())
  }
}

/** Guests whose removal counts are taken away; those that are declared again are left alone. */
function letGo({ run, pass, parts, aim }: Core, { going: { guests } }: Verdict): void {
  const { taken, endings } = run.context
  const { consents, owned } = pass.world()
  const wanted = new Set(guests.map(guestId))
  const here = new Set(owned.map(guestId))
  for (const [id, { mark }] of taken) {
    // One that is gone, or not seen now, is still to be seen to its end.
    const isOver = here.has(id) || endings.has(id)
    if (!wanted.has(id) && !consents.destroy.has(mark.uid) && isOver) run.dropGuest(id)
  }
  if (aim.desire.broken.length > 0 || guests.every((guest) => taken.has(guestId(guest)))) return
  for (const leaving of toDestroy(guests, parts.store)) if (!taken.has(leaving.id)) run.addGuest(leaving)
}

/** Whether the limit would let it go now. */
function isWithin({ pass, run }: Core, id: string): boolean {
  const { budget, byKey, ourNetworks } = pass.world()
  const going = run.context.taken.get(id) ?? run.context.networks.leaving.get(id)?.owned
  const uid = (going ?? byKey.get(id)?.[0] ?? ourNetworks.byKey.get(id)?.[0])?.mark.uid
  if (!budget || uid === undefined) return false
  return budget.free?.has(uid) === true || (budget.wanted <= budget.limit && budget.uids.has(uid))
}
