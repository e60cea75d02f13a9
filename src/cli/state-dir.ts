/** Where the state lies: `--state`, else below the installation that HOMESTAK_ROOT names, else the XDG state folder. */
import { isAbsolute, join, resolve } from 'node:path'

export interface StateDirSources {
  /** The value of `--state`. */
  readonly flag?: string | undefined
  readonly env: { readonly HOMESTAK_ROOT?: string | undefined; readonly XDG_STATE_HOME?: string | undefined }
  /** The user's home folder. */
  readonly home: string
}

/** Absolute. */
export function resolveStateDir({ flag, env, home }: StateDirSources): string {
  if (flag) return resolve(flag)
  if (env.HOMESTAK_ROOT) return resolve(env.HOMESTAK_ROOT, '.state')
  // The XDG base directory specification: a relative path is to be ignored.
  const xdg = env.XDG_STATE_HOME
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'state'), 'homestak')
}
