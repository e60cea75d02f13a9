/** Turns what SQLite and the file system throw into a StateError that says what is wrong and what to do. */
import { StateError } from '../state-error.ts'
import { DamagedRow } from './rows.ts'

type Told = Pick<StateError, 'code' | 'hint'> & { readonly what: string }

const elsewhere = 'make room or rights there, or name another folder with --state'
const startAnew =
  'state is only a cache and a journal: move this folder away and run again, nothing is destroyed by that'

const full: Told = { code: 'full', what: 'no room is left on the device', hint: elsewhere }
const denied: Told = { code: 'unusable', what: 'permission denied', hint: elsewhere }
const readOnly: Told = { code: 'unusable', what: 'it is read-only', hint: elsewhere }
const notAFolder: Told = {
  code: 'unusable',
  what: 'a file is in the way of a folder, or a folder in the way of a file',
  hint: elsewhere,
}
const damaged: Told = { code: 'unusable', what: 'it is damaged or no homestak state', hint: startAnew }

/** Primary result codes, https://www.sqlite.org/rescode.html */
const bySqliteCode: Readonly<Record<number, Told>> = {
  3: denied,
  5: { code: 'unusable', what: 'another program keeps it locked', hint: 'end that program, then run again' },
  8: readOnly,
  10: { code: 'unusable', what: 'the device reports a read or write error', hint: elsewhere },
  11: damaged,
  13: full,
  14: { code: 'unusable', what: 'it cannot be opened', hint: elsewhere },
  26: damaged,
}

const bySystemCode: Readonly<Record<string, Told>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  ENOENT: { code: 'unusable', what: 'a link on the way leads nowhere', hint: elsewhere },
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  EISDIR: notAFolder,
}

/** Runs `work` on the state at `path`; throws a StateError for all that the state is to blame for. */
export function withTrouble<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const told = tell(cause)
    if (!told) throw cause
    throw new StateError({ code: told.code, message: `state ${path}: ${told.what}`, hint: told.hint, path, cause })
  }
}

/** The primary result code of an error thrown by node:sqlite. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

function tell(error: unknown): Told | undefined {
  if (error instanceof DamagedRow) return damaged
  const code = sqliteCode(error)
  // Other result codes (a broken constraint, wrong SQL) are our own mistakes and stay what they are.
  if (code !== undefined) return bySqliteCode[code]
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  const system = String(error.code)
  return bySystemCode[system] ?? { code: 'unusable', what: system, hint: elsewhere }
}
