/** Where the site-config lies: the first of the known places that has one. */
import { dirname, join, resolve } from 'node:path'
import { HomestakError } from '../errors.ts'

export interface SiteConfigQuery {
  /** `--site-config`. */
  readonly flag?: string | undefined
  readonly env: { readonly HOMESTAK_SITE_CONFIG?: string | undefined; readonly HOMESTAK_ROOT?: string | undefined }
  /** The first PATH of the command line. */
  readonly path?: string | undefined
  readonly cwd: string
  readonly home: string
  readonly exists: (path: string) => boolean
}

export interface SiteConfigPlace {
  /** Absolute. */
  readonly dir: string
  /** e.g. `$HOMESTAK_ROOT/config`. */
  readonly why: string
}

/** A place that was named outright is taken as it is, so that a slip in it is told and not passed over. */
export function discoverSiteConfig(query: SiteConfigQuery): SiteConfigPlace | undefined {
  const { flag, env, cwd, exists } = query
  if (flag) return { dir: resolve(cwd, flag), why: '--site-config' }
  if (env.HOMESTAK_SITE_CONFIG) return { dir: resolve(cwd, env.HOMESTAK_SITE_CONFIG), why: '$HOMESTAK_SITE_CONFIG' }
  // A folder alone proves little: many people have a ~/config.
  return places(query).find(({ dir }) => exists(join(dir, 'site.yaml')) || exists(join(dir, 'nodes')))
}

/** The error for a query that finds nothing, with every place that was looked at. */
export function noSiteConfig(query: SiteConfigQuery): HomestakError {
  const tried = places(query).map(({ dir, why }) => `${dir} (${why})`)
  return new HomestakError({
    code: 'InvalidSiteConfig',
    message: `no site-config found; looked at ${tried.join(', ')}`,
    hint: 'homestak site init ADDRESS makes one; or name one with --site-config DIR or $HOMESTAK_SITE_CONFIG',
  })
}

function places({ env, path, cwd, home, exists }: SiteConfigQuery): readonly SiteConfigPlace[] {
  const above = path === undefined ? undefined : nearest(resolve(cwd, path), exists)
  return [
    ...(env.HOMESTAK_ROOT ? [{ dir: resolve(cwd, env.HOMESTAK_ROOT, 'config'), why: '$HOMESTAK_ROOT/config' }] : []),
    ...(above === undefined ? [] : [{ dir: above, why: 'the nearest site.yaml at or above PATH' }]),
    { dir: resolve(cwd, '../site-config'), why: '../site-config of the working directory' },
    { dir: join(home, 'config'), why: '~/config' },
    { dir: '/usr/local/etc/homestak', why: 'the place for this machine' },
    { dir: '/opt/homestak/site-config', why: 'the place for this machine' },
  ]
}

function nearest(path: string, exists: SiteConfigQuery['exists']): string | undefined {
  for (let dir = path; ; dir = dirname(dir)) {
    if (exists(join(dir, 'site.yaml'))) return dir
    if (dir === dirname(dir)) return undefined
  }
}
