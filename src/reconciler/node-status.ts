/** One declared node of a run: what is to be done about it now, and how it stands, for the store and for those that wait. */
import { keyOf, type DesiredNode } from '../graph/desired-node.ts'
import { conditionsOf, type Readiness } from './conditions.ts'
import { decideNode, ownGuest, type Decision } from './decide.ts'
import { saveStatus } from './records.ts'
import { newUid, progressOf, type Ending, type RunContext } from './run-context.ts'

export interface NodeParts {
  readonly node: DesiredNode
  /** Keys that have to be Ready first. */
  readonly needs: readonly string[]
  /** Whether other nodes wait for this one. */
  readonly needed: boolean
  /** Not selected: looked at for those that depend on it, never acted on. */
  readonly onlyLook: boolean
}

/** The uid of a create that was begun and not ended is used again: then there is never a second guest. */
export function decide(run: RunContext, node: DesiredNode): Decision {
  const progress = progressOf(run, node.key)
  const begun = run.pass.world().intents.find((intent) => intent.act === 'create' && keyOf(intent) === node.key)
  progress.uid = begun?.uid ?? (progress.uid === '' ? newUid(run) : progress.uid)
  return decideNode(node, run.pass.world(), progress.uid)
}

/** The node has ended in this run. */
export function finish(
  run: RunContext,
  parts: NodeParts,
  decision: Decision,
  ending: Ending,
  readiness?: Readiness,
): 'pause' {
  const { node } = parts
  const failure = ending.outcome === 'failed' ? ending.message : undefined
  const reached = readiness ?? { reachableNeeded: parts.needed, addresses: null }
  if (!parts.onlyLook) {
    save(run, parts, decision, reached, run.nextTry(node.key, ending), {
      ...(ending.hold ? { hold: ending.hold } : {}),
      ...(failure === undefined ? {} : { failure }),
    })
  }
  run.end(node.key, decision.guest ? { ...ending, guest: decision.guest } : ending)
  return 'pause'
}

export function save(
  run: RunContext,
  { node }: NodeParts,
  decision: Decision,
  readiness: Readiness,
  nextTry?: number,
  ending?: { readonly hold?: NonNullable<Ending['hold']>; readonly failure?: string },
): void {
  const guest = ownGuest(decision)
  saveStatus(
    run.store,
    node,
    {
      ...(guest ? { vmid: guest.view.vmid, uid: guest.mark.uid } : {}),
      ...(readiness.addresses ? { addresses: readiness.addresses } : {}),
      conditions: conditionsOf(decision, readiness, ending),
      ...(nextTry === undefined ? {} : { nextTry }),
    },
    run.ports.clock.now(),
  )
}
