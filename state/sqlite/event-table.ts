/** What happened, newest at the end, bounded. */
import type { DatabaseSync } from 'node:sqlite'
import type { EventRecord, RecordKey } from '../store.ts'
import { atomic } from './database.ts'
import { number, optionalNumber, optionalText, text } from './rows.ts'
import type { Row } from './rows.ts'

/** So many of the latest events are kept. */
export const eventLimit = 10_000

export function eventTable(db: DatabaseSync) {
  const put = db.prepare(
    'INSERT INTO events (time, host, manifest, node, reason, message, warning) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const newest = db.prepare('SELECT max(seq) AS seq FROM events')
  const forget = db.prepare('DELETE FROM events WHERE seq <= ?')
  const find = db.prepare(
    `SELECT seq, time, host, manifest, node, reason, message, warning FROM events
     WHERE seq > :after AND host IS coalesce(:host, host) AND manifest IS coalesce(:manifest, manifest)
       AND node IS coalesce(:node, node)
     ORDER BY seq`,
  )
  return {
    append(event: Omit<EventRecord, 'seq'>): EventRecord {
      const { time, host = null, manifest = null, node = null, reason, message, warning } = event
      const seq = atomic(db, () => {
        const { lastInsertRowid } = put.run(time, host, manifest, node, reason, message, warning ? 1 : 0)
        forget.run(Number(lastInsertRowid) - eventLimit)
        return Number(lastInsertRowid)
      })
      return { ...event, seq }
    },
    last: (): number => optionalNumber(newest.get() ?? {}, 'seq') ?? 0,
    find: (after: number, { host = null, manifest = null, node = null }: Nullable<RecordKey>): readonly EventRecord[] =>
      find.all({ after, host, manifest, node }).map(readEvent),
  }
}

type Nullable<Fields> = { readonly [Key in keyof Fields]?: Fields[Key] | null }

function readEvent(row: Row): EventRecord {
  const host = optionalText(row, 'host')
  const manifest = optionalText(row, 'manifest')
  const node = optionalText(row, 'node')
  return {
    seq: number(row, 'seq'),
    time: number(row, 'time'),
    ...(host === undefined ? {} : { host }),
    ...(manifest === undefined ? {} : { manifest }),
    ...(node === undefined ? {} : { node }),
    reason: text(row, 'reason'),
    message: text(row, 'message'),
    warning: number(row, 'warning') === 1,
  }
}
