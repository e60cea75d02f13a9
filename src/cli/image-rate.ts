/** How fast an image comes, from how far it is: counted anew with each stage of the way. */
import type { Clock } from '../clock.ts'
import type { ImageProgress } from '../images/images.ts'

/** Bytes a second; null before that can be told. */
export function createRate(clock: Clock): (progress: Pick<ImageProgress, 'stage' | 'bytes'>) => number | null {
  let began: { readonly stage: ImageProgress['stage']; readonly at: number; readonly bytes: number } | undefined
  return ({ stage, bytes }) => {
    if (began?.stage !== stage) began = { stage, at: clock.now(), bytes }
    const ms = clock.now() - began.at
    return ms < 1000 || bytes <= began.bytes ? null : ((bytes - began.bytes) / ms) * 1000
  }
}
