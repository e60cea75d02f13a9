/** Programs that `.ci/run` builds once and keeps. */
import { globSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** `pattern`: below the folder that all of them are in. Undefined where it was never built. */
export function keptByCi(pattern: string): string | undefined {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'homestak-ci')
  return globSync(`${cache}/${pattern}`).find((path) => !path.includes('.new/'))
}
