/**
 * The store of a run that stays: where the state takes no more (a full disk), what is only remembered is let go and told
 * once, and the run goes on. What has to be written before a call still fails, and with it the call.
 */
import { StateError } from '../../../state/state-error.ts'
import type { Store } from '../../../state/store.ts'

/** `onTurn` is told why the state cannot be written, and undefined once it can again. */
export function lenientStore(store: Store, onTurn: (trouble: string | undefined) => void): Store {
  let troubled = false
  const turn = (trouble: string | undefined) => {
    if (troubled === (trouble !== undefined)) return
    troubled = trouble !== undefined
    onTurn(trouble)
  }
  /** `proves`: that it went well shows that the state takes writes. */
  const lenient =
    <Given extends readonly unknown[], Result>(
      write: (...given: Given) => Result,
      otherwise: (...given: Given) => Result,
      proves = true,
    ) =>
    (...given: Given): Result => {
      try {
        const result = write(...given)
        if (proves) turn(undefined)
        return result
      } catch (error) {
        if (!(error instanceof StateError)) throw error
        turn(error.message)
        return otherwise(...given)
      }
    }
  const nothing = () => undefined
  return {
    ...store,
    saveNode: lenient(store.saveNode, nothing),
    removeNode: lenient(store.removeNode, nothing),
    endZone: lenient(store.endZone, nothing),
    saveScope: lenient(store.saveScope, nothing),
    saveHostFacts: lenient(store.saveHostFacts, nothing),
    appendEvent: lenient(store.appendEvent, (event) => ({ ...event, seq: 0 })),
    saveProblems: lenient(store.saveProblems, nothing),
    saveWatch: lenient(store.saveWatch, nothing),
    saveSighting: lenient(store.saveSighting, nothing),
    removeSighting: lenient(store.removeSighting, nothing),
    openRequests: lenient(store.openRequests, () => [], false),
    takeRequest: lenient(store.takeRequest, () => false),
    abandonRequests: lenient(store.abandonRequests, nothing),
    answerRequest: lenient(store.answerRequest, nothing),
  }
}
