/** What the image commands share: the site, its hosts, the sources, and who names which image. */
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { getCACertificates, rootCertificates } from 'node:tls'
import type { ImageSettings, SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { freeBytes } from '../images/cache.ts'
import type { ImageHost } from '../images/host-storages.ts'
import { createHttp } from '../images/http.ts'
import { createImages, type Images } from '../images/images.ts'
import type { SourceFlags } from '../images/source.ts'
import { createRedactor } from '../log.ts'
import type { Trust } from '../pve/trusted-connect.ts'
import type { HostConnection } from '../reconciler/engine.ts'
import { refuseUnknownHost } from './desire.ts'
import { imageUsers, type ImageUsers } from './image-users.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { createPorts, type PortOptions } from './ports.ts'
import { openSoundSite, redactedIo } from './site.ts'

export interface ImageOptions extends CommonOptions, PortOptions {
  readonly host?: readonly string[]
  readonly allHosts?: true
  readonly repo?: string
  readonly tag?: string
  readonly dryRun?: true
  readonly enableImport?: true
}

export interface ImageRun {
  /** With every secret taken out of what is written. */
  readonly io: Io
  readonly images: Images
  /** The cache, absolute. */
  readonly dir: string
  readonly hosts: readonly ImageHost[]
  /** Reads the manifests at hand. */
  readonly readUsers: () => Promise<ImageUsers>
  readonly flags: SourceFlags
}

/** No bytes for so long: an exchange is given up and tried again. */
const stallMs = 60_000

/**
 * `otherwise` says which hosts are meant where none are named: all, or the site's default one. Throws Usage where that
 * leaves none.
 */
export async function withImages<T>(
  io: Io,
  options: ImageOptions,
  otherwise: 'all' | 'default',
  work: (run: ImageRun) => Promise<T>,
): Promise<T> {
  const site = await openSoundSite(io, options)
  const { config } = site
  const token = io.env['GITHUB_TOKEN'] || config.secret('auth.github') || undefined
  const safe = redactedIo(site.io, createRedactor(token === undefined ? [] : [token]))
  const ports = createPorts(safe, options)
  for (const name of options.host ?? []) refuseUnknownHost(config, name)
  const names = hostsMeant(config, options, otherwise)
  const settings = config.site.images
  const http = createHttp({
    trust: trustOfSources(settings),
    credential: token === undefined ? null : { origin: new URL(settings.api).origin, authorization: `Bearer ${token}` },
    stallMs,
  })
  const open: HostConnection[] = []
  try {
    const hosts = names.map((name): ImageHost => {
      const found = config.host(name, { file: config.dir, line: 1, column: 1 })
      if (!found.ok) throw new HomestakError({ code: 'InvalidSiteConfig', message: found.problem.message })
      const connection = ports.connect(found.value, (path) => config.secret(path))
      open.push(connection)
      return { name, node: found.value.node, client: connection.client, mapped: found.value.images }
    })
    const dir = cacheDirOf(io)
    const { clock, random } = io
    const images = createImages({ clock, random, http, settings, token, dir, freeBytes })
    return await work({
      io: safe,
      images,
      dir,
      hosts,
      readUsers: () => imageUsers(safe, config),
      flags: { repository: options.repo, tag: options.tag },
    })
  } finally {
    await Promise.all([http.close(), ...open.map((connection) => connection.close())])
  }
}

function hostsMeant(
  { hostNames, site, dir }: SiteConfig,
  { host = [], allHosts }: ImageOptions,
  otherwise: 'all' | 'default',
): readonly string[] {
  if (allHosts && host.length > 0)
    throw new HomestakError({ code: 'Usage', message: '-H and --all-hosts exclude each other' })
  if (host.length > 0) return [...new Set(host)]
  if (allHosts || otherwise === 'all') return hostNames
  if (site.defaults.host !== undefined) return [site.defaults.host]
  throw new HomestakError({
    code: 'Usage',
    message: 'on which host? name one with -H, or all with --all-hosts',
    hint: hostNames.length === 0 ? `${dir} has no nodes/NAME.yaml yet` : `known hosts: ${hostNames.join(', ')}`,
  })
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
