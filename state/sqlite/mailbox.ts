/** The mailbox: how a process without the lease asks something of the one that holds it. */
import type { Mailbox } from '../store.ts'
import { isThere, keepOpen, openDatabase } from './database.ts'
import { eventTable } from './event-table.ts'
import { refuseNewer, schemaVersion } from './migrate.ts'
import { migrations } from './migrations.ts'
import { placeOf } from './place.ts'
import { requestTable } from './request-table.ts'
import { withTrouble } from './trouble.ts'

/**
 * Opens the mailbox of `site`; undefined where no state is, or none of today's schema yet: then there is nobody to
 * ask, or not yet. Throws a StateError, as all of its methods do.
 */
export function openMailbox(dir: string, site: string): Mailbox | undefined {
  const path = placeOf(dir, site).database
  return withTrouble(path, () => {
    if (!isThere(path)) return undefined
    return keepOpen(openDatabase(path), (db) => {
      refuseNewer(db, path, migrations.length)
      if (schemaVersion(db) < migrations.length) {
        db.close()
        return undefined
      }
      const requests = requestTable(db)
      const events = eventTable(db)
      const run = <T>(work: () => T): T => withTrouble(path, work)
      return {
        ask: (request) => run(() => requests.ask(request)),
        find: (id) => run(() => requests.find(id)),
        withdraw: (id) => run(() => requests.withdraw(id)),
        lastEvent: () => run(() => events.last()),
        events: (after) => run(() => events.find(after, {})),
        close: () => run(() => db.close()),
      }
    })
  })
}
