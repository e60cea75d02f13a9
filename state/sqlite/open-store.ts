/** The store on SQLite: `{dir}/{site}/state.db`, or nothing but memory. */
import type { DatabaseSync } from 'node:sqlite'
import { StateError } from '../state-error.ts'
import type { Store, StoreReader } from '../store.ts'
import { isThere, makePrivate, openDatabase, openReading } from './database.ts'
import { eventTable } from './event-table.ts'
import { intentTable } from './intent-table.ts'
import { migrate, refuseNewer, schemaVersion } from './migrate.ts'
import { migrations } from './migrations.ts'
import { nodeTable } from './node-table.ts'
import { placeOf } from './place.ts'
import { scopeTable } from './scope-table.ts'
import { withTrouble } from './trouble.ts'

/**
 * Opens the store of `site` for writing and makes it where there is none. `dir` is absolute, or `:memory:`.
 * Throws a StateError, as all methods of the store do, where the folder cannot be used.
 */
export function openStore(dir: string, site: string): Store {
  const inMemory = dir === ':memory:'
  const path = inMemory ? dir : placeOf(dir, site).database
  return withTrouble(path, () => {
    if (!inMemory) makePrivate(path)
    return keepOpen(openDatabase(path), (db) => {
      migrate(db, path, migrations)
      return storeOn(db, path)
    })
  })
}

/** Opens the store of `site` for reading only; undefined where nothing was ever stored. Throws a StateError. */
export function peekStore(dir: string, site: string): StoreReader | undefined {
  const path = placeOf(dir, site).database
  return withTrouble(path, () => {
    if (!isThere(path)) return undefined
    return keepOpen(openReading(path), (db) => {
      refuseNewer(db, path, migrations.length)
      const version = schemaVersion(db)
      if (version === migrations.length) return storeOn(db, path)
      if (version > 0) throw olderState(path)
      db.close()
      return undefined
    })
  })
}

/** Runs `use` on the database, which stays open unless that throws. */
function keepOpen<T>(db: DatabaseSync, use: (db: DatabaseSync) => T): T {
  try {
    return use(db)
  } catch (error) {
    db.close()
    throw error
  }
}

function storeOn(db: DatabaseSync, path: string): Store {
  const nodes = nodeTable(db)
  const intents = intentTable(db)
  const scopes = scopeTable(db)
  const events = eventTable(db)
  const run = <T>(work: () => T): T => withTrouble(path, work)
  return {
    node: (key) => run(() => nodes.find(key)),
    nodes: () => run(() => nodes.all()),
    saveNode: (record) => run(() => nodes.put(record)),
    removeNode: (key) => run(() => nodes.remove(key)),
    openIntents: () => run(() => intents.open()),
    beginIntent: (intent) => run(() => intents.begin(intent)),
    noteTask: (id, upid) => run(() => intents.noteTask(id, upid)),
    endIntent: (id) => run(() => intents.end(id)),
    scope: (root) => run(() => scopes.find(root)),
    scopePaths: () => run(() => scopes.paths()),
    saveScope: (root, pairs) => run(() => scopes.save(root, pairs)),
    appendEvent: (event) => run(() => events.append(event)),
    events: (after, key = {}) => run(() => events.find(after, key)),
    close: () => run(() => db.close()),
  }
}

function olderState(path: string): StateError {
  return new StateError({
    code: 'unusable',
    message: `state ${path} was written by an older homestak`,
    hint: 'the next `homestak reconcile` brings it up to date',
    path,
  })
}
