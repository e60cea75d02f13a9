/** Takes up what commands beside a watching run ask of it, and answers once all of it has come to its end. */
import type { RequestRecord, Store } from '../../../state/store.ts'
import type { Clock } from '../../clock.ts'
import { HomestakError, withHint } from '../../errors.ts'
import type { RunSummary } from '../documents.ts'
import type { Grant } from './grants.ts'
import { readRequest, writeAnswer, type RequestBody } from './request.ts'

export interface Undertaking {
  /** What was agreed to with it. */
  readonly grant: Grant
  /** Throws HomestakError where it will not come to its end. */
  isDone(): boolean
  summary(): RunSummary
  /** It is not followed any more. */
  close(): void
}

export interface RequestDesk {
  /** Looks for new requests, and answers those that are done. */
  beat(): void
}

export interface DeskParts {
  readonly store: Pick<Store, 'openRequests' | 'takeRequest' | 'answerRequest' | 'abandonRequests'>
  readonly clock: Clock
  /** Throws HomestakError for what this run cannot do. */
  readonly undertake: (body: RequestBody) => Undertaking
  readonly onEnd: (grant: Grant) => void
}

export function createRequestDesk({ store, clock, undertake, onEnd }: DeskParts): RequestDesk {
  const open = new Map<number, Undertaking>()
  store.abandonRequests('the run that took it up ended before it was done')

  const take = ({ id, body }: RequestRecord) => {
    const asked = readRequest(body)
    if (!asked) return store.answerRequest(id, 'refused', 'another version of homestak watches; restart it')
    try {
      open.set(id, undertake(asked))
    } catch (error) {
      store.answerRequest(id, 'refused', refusalOf(error))
    }
  }

  /** undefined while it goes on. */
  const answerOf = (undertaking: Undertaking): readonly ['ended' | 'refused', string] | undefined => {
    try {
      return undertaking.isDone() ? ['ended', writeAnswer(undertaking.summary())] : undefined
    } catch (error) {
      return ['refused', refusalOf(error)]
    }
  }

  return {
    beat() {
      for (const [id, undertaking] of open) {
        const answer = answerOf(undertaking)
        if (!answer) continue
        open.delete(id)
        store.answerRequest(id, ...answer)
        undertaking.close()
        onEnd(undertaking.grant)
      }
      for (const request of store.openRequests(clock.now())) if (store.takeRequest(request.id)) take(request)
    },
  }
}

/** Throws what is no refusal. */
function refusalOf(error: unknown): string {
  if (!(error instanceof HomestakError)) throw error
  return withHint(error)
}
