/** Guests that a watching run took away, for a day: what the destroy limit of a watching run counts. */
import type { DatabaseSync } from 'node:sqlite'
import { atomic } from './database.ts'
import { number, text } from './rows.ts'

const dayMs = 24 * 60 * 60 * 1000

export function takingTable(db: DatabaseSync) {
  const find = db.prepare('SELECT time, uid FROM takings WHERE time > ? ORDER BY time, uid')
  const put = db.prepare('INSERT OR REPLACE INTO takings (time, uid) VALUES (?, ?)')
  const forget = db.prepare('DELETE FROM takings WHERE time < ?')
  return {
    find: (since: number): readonly { readonly time: number; readonly uid: string }[] =>
      find.all(since).map((row) => ({ time: number(row, 'time'), uid: text(row, 'uid') })),
    save(time: number, uid: string): void {
      atomic(db, () => {
        put.run(time, uid)
        forget.run(time - dayMs)
      })
    },
  }
}
