/** Takes one guest away, or lets it go: each step only after the guest was looked at again and every rule was asked again. */
import { HomestakError } from '../errors.ts'
import { forgetNode } from '../steps/tofu/leftover.ts'
import { backoffMs } from './backoff.ts'
import { decideGuest } from './decide.ts'
import { checkHeadway, notePlan } from './headway.ts'
import { holdAfter, waitingFor } from './leaving-order.ts'
import { settleIntents } from './leftovers.ts'
import { perform } from './perform.ts'
import { isGone, isUnread } from './presence.ts'
import { reactTo } from './reaction.ts'
import { saveLeaving } from './records.ts'
import { progressOf, type Ending, type RunContext } from './run-context.ts'
import { priority } from './work-queue.ts'
import type { OwnedGuest } from './world.ts'

export interface GuestParts {
  /** The queue's name for it. */
  readonly id: string
  readonly guest: OwnedGuest
  readonly act: 'destroy' | 'rollback'
  /** Ids of guests that have to be gone first: what was made last goes first. */
  readonly after: readonly string[]
}

export async function workGuest(run: RunContext, current: () => GuestParts | undefined): Promise<void> {
  for (let parts = current(); parts && !run.endings.has(parts.id) && !run.stopping(); parts = current()) {
    const { id, guest, act, after } = parts
    // One that is declared again is not waited for: whoever needs this guest would keep it declared, too.
    const first = after.find((other) => run.taken.has(other) && !hasLeft(run.endings.get(other)))
    if (first !== undefined) {
      const ending = run.endings.get(first)
      return ending && run.end(id, holdingIt(run, parts) ?? afterThat(ending))
    }
    try {
      if (await takeAway(run, { id, guest, act })) return
    } catch (error) {
      if (run.stopping()) return
      await recover(run, parts, error)
      return
    }
  }
}

const hasLeft = (ending: Ending | undefined): boolean =>
  ending?.outcome === 'destroyed' || ending?.outcome === 'released'

/** What would hold it also if nothing had to be gone first: a person does well to know that now. */
function holdingIt({ pass }: RunContext, { guest, act }: GuestParts): Ending | undefined {
  const world = pass.world()
  const now = world.owned.find(({ mark }) => mark.uid === guest.mark.uid)
  const hold = now && decideGuest(now, world, act).held
  return hold && { outcome: 'held', message: hold.message, hold }
}

/** What holds the one that has to be gone first holds this one, too; any other end of it is waited for. */
function afterThat({ message, hold }: Ending): Ending {
  if (!hold) return { outcome: 'waiting', message: waitingFor(message) }
  const held = holdAfter({ ...hold, message })
  return { outcome: 'held', message: held.message, hold: held }
}

/** True when there is nothing more to do now. */
async function takeAway(run: RunContext, { id, guest, act }: Omit<GuestParts, 'after'>): Promise<boolean> {
  const now = run.pass.world().owned.find(({ mark }) => mark.uid === guest.mark.uid)
  if (!now) {
    const { host, mark, view } = guest
    if (!isGone(run.pass.world(), { host, vmid: view.vmid, uid: mark.uid })) throw cannotTell(guest)
    await settleIntents(run, guest.key, true)
    if (run.ports.tofu) forgetNode(run.ports.tofu, guest.identity)
    const released =
      guest.mark.keep === true && run.pass.world().hosts.get(guest.host)?.guests.has(guest.view.vmid) === true
    const { nodes, networks } = run.pass.world()
    if (!nodes.has(guest.key) && !networks.has(guest.key)) run.store.removeNode(guest.identity)
    else {
      const reason = { reason: 'Destroyed', message: 'was destroyed on request', blocked: false }
      saveLeaving(run.store, guest.identity, reason, run.ports.clock.now())
    }
    run.tell(
      guest.identity,
      released ? 'Released' : 'Destroyed',
      released ? `guest ${guest.view.vmid} is let go` : `guest ${guest.view.vmid} is gone`,
    )
    run.end(id, { outcome: released ? 'released' : 'destroyed', message: released ? 'let go' : 'gone' })
    return true
  }
  if (isUnread(run.pass.world(), now)) throw cannotTell(now)
  const decision = decideGuest(now, run.pass.world(), act)
  checkHeadway(progressOf(run, id), decision)
  const [step] = decision.steps
  if (!step) return true
  const performed = await perform(run, step, decision)
  if (performed.kind === 'held') run.end(id, { outcome: 'held', message: performed.hold.message, hold: performed.hold })
  if (performed.kind === 'done') notePlan(progressOf(run, id), decision)
  return performed.kind !== 'done'
}

const cannotTell = ({ key, view, host }: OwnedGuest): HomestakError =>
  new HomestakError({
    code: 'Unreachable',
    retry: 'conflict',
    message: `how guest ${view.vmid} (${key}) stands now cannot be seen on ${host}`,
    hint: 'see whether all nodes of the cluster are up',
  })

async function recover(run: RunContext, { id, guest }: GuestParts, error: unknown): Promise<void> {
  const progress = progressOf(run, id)
  progress.failures++
  const reaction = reactTo(error, progress.failures)
  if (reaction.kind === 'held') {
    run.end(id, { outcome: 'held', message: reaction.hold.message, hold: reaction.hold })
    return
  }
  if (reaction.kind === 'failed') {
    run.ports.log.debug({ err: error, guest: guest.key }, 'failed')
    run.end(id, { outcome: 'failed', message: reaction.message, exit: reaction.exit })
    return
  }
  const pause = backoffMs(progress.failures, run.ports.random)
  run.tell(guest.identity, 'Retry', `${reaction.message}; next try in ${Math.round(pause / 1000)} s`, { warning: true })
  if (reaction.lookAgain) await run.pass.lookAgain(guest.host).catch(() => undefined)
  run.queue.addAfter(id, pause, priority.retry)
}
