/** The look at a cluster's networks that one turn of work on them rests on. */
import { HomestakError } from '../../errors.ts'
import type { RunContext } from '../run-context.ts'
import type { NetworkDecision } from './decide.ts'
import { isSameLook, seenNetworks, type NetworksView } from './view.ts'

/** Milliseconds for which a look that another turn, or the first look, made will do. */
const freshMs = 10_000

export interface ClusterLook {
  /** An entry that leads to the cluster; undefined while none does. */
  host(): string | undefined
  /** True: what the decisions were made of will do. False: it was looked at again, and they have to be made anew. */
  suffices(decisions: readonly NetworkDecision[]): Promise<boolean>
  /** Something went wrong: what was seen before does not count any more. */
  again(): Promise<void>
}

export function createClusterLook({ pass, ports }: RunContext, clusterKey: string): ClusterLook {
  /** What this turn looked at. */
  let own: NetworksView | undefined
  let hasUsers = false
  const entry = () => [...pass.world().hosts.values()].find((view) => view.reachable && view.clusterKey === clusterKey)
  return {
    host: () => entry()?.host,
    async suffices(decisions) {
      const view = entry()
      if (!view || !decisions.some(needsLook)) return true
      const users = decisions.some(takesAway)
      const seen = seenNetworks(view)
      const isOwn = view.networks !== undefined && view.networks === own && (hasUsers || !users)
      const isFresh = seen?.whole === true && !users && ports.clock.now() - seen.read < freshMs
      if (isOwn || isFresh) return true
      const isShown = await pass.networks.whole(view.host, users)
      own = isShown ? entry()?.networks : undefined
      hasUsers = users
      return false
    },
    async again() {
      const view = entry()
      if (view) await pass.networks.again(view.host).catch(() => undefined)
    },
  }
}

/**
 * Where it was not `decisions`' turn to be written for long after `asked`, somebody may be on what they take away by now.
 * Throws Conflict where they rest on what is no more.
 */
export async function lookBeforeTaking(
  { pass, ports }: RunContext,
  host: string,
  decisions: readonly NetworkDecision[],
  asked: number,
): Promise<void> {
  if (!decisions.some(takesAway) || ports.clock.now() - asked < freshMs) return
  const before = pass.world().hosts.get(host)?.networks
  const isShown = await pass.networks.whole(host, true)
  if (isShown && isSameLook(before, pass.world().hosts.get(host)?.networks)) return
  throw new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `the virtual networks of ${host} changed while it was not their turn`,
    hint: 'they are looked at again and the plan made anew',
  })
}

/** What is as declared ends without another look. */
const needsLook = ({ act, action }: NetworkDecision): boolean => act !== undefined || action === 'unknown'

const takesAway = ({ act, isReplaced }: NetworkDecision): boolean =>
  isReplaced || act === 'destroy' || act === 'rollback'
