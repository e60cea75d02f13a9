/** How much goes on at once: writing steps over all hosts, on one host (PVE has three workers), on one storage (its lock waits only 10 s); plans on this machine. */
import PQueue from 'p-queue'

export const writesPerHost = 3

/** Each keeps a core of this machine busy and takes some 150 MB. */
const plansAtOnce = 3

export interface Limits {
  /**
   * Runs `work` when host and storage are free; always taken in the same order, so that nothing waits in a circle. The
   * storage is the next one's from when `work` says that it is done there.
   */
  write<T>(
    place: { readonly host: string; readonly storage?: string },
    work: (leaveStorage: () => void) => Promise<T>,
  ): Promise<T>
  /** What only thinks and looks before a writing step; it takes no place from those. */
  plan<T>(work: () => Promise<T>): Promise<T>
}

export function createLimits({ concurrency }: { readonly concurrency: number }): Limits {
  const everything = new PQueue({ concurrency })
  const lanes = new Map<string, PQueue>()
  const lane = (name: string, width: number) => {
    const known = lanes.get(name) ?? new PQueue({ concurrency: width })
    lanes.set(name, known)
    return known
  }
  const within = <T>(queue: PQueue, work: () => Promise<T>, priority = 0): Promise<T> => queue.add(work, { priority })
  return {
    plan: (work) => within(lane('\nplans', plansAtOnce), work),
    write: ({ host, storage }, work) => {
      // Whoever holds a storage keeps others from it: it waits for nobody who does not.
      const rank = storage === undefined ? 0 : 1
      const left = Promise.withResolvers<void>()
      const onHost = () =>
        within(lane(host, writesPerHost), () => within(everything, () => work(left.resolve), rank), rank)
      return storage === undefined ? onHost() : inTurn(lane(`${host}\n${storage}`, 1), onHost, left.promise)
    },
  }
}

/** The turn is over with the work, or when it was left. */
async function inTurn<T>(queue: PQueue, work: () => Promise<T>, left: Promise<void>): Promise<T> {
  const result = Promise.withResolvers<T>()
  await queue.add(async () => {
    work().then(result.resolve, result.reject)
    await Promise.race([left, result.promise.catch(() => undefined)])
  })
  return result.promise
}
