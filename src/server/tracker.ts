/** Reads off the events of a run what began, what ended and how long it took. */
import type { NodeOutcome, RunEvent } from '../reconciler/documents.ts'

export type Found =
  /** `ms`: since the first sign of work; null where there was none. */
  | { readonly kind: 'ended'; readonly outcome: NodeOutcome; readonly ms: number | null }
  | { readonly kind: 'step'; readonly outcome: 'done' | 'failed'; readonly ms: number }
  | { readonly kind: 'retry' | 'drift' | 'repaired' }

/** What is under way for one node. */
interface Work {
  readonly began: number
  step: number | null
}

const outcomes: Readonly<Record<string, NodeOutcome>> = {
  Ready: 'ready',
  Held: 'held',
  Failed: 'failed',
  Unsupported: 'unsupported',
  Waiting: 'waiting',
  Destroyed: 'destroyed',
  Released: 'released',
  Unknown: 'unknown',
  Interrupted: 'interrupted',
}

/** It holds only nodes with work under way, and those that have drifted. */
export function createTracker(): (event: RunEvent) => readonly Found[] {
  const works = new Map<string, Work>()
  const drifted = new Set<string>()

  return (event) => {
    const { key } = event
    if (key === null) return []
    const found: Found[] = []
    const time = Date.parse(event.time)
    const outcome = outcomeOf(event)
    const work = works.get(key) ?? { began: time, step: null }
    const endStep = (how: 'done' | 'failed'): void => {
      if (work.step !== null) found.push({ kind: 'step', outcome: how, ms: time - work.step })
      work.step = null
    }
    if (event.reason === 'StepStarted') work.step = time
    if (event.reason === 'StepDone') endStep('done')
    if (event.reason === 'Retry') {
      endStep('failed')
      found.push({ kind: 'retry' })
    }
    if (event.reason === 'Drift' && !drifted.has(key)) {
      drifted.add(key)
      found.push({ kind: 'drift' })
    }
    if (outcome === undefined) {
      works.set(key, work)
      return found
    }
    // What was cut off has neither been done nor failed.
    if (outcome !== 'interrupted') endStep('failed')
    found.push({ kind: 'ended', outcome, ms: works.has(key) ? time - work.began : null })
    works.delete(key)
    if (outcome === 'ready' && drifted.has(key)) found.push({ kind: 'repaired' })
    if (outcome === 'ready' || outcome === 'destroyed' || outcome === 'released') drifted.delete(key)
    return found
  }
}

/** A node that only waits for something of its own, its agent say, has not ended: that is told without a warning. */
const outcomeOf = ({ reason, warning }: RunEvent): NodeOutcome | undefined =>
  reason === 'Waiting' && !warning ? undefined : outcomes[reason]
