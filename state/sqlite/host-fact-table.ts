/** What hosts let their tokens do, as last read, one row a host. */
import type { DatabaseSync } from 'node:sqlite'
import type { HostFactsRecord } from '../store.ts'
import { number, text } from './rows.ts'

export function hostFactTable(db: DatabaseSync) {
  const find = db.prepare('SELECT host, key, facts, read FROM host_facts WHERE host = ?')
  const put = db.prepare('INSERT OR REPLACE INTO host_facts (host, key, facts, read) VALUES (?, ?, ?, ?)')
  return {
    find(host: string): HostFactsRecord | undefined {
      const row = find.get(host)
      return (
        row && { host: text(row, 'host'), key: text(row, 'key'), facts: text(row, 'facts'), read: number(row, 'read') }
      )
    },
    put({ host, key, facts, read }: HostFactsRecord): void {
      put.run(host, key, facts, read)
    },
  }
}
