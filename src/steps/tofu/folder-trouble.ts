/** Trouble with the folder in which OpenTofu's things are kept is told as what it is: it is the state's, and no bug. */
import { HomestakError } from '../../errors.ts'

/** Throws HomestakError for all that the folder is to blame for. */
export function withFolder<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw folderTrouble(error)
  }
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it is read-only',
  ENOSPC: 'no room is left on the device',
  EDQUOT: 'no room is left on the device',
  ENOTDIR: 'a file is in the way of a folder',
  EEXIST: 'a file is in the way of a folder',
  EISDIR: 'a folder is in the way of a file',
}

/** Every other error is given back as it is. */
export function folderTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error) || !('path' in error)) return error
  const { code, path } = error
  return new HomestakError({
    code: 'StateUnusable',
    message: `state ${String(path)}: ${words[String(code)] ?? String(code)}`,
    hint: 'make room or rights there, or name another folder with --state',
    cause: error,
  })
}
