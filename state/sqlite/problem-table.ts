/** What is wrong in the files of each PATH, in the order in which it was found. */
import type { DatabaseSync } from 'node:sqlite'
import type { ProblemRecord } from '../store.ts'
import { atomic } from './database.ts'
import { number, optionalText, text } from './rows.ts'
import type { Row } from './rows.ts'

export function problemTable(db: DatabaseSync) {
  const find = db.prepare(
    'SELECT file, line, col, message, hint FROM problems WHERE path = coalesce(?, path) ORDER BY path, place',
  )
  const clear = db.prepare('DELETE FROM problems WHERE path = ?')
  const put = db.prepare(
    'INSERT INTO problems (path, place, file, line, col, message, hint) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  return {
    find: (path: string | null): readonly ProblemRecord[] => find.all(path).map(readProblem),
    save(path: string, problems: readonly ProblemRecord[]): void {
      atomic(db, () => {
        clear.run(path)
        problems.forEach(({ file, line, column, message, hint = null }, place) => {
          put.run(path, place, file, line, column, message, hint)
        })
      })
    },
  }
}

function readProblem(row: Row): ProblemRecord {
  const hint = optionalText(row, 'hint')
  return {
    file: text(row, 'file'),
    line: number(row, 'line'),
    column: number(row, 'col'),
    message: text(row, 'message'),
    ...(hint === undefined ? {} : { hint }),
  }
}
