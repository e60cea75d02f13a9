/** `homestak site validate`: everything that is wrong in a site-config, its secrets included. */
import { join } from 'node:path'
import { count } from '../report/duration.ts'
import { plain } from '../report/plain.ts'
import { problemLines } from '../report/problem.ts'
import { heldByGit } from './git.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { writeJson } from './output.ts'
import { openSite } from './site.ts'

export async function siteValidateVerb(io: Io, options: CommonOptions): Promise<number> {
  const { config, problems: found } = await openSite(io, options, 'manifests')
  const problems = [...found, ...config.dangling]
  const file = join(config.dir, 'secrets.yaml')
  const held = await heldByGit(io, config.dir, file)
  if (held === 'kept') note(io, `warning: git keeps ${plain(file)}: git rm --cached it, and change what it held`)
  if (options.jsonOutput) {
    const { dir, hostNames: hosts, warnings } = config
    writeJson(io, {
      schema: 'homestak/site-validate/v1',
      dir,
      valid: problems.length === 0,
      hosts,
      problems,
      warnings,
    })
  } else if (problems.length === 0) {
    io.stdout.write(`${plain(config.dir)}: the site-config is valid (${count(config.hostNames.length, 'host')})\n`)
  }
  if (problems.length === 0) return 0
  for (const line of problemLines(problems)) note(io, line)
  note(io, `homestak: ${count(problems.length, 'problem')} in the site-config`)
  return 3
}
