/** The run that watches, or watched last: never more than one row. */
import type { DatabaseSync } from 'node:sqlite'
import type { WatchRecord } from '../store.ts'
import { asText, list, number, optionalNumber } from './rows.ts'

export function watchTable(db: DatabaseSync) {
  const find = db.prepare('SELECT pid, started, paths, drift_interval_ms, last_look FROM watches')
  const put = db.prepare(
    'INSERT OR REPLACE INTO watches (only, pid, started, paths, drift_interval_ms, last_look) VALUES (1, ?, ?, ?, ?, ?)',
  )
  return {
    find(): WatchRecord | undefined {
      const row = find.get()
      return (
        row && {
          pid: number(row, 'pid'),
          started: number(row, 'started'),
          paths: list(row, 'paths', asText),
          driftIntervalMs: number(row, 'drift_interval_ms'),
          lastLook: optionalNumber(row, 'last_look') ?? null,
        }
      )
    },
    save({ pid, started, paths, driftIntervalMs, lastLook }: WatchRecord): void {
      put.run(pid, started, JSON.stringify(paths), driftIntervalMs, lastLook)
    },
  }
}
