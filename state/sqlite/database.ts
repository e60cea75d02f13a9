/** Opening a database file that only its owner can read, and the two ways of writing to it. */
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How long a statement waits for another process, milliseconds. */
const busyTimeout = 5000

/**
 * A WAL database: readers never wait for the writer, and what was committed outlives kill -9. Commits are flushed to
 * the device only within `durable`.
 */
export function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeout })
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** The same database for reading. Not SQLite's own read-only mode: that leaves two files behind if it closes last. */
export function openReading(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeout })
  db.exec('PRAGMA query_only = ON')
  return db
}

/** Runs `use` on the database, which stays open unless that throws. */
export function keepOpen<T>(db: DatabaseSync, use: (db: DatabaseSync) => T): T {
  try {
    return use(db)
  } catch (error) {
    db.close()
    throw error
  }
}

/** All of `work` or, where it throws, nothing of it. */
export function atomic<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** `work`, one statement, has reached the device when this returns, and with it all that was written before it. */
export function durable<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA synchronous = FULL')
  try {
    return work()
  } finally {
    db.exec('PRAGMA synchronous = NORMAL')
  }
}

/** Makes `path` and the folder it is in, 0600 and 0700 under any umask. Folders further up keep their mode if they exist. */
export function makePrivate(path: string): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  restrict(folder, 0o700)
  // Exclusive: merely opening and closing a file that is there would drop the locks this process has on it.
  if (!isThere(path)) closeSync(openSync(path, 'ax', 0o600))
  // SQLite gives the files it puts beside the database the database's own mode.
  restrict(path, 0o600)
}

/** Throws where that cannot be seen: what is hidden from us is not nothing. */
export const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined

function restrict(path: string, mode: number): void {
  if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode)
}
