/** Zones that were begun, one row each, from before the call until it was seen what became of them. */
import type { DatabaseSync } from 'node:sqlite'
import type { ZoneRecord } from '../store.ts'
import { durable } from './database.ts'
import { text } from './rows.ts'

export function zoneTable(db: DatabaseSync) {
  const all = db.prepare('SELECT host, manifest, node, zone, fields FROM begun_zones ORDER BY host, zone')
  const put = db.prepare(
    'INSERT OR REPLACE INTO begun_zones (host, manifest, node, zone, fields) VALUES (?, ?, ?, ?, ?)',
  )
  const end = db.prepare('DELETE FROM begun_zones WHERE host = ? AND zone = ?')
  return {
    all: (): readonly ZoneRecord[] =>
      all.all().map((row) => ({
        host: text(row, 'host'),
        manifest: text(row, 'manifest'),
        node: text(row, 'node'),
        zone: text(row, 'zone'),
        fields: text(row, 'fields'),
      })),
    begin({ host, manifest, node, zone, fields }: ZoneRecord): void {
      durable(db, () => put.run(host, manifest, node, zone, fields))
    },
    end(host: string, zone: string): void {
      durable(db, () => end.run(host, zone))
    },
  }
}
