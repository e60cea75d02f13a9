/** Guests as their configuration was last read, one row a guest. */
import type { DatabaseSync } from 'node:sqlite'
import type { SightingRecord } from '../store.ts'
import { number, text } from './rows.ts'

export function sightingTable(db: DatabaseSync) {
  const find = db.prepare(
    'SELECT cluster_key, vmid, signature, view, read FROM sightings WHERE cluster_key = ? ORDER BY vmid',
  )
  const put = db.prepare(
    'INSERT OR REPLACE INTO sightings (cluster_key, vmid, signature, view, read) VALUES (?, ?, ?, ?, ?)',
  )
  const remove = db.prepare('DELETE FROM sightings WHERE cluster_key = ? AND vmid = ?')
  return {
    find: (clusterKey: string): readonly SightingRecord[] =>
      find.all(clusterKey).map((row) => ({
        clusterKey: text(row, 'cluster_key'),
        vmid: number(row, 'vmid'),
        signature: text(row, 'signature'),
        view: text(row, 'view'),
        read: number(row, 'read'),
      })),
    put({ clusterKey, vmid, signature, view, read }: SightingRecord): void {
      put.run(clusterKey, vmid, signature, view, read)
    },
    remove(clusterKey: string, vmid: number): void {
      remove.run(clusterKey, vmid)
    },
  }
}
