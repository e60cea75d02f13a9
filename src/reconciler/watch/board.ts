/** What the nodes of a watching run are at, from its events and endings: the moving part of the live state. */
import type { NodeOutcome, RunEvent } from '../documents.ts'
import type { OnEvent } from '../engine.ts'
import type { LiveNode, LiveStateOfNode, LiveTask } from '../live.ts'
import type { Ending } from '../run-context.ts'

export interface Board {
  readonly onEvent: OnEvent
  /** `id`: the key of a node, or the queue's name for a guest that is taken away. */
  entry(id: string, label: string, ending: Ending | undefined): Standing
  /** What is not among these ids and labels is over. */
  forget(known: ReadonlySet<string>): void
}

export type Standing = Pick<LiveNode, 'state' | 'message' | 'fix' | 'since' | 'task'>

const states: Readonly<Record<NodeOutcome, LiveStateOfNode>> = {
  ready: 'ready',
  held: 'held',
  failed: 'failed',
  unsupported: 'unsupported',
  waiting: 'waiting',
  destroyed: 'leaving',
  released: 'leaving',
  unknown: 'unknown',
  interrupted: 'waiting',
}

interface Act {
  readonly task: LiveTask | null
  /** The last word about it that is neither progress nor an end. */
  readonly word: string
  /** The word says why it is worked on; any other, e.g. what it waited for, is over once a step begins. */
  readonly explains: boolean
  /** Between two steps it is worked on, too. */
  readonly busy: boolean
}

/** `now` in milliseconds since the epoch. */
export function createBoard(now: () => number): Board {
  const acts = new Map<string, Act>()
  const since = new Map<string, { readonly state: LiveStateOfNode; readonly at: number }>()

  const sinceOf = (id: string, state: LiveStateOfNode): number => {
    const known = since.get(id)
    if (known?.state === state) return known.at
    const at = now()
    since.set(id, { state, at })
    return at
  }

  return {
    onEvent(event) {
      if (event.key === null) return
      const next = actAfter(acts.get(event.key), event)
      if (next) acts.set(event.key, next)
      else acts.delete(event.key)
    },
    entry(id, label, ending) {
      const { task = null, word = '', busy = false } = acts.get(label) ?? {}
      if (busy && !ending) return { state: 'working', message: word, fix: null, since: sinceOf(id, 'working'), task }
      const state = ending ? states[ending.outcome] : 'waiting'
      const message = ending ? (ending.outcome === 'ready' ? '' : ending.message) : word
      return { state, message, fix: ending?.hold?.fix ?? null, since: sinceOf(id, state), task: null }
    },
    forget(known) {
      for (const names of [acts, since]) for (const name of names.keys()) if (!known.has(name)) names.delete(name)
    },
  }
}

function actAfter(before: Act | undefined, { reason, message, time }: RunEvent): Act | undefined {
  const explains = before?.explains ?? false
  const word = explains ? (before?.word ?? '') : ''
  switch (reason) {
    case 'StepStarted':
      return {
        word,
        explains,
        busy: true,
        task: { summary: message, line: '', percent: null, started: Date.parse(time) },
      }
    case 'StepDone':
      return { word, explains, busy: true, task: null }
    case 'Progress':
      return before?.task
        ? {
            word,
            explains,
            busy: true,
            task: {
              ...before.task,
              line: lineOf(message, before.task),
              percent: percentOf(message) ?? before.task.percent,
            },
          }
        : { word: message, explains: false, busy: false, task: null }
    case 'Ready':
    case 'Destroyed':
    case 'Released':
      return undefined
    default:
      return { word: message, explains: reason === 'Changed' || reason === 'Drift', busy: false, task: null }
  }
}

/** A step's progress is told as `SUMMARY: LINE`. */
const lineOf = (message: string, { summary }: LiveTask): string =>
  message.startsWith(`${summary}: `) ? message.slice(summary.length + 2) : message

/** e.g. `transferred 1.0 GiB of 2.0 GiB (50.00%)`. */
function percentOf(message: string): number | null {
  const [, digits] = /(\d+(?:\.\d+)?) ?%/.exec(message) ?? []
  const percent = Number(digits)
  return digits === undefined || percent > 100 ? null : percent
}
