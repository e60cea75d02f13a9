/** From a command line to what is desired: manifests and site-config loaded, placed on hosts, resolved and checked. */
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { NodeKey } from '../graph/desired-node.ts'
import type { Origins } from '../graph/origins.ts'
import type { Manifest, Problem } from '../manifest/manifest.ts'
import { nameHint } from '../manifest/nearest.ts'
import { desireFrom } from '../reconciler/desire.ts'
import type { Desire, Narrowing } from '../reconciler/engine.ts'
import { problemLines } from '../report/problem.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions, SelectionOptions } from './options.ts'
import { openSite, refuseBroken } from './site.ts'
import { chooseManifests, firstPath, type Chosen } from './sources.ts'

export interface Desired extends Pick<Chosen, 'paths' | 'library'> {
  readonly desire: Desire
  readonly narrowing: Narrowing
}

/**
 * All problems of manifests are written to stderr. Throws HomestakError where nothing can be done at all. `origins` is
 * filled with who said each value of each node.
 */
export async function desireOf(
  io: Io,
  paths: readonly string[],
  options: CommonOptions & SelectionOptions,
  origins?: Map<NodeKey, Origins>,
): Promise<Desired> {
  const site = await openSite(io, options, firstPath(paths, options))
  const { config } = site
  const { selection, names, ...read } = await chooseManifests(io, paths, options, config).catch((error: unknown) => {
    // A site-config that is none has no manifests, either.
    refuseBroken(io, config, site.problems)
    throw error
  })
  const fileProblems = selection.files.flatMap(({ problems }) => problems)
  refuseBroken(io, config, site.problems, fileProblems)
  refuseUnknownHost(config, options.host)
  const isMeant = ({ name }: Manifest): boolean => names.length === 0 || names.includes(name)
  const desire = desireFrom({ selection, config, host: options.host, isMeant, homeless: 'usage', origins })
  for (const line of problemLines(desire.problems)) note(io, line)
  // Harmless here: nobody that is desired uses what names them.
  const told = new Set(desire.problems.map(placeOf))
  const unused = config.dangling.filter((problem) => !told.has(placeOf(problem)))
  for (const line of problemLines(unused)) note(io, `warning: ${line}`)
  return {
    desire,
    narrowing: { manifests: names, nodes: options.node ?? [], host: options.host ?? null },
    ...read,
  }
}

const placeOf = ({ file, line, column }: Problem): string => `${file}:${line}:${column}`

/** Throws Usage for a `-H` that the site-config has no file for. */
export function refuseUnknownHost(config: SiteConfig, host: string | undefined): void {
  if (host === undefined || config.hostNames.includes(host)) return
  const here = { file: '-H', line: 0, column: 0 }
  const lookup = config.host(host, here)
  const problem: Problem = lookup.ok ? { ...here, message: `unknown host '${host}'` } : lookup.problem
  throw new HomestakError({
    code: 'Usage',
    message: `-H: ${problem.message}`,
    hint: config.sshOnlyHostNames.includes(host)
      ? (problem.hint ?? knownHosts(config))
      : (nameHint(host, config.hostNames, 'known hosts') ?? knownHosts(config)),
  })
}

const knownHosts = ({ hostNames }: SiteConfig): string =>
  hostNames.length === 0 ? 'the site-config has no nodes/NAME.yaml yet' : `known hosts: ${hostNames.join(', ')}`
