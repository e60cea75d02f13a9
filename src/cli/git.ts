/** Asks git. */
import { execFile } from 'node:child_process'
import { childEnv } from './child-env.ts'
import type { Io } from './io.ts'

export interface GitAnswer {
  readonly ok: boolean
  readonly out: string
}

/** Not ok where git is missing too. */
export const git = (io: Pick<Io, 'env'>, dir: string, args: readonly string[]): Promise<GitAnswer> =>
  new Promise((resolve) => {
    execFile('git', ['-C', dir, ...args], { env: childEnv(io), timeout: 30_000 }, (error, out) =>
      resolve({ ok: error === null, out: out.trim() }),
    )
  })

/** What git makes of a file that it should not have; null where it has nothing to do with it. */
export async function heldByGit(
  io: Pick<Io, 'env'>,
  dir: string,
  file: string,
): Promise<'kept' | 'not ignored' | null> {
  if ((await git(io, dir, ['ls-files', '--error-unmatch', '--', file])).ok) return 'kept'
  if (!(await git(io, dir, ['rev-parse', '--is-inside-work-tree'])).ok) return null
  return (await git(io, dir, ['check-ignore', '--quiet', '--', file])).ok ? null : 'not ignored'
}
