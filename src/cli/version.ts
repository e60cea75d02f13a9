/** The version of the package that this file belongs to, from source and from `dist` alike. */
import { readFileSync } from 'node:fs'

export function versionText(): string {
  for (const up of ['../..', '../../..']) {
    try {
      const content: unknown = JSON.parse(readFileSync(new URL(`${up}/package.json`, import.meta.url), 'utf8'))
      if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version)
    } catch {
      // The next folder up has it.
    }
  }
  return 'unknown'
}
