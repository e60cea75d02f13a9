/** Work that must not be done twice at the same time, one after the other for each key. */

export type Gate = <T>(key: string, work: () => Promise<T>) => Promise<T>

export function createGate(): Gate {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work)
    last.set(
      key,
      mine.catch(() => undefined),
    )
    return mine
  }
}
