/** Finds and reads the site-config of a command, and says what it lacks. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { discoverSiteConfig, noSiteConfig, type SiteConfigPlace, type SiteConfigQuery } from '../config/discover.ts'
import type { LoadedSiteConfig } from '../config/load-site-config.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { Random } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import type { Problem } from '../manifest/manifest.ts'
import { nameFrom } from '../onboarding/proposal.ts'
import { count } from '../report/duration.ts'
import { plain } from '../report/plain.ts'
import { problemLines } from '../report/problem.ts'
import { loadConfig } from './config-access.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions } from './options.ts'

type Asked = Pick<CommonOptions, 'siteConfig' | 'verbose'>

const queryOf = (io: Io, { siteConfig }: Asked, path: string): SiteConfigQuery => ({
  flag: siteConfig,
  env: io.env,
  path,
  cwd: io.cwd,
  home: io.home,
  exists: existsSync,
})

/** `path` is the first PATH of the command line. */
export function findSite(io: Io, options: Asked, path: string): SiteConfigPlace | undefined {
  const place = discoverSiteConfig(queryOf(io, options, path))
  if (options.verbose) note(io, place ? plain(`site-config: ${place.dir} (${place.why})`) : 'site-config: none found')
  return place
}

/** Absolute. Throws InvalidSiteConfig where there is none. */
export function siteFolder(io: Io, options: Asked, path = 'manifests'): string {
  const place = findSite(io, options, path)
  if (!place) throw noSiteConfig(queryOf(io, options, path))
  return place.dir
}

/** Throws InvalidSiteConfig where there is none. Its problems are left to the caller, its warnings are shown. */
export async function openSite(io: Io, options: Asked, path: string): Promise<LoadedSiteConfig> {
  const site = await readSite(io, options, path)
  for (const warning of site.config.warnings) note(io, `warning: ${plain(warning)}`)
  return site
}

/** The same with its warnings left to the caller, too. */
export async function readSite(io: Io, options: Asked, path: string): Promise<LoadedSiteConfig> {
  return loadConfig(io, siteFolder(io, options, path))
}

/** For commands that look at no manifest. Throws InvalidSiteConfig with all problems written to stderr. */
export async function openSoundSite(io: Io, options: Asked): Promise<LoadedSiteConfig> {
  const site = await openSite(io, options, 'manifests')
  refuseBroken(io, site.config, site.problems)
  return site
}

/**
 * For commands that show what is remembered: a site-config that is wrong keeps nobody from that, as long as it says whose
 * state is meant. Throws InvalidSiteConfig where it does not.
 */
export async function openKnownSite(io: Io, options: Asked): Promise<LoadedSiteConfig & { readonly id: string }> {
  const site = await openSite(io, options, 'manifests')
  const { config, problems } = site
  const id = config.site.id ?? (problems.length > 0 ? idLine(config.dir) : null)
  if (id === null) refuseBroken(io, config, problems)
  return { ...site, id: id ?? requireId(config, io.random) }
}

/** Of a site.yaml that cannot be used as a whole. */
function idLine(dir: string): string | null {
  const file = join(dir, 'site.yaml')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const [id, ...others] = new Set(
    [...text.matchAll(/^id: *([a-z][a-z0-9-]{0,29})[ \r]*(?:#.*)?$/gm)].map(([, id]) => id),
  )
  return others.length === 0 ? (id ?? null) : null
}

/** Throws InvalidSiteConfig where there are problems; `more` are shown with them. */
export function refuseBroken(
  io: Io,
  config: SiteConfig,
  problems: readonly Problem[],
  more: readonly Problem[] = [],
): void {
  if (problems.length === 0) return
  for (const line of problemLines([...problems, ...more])) note(io, line)
  throw new HomestakError({
    code: 'InvalidSiteConfig',
    message: `${count(problems.length, 'problem')} in the site-config ${config.dir}`,
    hint: 'every problem is listed above with its place',
  })
}

/** The site's id. Throws InvalidSiteConfig with the line to add where site.yaml has none. */
export function requireId({ site, dir }: SiteConfig, random: Random): string {
  if (site.id !== null) return site.id
  throw new HomestakError({
    code: 'InvalidSiteConfig',
    message: `${dir}/site.yaml has no id, without which guests cannot be told from another site's`,
    hint: `add this line at its top: id: ${proposedId(site.defaults.domain ?? basename(dir), random)}`,
  })
}

/** Up to 30 lower-case letters, digits and dashes; the end is random, so that two sites never choose the same. */
export function proposedId(name: string, random: Random): string {
  const tail = [...random.bytes(3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${nameFrom(name, 'site', 20)}-${tail}`
}
