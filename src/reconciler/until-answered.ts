/** Patience with a host that does not answer yet. */
import type { Clock } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import type { Ports } from './engine.ts'

/** How often it is told that a host is waited for. */
const tellEveryMs = 3000

export const noAnswer = 'no answer yet'

export const waitText = (why: string, ms: number): string => `${why}; tried for ${Math.round(ms / 1000)} s`

/** Tries again while the host is merely silent; `moved` is told when a try got further than those before it. */
export async function untilAnswered(
  { clock, onWait }: Pick<Ports, 'clock' | 'onWait'>,
  host: string,
  attempt: (onAnswer: () => void) => Promise<void>,
  signal: AbortSignal,
  moved: () => void,
): Promise<void> {
  const started = clock.now()
  let furthest = 0
  let last = noAnswer
  const word = () => {
    const ms = clock.now() - started
    if (furthest === 0) return waitText(last, ms)
    return `looking at it for ${Math.round(ms / 1000)} s, ${furthest} answer${furthest === 1 ? '' : 's'} so far`
  }
  return whileTelling(
    clock,
    () => onWait?.(host, word()),
    async () => {
      for (let pause = 1000; ; pause = Math.min(pause * 2, 5000)) {
        let answers = 0
        try {
          return await attempt(() => {
            answers += 1
            if (answers <= furthest) return
            furthest = answers
            moved()
          })
        } catch (error) {
          if (signal.aborted || !(error instanceof HomestakError) || error.retry === 'permanent') throw error
          last = error.message
          await clock.sleep(pause, signal).catch(() => {
            throw error
          })
        }
      }
    },
  )
}

/** Tells now and then, for as long as the work takes. */
export async function whileTelling<T>(clock: Clock, tell: () => void, work: () => Promise<T>): Promise<T> {
  const done = new AbortController()
  const telling = async () => {
    for (;;) {
      await clock.sleep(tellEveryMs, done.signal)
      tell()
    }
  }
  const told = telling().catch(() => undefined)
  try {
    return await work()
  } finally {
    done.abort()
    await told
  }
}
