/** The way to the sources of images in real life: the network with its trust, a proxy, and a token where there is one. */
import { readFileSync } from 'node:fs'
import type { ImageSettings, SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { FindPorts } from '../images/find.ts'
import type { Http, HttpParts } from '../images/http.ts'
import { systemAuthorities, type Trust } from '../pve/trusted-connect.ts'
import type { Io } from './io.ts'

/** No bytes for so long: an exchange is given up and tried again. */
const stallMs = 60_000

export type SourcesConfig = Pick<SiteConfig, 'site' | 'secret'>

/** Of the release API. */
const tokenOf = ({ env }: Io, { secret }: Pick<SiteConfig, 'secret'>): string | undefined =>
  env['GITHUB_TOKEN'] || secret('auth.github') || undefined

/** Throws InvalidSiteConfig where the authority's file cannot be read. */
export function openSources(
  io: Io,
  config: SourcesConfig,
): { readonly ports: FindPorts; readonly close: () => Promise<void> } {
  const { images: settings } = config.site
  const token = tokenOf(io, config)
  const http = whenAsked({
    trust: trustOfSources(settings),
    credential: token === undefined ? null : { origin: new URL(settings.api).origin, authorization: `Bearer ${token}` },
    proxy: proxyOf(io),
    stallMs,
  })
  const { clock, random } = io
  return { ports: { clock, random, http, settings, token }, close: () => http.close() }
}

/** Most runs find all images on their hosts: the client of other places, which takes long to load, is left out then. */
function whenAsked(parts: HttpParts): Http {
  let opened: Promise<Http> | undefined
  const open = () => (opened ??= import('../images/http.ts').then(({ createHttp }) => createHttp(parts)))
  return {
    get: async (...request) => (await open()).get(...request),
    fetch: async (...request) => (await open()).fetch(...request),
    close: async () => (await opened)?.close(),
  }
}

/** The lower-case names come first, as curl has it. */
function proxyOf({ env }: Io): { readonly url: string; readonly except: string } | null {
  const url = env['https_proxy'] || env['HTTPS_PROXY']
  return url ? { url, except: (env['no_proxy'] || env['NO_PROXY']) ?? '' } : null
}

function trustOfSources({ caFile }: ImageSettings): Trust {
  if (caFile === null) return {}
  try {
    return { ca: [readFileSync(caFile, 'utf8'), ...systemAuthorities()].join('\n') }
  } catch (cause) {
    throw new HomestakError({
      code: 'InvalidSiteConfig',
      message: `image_ca_file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'correct image_ca_file below defaults in site.yaml',
      cause,
    })
  }
}
