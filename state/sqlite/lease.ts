/** The lease: the right to be the one writer of a state, as a lock that the kernel frees when its holder dies. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StateError } from '../state-error.ts'
import type { Lease, LeaseHolder } from '../store.ts'
import { isThere, makePrivate } from './database.ts'
import { placeOf } from './place.ts'
import { sqliteCode, withTrouble } from './trouble.ts'

/** Outlasts the blink for which `readHolder` locks the file, milliseconds; a reader may be put to sleep in it. */
const blink = 250
const blinks = 40

const busy = 5

/**
 * Takes the lease of `site` for as long as the returned object is kept, at most until the process ends.
 * Throws a StateError: `held` with the holder where another process, or another part of this one, has it.
 */
export function takeLease(dir: string, site: string, holder: LeaseHolder): Lease {
  const { leaseDatabase, leaseHolder } = placeOf(dir, site)
  return withTrouble(leaseDatabase, () => {
    makePrivate(leaseDatabase)
    const db = new DatabaseSync(leaseDatabase, { timeout: blink })
    try {
      lock(db, leaseDatabase)
      writeHolder(leaseHolder, holder)
    } catch (error) {
      db.close()
      throw sqliteCode(error) === busy ? heldError(leaseDatabase, parseHolder(leaseHolder)) : error
    }
    return {
      release() {
        if (!db.isOpen) return
        rmSync(leaseHolder, { force: true })
        db.close()
      },
    }
  })
}

/** Who holds the lease now; undefined where nobody does. What a dead holder left behind does not count. */
export function readHolder(dir: string, site: string): LeaseHolder | undefined {
  const { leaseDatabase, leaseHolder } = placeOf(dir, site)
  return withTrouble(leaseDatabase, () =>
    isThere(leaseDatabase) && isLocked(leaseDatabase) ? parseHolder(leaseHolder) : undefined,
  )
}

/** Throws busy where somebody has it, and not merely looks who does. */
function lock(db: DatabaseSync, path: string): void {
  for (let left = blinks; ; left--) {
    try {
      return db.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      if (sqliteCode(error) !== busy || left === 0 || isLocked(path)) throw error
    }
  }
}

function isLocked(path: string): boolean {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    if (sqliteCode(error) === busy) return true
    throw error
  } finally {
    db.close()
  }
}

function writeHolder(path: string, { pid, command, started }: LeaseHolder): void {
  const draft = `${path}.new`
  writeFileSync(draft, `${JSON.stringify({ pid, command, started })}\n`, { mode: 0o600 })
  renameSync(draft, path)
}

/** undefined in the moment between a lock and the file that names its holder. */
function parseHolder(path: string): LeaseHolder | undefined {
  if (!isThere(path)) return undefined
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, command, started }: Partial<Record<string, unknown>> = { ...value }
  if (typeof pid !== 'number' || typeof command !== 'string' || typeof started !== 'number') return undefined
  return { pid, command, started }
}

function heldError(path: string, holder: LeaseHolder | undefined): StateError {
  const who = holder ? `process ${holder.pid}, \`${holder.command}\`` : 'another homestak'
  return new StateError({
    code: 'held',
    message: `${who} writes with the state ${path}`,
    hint: 'wait for it with --wait, or end it first',
    path,
    holder,
  })
}
