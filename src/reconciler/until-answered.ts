/** Patience with a host that does not answer yet. */
import { HomestakError } from '../errors.ts'
import type { Ports } from './engine.ts'

/** Tries again while the host is merely silent; `moved` is told when a try got further than those before it. */
export async function untilAnswered(
  ports: Ports,
  attempt: (onAnswer: () => void) => Promise<void>,
  signal: AbortSignal,
  moved: () => void,
): Promise<void> {
  let furthest = 0
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
      await ports.clock.sleep(pause, signal).catch(() => {
        throw error
      })
    }
  }
}
