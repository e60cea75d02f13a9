/** How nodes and hosts stood before an event: so that what is no news is not told twice, and a recovery is seen as one. */
import type { RunEvent } from '../reconciler/documents.ts'

export interface Standing {
  /** The same was told of it last, and nothing has changed since. */
  readonly repeated: boolean
  /** It is well again after trouble that was told. */
  readonly recovered: boolean
}

/** Ends of trouble; for a host or the files, whatever is told without a warning. */
const good = new Set(['Ready', 'Destroyed', 'Released'])

/** It remembers only those that are in trouble. */
export function createStanding(): (event: RunEvent) => Standing {
  const troubles = new Map<string, string>()
  return ({ key, host, reason, message, warning }) => {
    const about = key ?? `host ${host ?? ''}`
    const told = `${reason}: ${message}`
    const before = troubles.get(about)
    if (isTrouble(reason, warning)) {
      troubles.set(about, told)
      return { repeated: before === told, recovered: false }
    }
    const isWell = key === null ? !warning : good.has(reason)
    if (!isWell || before === undefined) return { repeated: false, recovered: false }
    troubles.delete(about)
    return { repeated: false, recovered: reason !== 'Destroyed' && reason !== 'Released' }
  }
}

/** A try that is repeated is on its way; what waits or was stopped is no trouble of its own. */
const isTrouble = (reason: string, warning: boolean): boolean =>
  warning && reason !== 'Retry' && reason !== 'Waiting' && reason !== 'Interrupted'
