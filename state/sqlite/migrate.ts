/** Brings a database to the newest schema, one migration a transaction; the number reached is SQLite's `user_version`. */
import type { DatabaseSync } from 'node:sqlite'
import { StateError } from '../state-error.ts'
import { atomic } from './database.ts'
import { number } from './rows.ts'

export function schemaVersion(db: DatabaseSync): number {
  const row = db.prepare('PRAGMA user_version').get()
  return row ? number(row, 'user_version') : 0
}

/** Throws a StateError `newer` where the database knows more migrations than `migrations`. */
export function migrate(db: DatabaseSync, path: string, migrations: readonly string[]): void {
  refuseNewer(db, path, migrations.length)
  for (const [index, sql] of migrations.entries()) {
    atomic(db, () => {
      // Read inside the transaction: another process may have migrated in the meantime.
      if (schemaVersion(db) > index) return
      db.exec(sql)
      db.exec(`PRAGMA user_version = ${index + 1}`)
    })
  }
}

export function refuseNewer(db: DatabaseSync, path: string, known: number): void {
  const version = schemaVersion(db)
  if (version <= known) return
  throw new StateError({
    code: 'newer',
    message: `state ${path} was written by a newer homestak (schema ${version}, this one knows ${known})`,
    hint: 'run the newer homestak, or name another folder with --state',
    path,
  })
}
