/** What others ask of the run that watches: written by those that ask, taken up and answered by the one that holds the lease. */
import type { DatabaseSync } from 'node:sqlite'
import type { RequestRecord } from '../store.ts'
import { atomic, durable } from './database.ts'
import { number, oneOf, optionalText, text } from './rows.ts'
import type { Row } from './rows.ts'

const dayMs = 24 * 60 * 60 * 1000
const columns = 'id, state, created, expires, pid, verb, body, answer'
const answered = "state IN ('ended', 'refused')"

export function requestTable(db: DatabaseSync) {
  const one = db.prepare(`SELECT ${columns} FROM requests WHERE id = ?`)
  const open = db.prepare(`SELECT ${columns} FROM requests WHERE state = 'open' AND expires > ? ORDER BY id`)
  const put = db.prepare(
    "INSERT INTO requests (state, created, expires, pid, verb, body) VALUES ('open', ?, ?, ?, ?, ?)",
  )
  const remove = db.prepare('DELETE FROM requests WHERE id = ?')
  const take = db.prepare("UPDATE requests SET state = 'taken' WHERE id = ? AND state = 'open'")
  const abandon = db.prepare(`UPDATE requests SET state = 'refused', answer = ? WHERE state = 'taken'`)
  const answer = db.prepare('UPDATE requests SET state = ?, answer = ? WHERE id = ?')
  const old = db.prepare(
    `SELECT EXISTS (SELECT 1 FROM requests WHERE ${answered} AND (ended IS NULL OR ended < :dayAgo))
         OR EXISTS (SELECT 1 FROM requests WHERE state = 'open' AND expires < :dayAgo) AS found`,
  )
  const noteEnd = db.prepare(`UPDATE requests SET ended = ? WHERE ${answered} AND ended IS NULL`)
  const forget = db.prepare(`DELETE FROM requests WHERE ended < :dayAgo OR (state = 'open' AND expires < :dayAgo)`)

  /** Counts a day from the first look after the end, so that whoever waited long can still read the answer. */
  function forgetOld(now: number): void {
    const dayAgo = now - dayMs
    // Asked for every half second: it must not even begin to write where there is nothing to write.
    if (old.get({ dayAgo })?.['found'] !== 1) return
    atomic(db, () => {
      noteEnd.run(now)
      forget.run({ dayAgo })
    })
  }

  return {
    find(id: number): RequestRecord | undefined {
      const row = one.get(id)
      return row && readRequest(row)
    },
    open(now: number): readonly RequestRecord[] {
      forgetOld(now)
      return open.all(now).map(readRequest)
    },
    ask({ verb, body, pid, created, expires }: Omit<RequestRecord, 'id' | 'state' | 'answer'>): RequestRecord {
      const { lastInsertRowid } = put.run(created, expires, pid, verb, body)
      return { id: Number(lastInsertRowid), verb, body, pid, created, expires, state: 'open' }
    },
    withdraw(id: number): void {
      remove.run(id)
    },
    /** On the device when it returns: a consent that was spent must not be there to be spent again. */
    take: (id: number): boolean => durable(db, () => take.run(id)).changes === 1,
    /** Who took them up holds the lease no more. */
    abandon(text: string): void {
      abandon.run(text)
    },
    /** Nothing where nobody waits any more. */
    answer(id: number, state: 'ended' | 'refused', text: string): void {
      answer.run(state, text, id)
    },
  }
}

function readRequest(row: Row): RequestRecord {
  const answer = optionalText(row, 'answer')
  return {
    id: number(row, 'id'),
    verb: oneOf(row, 'verb', ['reconcile', 'destroy']),
    body: text(row, 'body'),
    pid: number(row, 'pid'),
    created: number(row, 'created'),
    expires: number(row, 'expires'),
    state: oneOf(row, 'state', ['open', 'taken', 'ended', 'refused']),
    ...(answer === undefined ? {} : { answer }),
  }
}
