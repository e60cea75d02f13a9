/** Manifests for commands that contact no host: a site-config is welcome, not needed. */
import type { SiteConfig } from '../config/site-config.ts'
import type { LoadedManifest, Problem } from '../manifest/manifest.ts'
import { problemLines } from '../report/problem.ts'
import { loadConfig } from './config-access.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions, SourceOptions } from './options.ts'
import { findSite } from './site.ts'
import { chooseManifests, firstPath } from './sources.ts'

export type LooseOptions = CommonOptions & SourceOptions

export interface LooseSelection {
  /** Those that `-M` means, as far as they are valid. */
  readonly manifests: readonly LoadedManifest[]
  /** Of the files that `-M` means, and what `check` found. */
  readonly problems: readonly Problem[]
}

export type Check = (manifests: readonly LoadedManifest[], config: SiteConfig | undefined) => readonly Problem[]

/** Writes all problems to stderr. Throws HomestakError for what cannot be read or chosen. */
export async function loadLoosely(
  io: Io,
  paths: readonly string[],
  options: LooseOptions,
  check: Check = () => [],
): Promise<LooseSelection> {
  const place = findSite(io, options, firstPath(paths, options))
  const config = place && (await loadConfig(io, place.dir)).config
  const { selection, names } = await chooseManifests(io, paths, options, config)
  const meant = selection.files.filter(({ loaded, name }) => {
    const own = loaded?.manifest.name ?? name
    return names.length === 0 || own === undefined || names.includes(own)
  })
  const manifests = meant.flatMap(({ loaded }) => loaded ?? [])
  const problems = [...meant.flatMap((file) => file.problems), ...check(manifests, config)]
  for (const line of problemLines(problems)) note(io, line)
  return { manifests, problems }
}
