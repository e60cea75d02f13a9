/** The store on SQLite: `{dir}/{site}/state.db`, or nothing but memory. */
import { DatabaseSync } from 'node:sqlite'
import type { Store, StoreReader } from '../store.ts'
import { isThere, keepOpen, makePrivate, openDatabase, openReading } from './database.ts'
import { eventTable } from './event-table.ts'
import { hostFactTable } from './host-fact-table.ts'
import { intentTable } from './intent-table.ts'
import { migrate, refuseNewer, schemaVersion } from './migrate.ts'
import { migrations } from './migrations.ts'
import { nodeTable } from './node-table.ts'
import { placeOf } from './place.ts'
import { problemTable } from './problem-table.ts'
import { requestTable } from './request-table.ts'
import { scopeTable } from './scope-table.ts'
import { sightingTable } from './sighting-table.ts'
import { takingTable } from './taking-table.ts'
import { withTrouble } from './trouble.ts'
import { watchTable } from './watch-table.ts'
import { zoneTable } from './zone-table.ts'

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

/**
 * Opens the store of `site` for reading only; undefined where nothing was ever stored. What a state of an older
 * homestak does not have yet reads as empty. Throws a StateError.
 */
export function peekStore(dir: string, site: string): StoreReader | undefined {
  const path = placeOf(dir, site).database
  return withTrouble(path, () => {
    if (!isThere(path)) return undefined
    return keepOpen(openReading(path), (db) => {
      refuseNewer(db, path, migrations.length)
      const version = schemaVersion(db)
      const after = (migration: number) => (version < migration ? emptyDatabase() : db)
      if (version > 0) return storeOn(db, path, { second: after(2), third: after(3), fourth: after(4) })
      db.close()
      return undefined
    })
  })
}

/** Has every table and no row; it is closed when nobody refers to it any more. */
function emptyDatabase(): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  migrate(db, ':memory:', migrations)
  return db
}

/** Where the tables of each migration are: in the same database, unless that is older. */
interface Later {
  readonly second: DatabaseSync
  readonly third: DatabaseSync
  readonly fourth: DatabaseSync
}

/** On a database that has all tables. @internal */
export function storeOn(
  db: DatabaseSync,
  path: string,
  { second, third, fourth }: Later = { second: db, third: db, fourth: db },
): Store {
  const nodes = nodeTable(db)
  const intents = intentTable(db)
  const scopes = scopeTable(db)
  const events = eventTable(db)
  const problems = problemTable(second)
  const watches = watchTable(second)
  const sightings = sightingTable(second)
  const takings = takingTable(second)
  const requests = requestTable(second)
  const hostFacts = hostFactTable(third)
  const zones = zoneTable(fourth)
  const run = <T>(work: () => T): T => withTrouble(path, work)
  return {
    node: (key) => run(() => nodes.find(key)),
    nodes: () => run(() => nodes.all()),
    names: () => run(() => nodes.names()),
    saveNode: (record) => run(() => nodes.put(record)),
    removeNode: (key) => run(() => nodes.remove(key)),
    openIntents: () => run(() => intents.open()),
    beginIntent: (intent) => run(() => intents.begin(intent)),
    noteTask: (id, upid) => run(() => intents.noteTask(id, upid)),
    endIntent: (id) => run(() => intents.end(id)),
    begunZones: () => run(() => zones.all()),
    beginZone: (record) => run(() => zones.begin(record)),
    endZone: (host, zone) => run(() => zones.end(host, zone)),
    scope: (root) => run(() => scopes.find(root)),
    scopePaths: () => run(() => scopes.paths()),
    saveScope: (root, pairs) => run(() => scopes.save(root, pairs)),
    appendEvent: (event) => run(() => events.append(event)),
    events: (after, key = {}) => run(() => events.find(after, key)),
    problems: (root) => run(() => problems.find(root ?? null)),
    saveProblems: (root, found) => run(() => problems.save(root, found)),
    watch: () => run(() => watches.find()),
    saveWatch: (record) => run(() => watches.save(record)),
    sightings: (clusterKey) => run(() => sightings.find(clusterKey)),
    saveSighting: (sighting) => run(() => sightings.put(sighting)),
    removeSighting: (clusterKey, vmid) => run(() => sightings.remove(clusterKey, vmid)),
    hostFacts: (host) => run(() => hostFacts.find(host)),
    saveHostFacts: (record) => run(() => hostFacts.put(record)),
    takings: (since) => run(() => takings.find(since)),
    saveTaking: (time, uid) => run(() => takings.save(time, uid)),
    openRequests: (now) => run(() => requests.open(now)),
    takeRequest: (id) => run(() => requests.take(id)),
    abandonRequests: (answer) => run(() => requests.abandon(answer)),
    answerRequest: (id, state, answer) => run(() => requests.answer(id, state, answer)),
    close: () => run(() => db.close()),
  }
}
