/** What others bring about, and how long it is waited for: an address from the agent, the end of somebody else's work. */
import { tierMs } from '../../controllers/controller.ts'
import { HomestakError } from '../errors.ts'
import { addressesOf } from './addresses.ts'
import { conditionsOf, type Readiness } from './conditions.ts'
import type { Decision } from './decide.ts'
import { decide, finish, save, type NodeParts } from './node-status.ts'
import { progressOf, type RunContext } from './run-context.ts'
import { priority } from './work-queue.ts'

/** Pause between two looks at something that others bring about. */
const pollMs = 3000

/** An agent's addresses count for this long while something depends on them. */
const addressesFreshMs = 300_000

/** Nothing differs: Ready, or waiting for an address that somebody needs. */
export async function settle(run: RunContext, parts: NodeParts, decision: Decision): Promise<'again' | 'pause'> {
  const { node } = parts
  const readiness = await reach(run, parts, decision)
  const conditions = conditionsOf(decision, readiness)
  const ready = conditions.find(({ type, status }) => type === 'Ready' && status === 'True')
  if (ready) return finish(run, parts, decision, { outcome: 'ready', message: ready.message }, readiness)
  const progress = progressOf(run, node.key)
  const now = run.ports.clock.now()
  if (progress.waitingSince === null)
    run.tell(node.identity, 'Waiting', 'waits for the guest agent to report an address')
  progress.waitingSince ??= now
  if (now - progress.waitingSince >= tierMs.medium) {
    throw new HomestakError({
      code: 'Stalled',
      message: `the guest agent of ${node.key} reported no address for ${tierMs.medium / 1000} s`,
      hint: 'does the image bring qemu-guest-agent, and does the network give an address?',
    })
  }
  const waited = Math.round((now - progress.waitingSince) / 1000)
  run.tell(node.identity, 'Progress', `waits for the guest agent (${waited} s)`, { passing: true })
  // An earlier address is not taken for today's by a later try.
  const { addresses, ...unreached } = readiness
  save(
    run,
    parts,
    decision,
    { ...unreached, addresses: addresses ?? [], waitingFor: 'waits for the guest agent' },
    now + pollMs,
  )
  run.queue.addAfter(node.key, pollMs, priority.retry)
  return 'pause'
}

async function reach(run: RunContext, { node, needed }: NodeParts, { guest }: Decision): Promise<Readiness> {
  const { ip } = node.guest.cloudInit
  if (!needed) return { reachableNeeded: false, addresses: null }
  if (ip !== 'dhcp') return { reachableNeeded: true, addresses: [ip.split('/')[0] ?? ip] }
  const kept = run.store.node(node.identity)
  const fresh =
    kept?.uid === guest?.mark.uid &&
    !progressOf(run, node.key).acted &&
    run.ports.clock.now() - (kept?.updated ?? 0) < addressesFreshMs
  if (kept && fresh && kept.addresses.length > 0) return { reachableNeeded: true, addresses: kept.addresses }
  if (!guest) return { reachableNeeded: true, addresses: null }
  return { reachableNeeded: true, addresses: await addressesOf(run.pass, guest, run.signal) }
}

/** Somebody else's work, or a guest that cannot be read: looked at again until its time is up. */
export async function waitForOthers(run: RunContext, parts: NodeParts, decision: Decision): Promise<'again' | 'pause'> {
  const { node } = parts
  if (decision.held)
    return finish(run, parts, decision, { outcome: 'held', message: decision.held.message, hold: decision.held })
  if (!run.pass.world().hosts.get(node.identity.host)?.reachable) {
    return finish(run, parts, decision, { outcome: 'unknown', message: decision.reason })
  }
  const progress = progressOf(run, node.key)
  const now = run.ports.clock.now()
  progress.waitingSince ??= now
  // What was not asked for yet, or may have changed, is nothing that others are waited for: only what is seen now counts.
  await run.pass.lookAgain(node.identity.host)
  const seen = decide(run, node)
  if (seen.action !== 'unknown' || seen.held) {
    progress.waitingSince = null
    return 'again'
  }
  if (now - progress.waitingSince >= tierMs.long) {
    return finish(run, parts, seen, {
      outcome: 'unknown',
      message: `${seen.reason}, for ${tierMs.long / 1000} s now`,
    })
  }
  run.tell(node.identity, 'Progress', `waits: ${seen.reason}`, { passing: true })
  run.queue.addAfter(node.key, pollMs, priority.retry)
  return 'pause'
}
