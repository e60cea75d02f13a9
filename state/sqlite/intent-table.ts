/** The journal: what is about to be done to a guest, from before the first call until after the last. */
import type { DatabaseSync } from 'node:sqlite'
import type { IntentRecord } from '../store.ts'
import { durable } from './database.ts'
import { number, oneOf, optionalText, text } from './rows.ts'
import type { Row } from './rows.ts'

export function intentTable(db: DatabaseSync) {
  const open = db.prepare('SELECT id, host, manifest, node, act, vmid, uid, upid, started FROM intents ORDER BY id')
  const begin = db.prepare(
    'INSERT INTO intents (host, manifest, node, act, vmid, uid, started) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const note = db.prepare('UPDATE intents SET upid = ? WHERE id = ?')
  const end = db.prepare('DELETE FROM intents WHERE id = ?')
  return {
    open: (): readonly IntentRecord[] => open.all().map(readIntent),
    begin({ host, manifest, node, act, vmid, uid, started }: Omit<IntentRecord, 'id' | 'upid'>): IntentRecord {
      const { lastInsertRowid } = durable(db, () => begin.run(host, manifest, node, act, vmid, uid, started))
      return { id: Number(lastInsertRowid), host, manifest, node, act, vmid, uid, started }
    },
    noteTask(id: number, upid: string): void {
      const { changes } = durable(db, () => note.run(upid, id))
      if (changes === 0) throw new RangeError(`intent ${id} is not open`)
    },
    end(id: number): void {
      durable(db, () => end.run(id))
    },
  }
}

function readIntent(row: Row): IntentRecord {
  const upid = optionalText(row, 'upid')
  return {
    id: number(row, 'id'),
    host: text(row, 'host'),
    manifest: text(row, 'manifest'),
    node: text(row, 'node'),
    act: oneOf(row, 'act', ['create', 'destroy', 'replace', 'rollback', 'release']),
    vmid: number(row, 'vmid'),
    uid: text(row, 'uid'),
    ...(upid === undefined ? {} : { upid }),
    started: number(row, 'started'),
  }
}
