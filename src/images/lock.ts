/** One download of an image at a time on this machine: a lock that the kernel frees when its holder dies. */
import { DatabaseSync } from 'node:sqlite'
import { unusable } from './cache.ts'

export interface Lock {
  release(): void
}

const busy = 5

/** Undefined where somebody else has it, in this process or another. */
export function takeLock(path: string): Lock | undefined {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path, { timeout: 0 })
    // Nothing is written: the file stays empty, and is left where it is, since another may be waiting for it.
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db?.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined
    throw unusable(path, error)
  }
  const held = db
  return { release: () => held.close() }
}
