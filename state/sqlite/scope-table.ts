/** Which manifests on which hosts a PATH held when it was last loaded: the memory that pruning a removed file needs. */
import type { DatabaseSync } from 'node:sqlite'
import type { ScopePair } from '../store.ts'
import { atomic } from './database.ts'
import { oneOf, text } from './rows.ts'

export function scopeTable(db: DatabaseSync) {
  const find = db.prepare('SELECT manifest, host, host_from FROM scopes WHERE path = ? ORDER BY manifest, host')
  const paths = db.prepare('SELECT DISTINCT path FROM scopes ORDER BY path')
  const clear = db.prepare('DELETE FROM scopes WHERE path = ?')
  const put = db.prepare('INSERT OR REPLACE INTO scopes (path, manifest, host, host_from) VALUES (?, ?, ?, ?)')
  return {
    find: (path: string): readonly ScopePair[] =>
      find.all(path).map((row) => ({
        manifest: text(row, 'manifest'),
        host: text(row, 'host'),
        hostFrom: oneOf(row, 'host_from', ['flag', 'manifest', 'site']),
      })),
    paths: (): readonly string[] => paths.all().map((row) => text(row, 'path')),
    save(path: string, pairs: readonly ScopePair[]): void {
      atomic(db, () => {
        clear.run(path)
        for (const { manifest, host, hostFrom } of pairs) put.run(path, manifest, host, hostFrom)
      })
    },
  }
}
