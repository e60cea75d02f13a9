/** The sources of images in real life: the network, the cache of this user, and a token where there is one. */
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { getCACertificates, rootCertificates } from 'node:tls'
import type { ImageSettings, SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { freeBytes } from '../images/cache.ts'
import { createHttp } from '../images/http.ts'
import { createImages, type Images } from '../images/images.ts'
import { createRedactor } from '../log.ts'
import type { Trust } from '../pve/trusted-connect.ts'
import type { Io } from './io.ts'
import { redactedIo } from './site.ts'

export interface ImageSources {
  readonly images: Images
  /** The cache, absolute. */
  readonly dir: string
  /** The given one, with the token taken out of what is written. */
  readonly io: Io
  close(): Promise<void>
}

/** No bytes for so long: an exchange is given up and tried again. */
const stallMs = 60_000

/** Throws InvalidSiteConfig where the authority's file cannot be read. */
export function openImages(io: Io, { site, secret }: Pick<SiteConfig, 'site' | 'secret'>): ImageSources {
  const settings = site.images
  const token = io.env['GITHUB_TOKEN'] || secret('auth.github') || undefined
  const http = createHttp({
    trust: trustOfSources(settings),
    credential: token === undefined ? null : { origin: new URL(settings.api).origin, authorization: `Bearer ${token}` },
    stallMs,
  })
  const dir = cacheDirOf(io)
  const { clock, random } = io
  return {
    images: createImages({ clock, random, http, settings, token, dir, freeBytes }),
    dir,
    io: redactedIo(io, createRedactor(token === undefined ? [] : [token])),
    close: () => http.close(),
  }
}

/** Absolute. */
function cacheDirOf({ env, home }: Io): string {
  // The XDG base directory specification: a relative path is to be ignored.
  const xdg = env['XDG_CACHE_HOME']
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.cache'), 'homestak', 'images')
}

function trustOfSources({ caFile }: ImageSettings): Trust {
  if (caFile === null) return {}
  try {
    const authorities = [readFileSync(caFile, 'utf8'), ...rootCertificates, ...getCACertificates('system')]
    return { ca: authorities.join('\n') }
  } catch (cause) {
    throw new HomestakError({
      code: 'InvalidSiteConfig',
      message: `image_ca_file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'correct image_ca_file below defaults in site.yaml',
      cause,
    })
  }
}
