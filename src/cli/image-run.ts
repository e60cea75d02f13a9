/** What the image commands share: the site, its hosts, the sources, and who names which image. */
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { ImageHost } from '../images/host-storages.ts'
import type { Images } from '../images/images.ts'
import type { SourceFlags } from '../images/source.ts'
import type { HostConnection } from '../reconciler/engine.ts'
import { refuseUnknownHost } from './desire.ts'
import { openImages } from './image-sources.ts'
import { imageUsers, type ImageUsers } from './image-users.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { createPorts, type PortOptions } from './ports.ts'
import { openSoundSite } from './site.ts'

export interface ImageOptions extends CommonOptions, PortOptions {
  readonly host?: readonly string[]
  readonly allHosts?: true
  readonly repo?: string
  readonly tag?: string
  readonly dryRun?: true
  readonly enableImport?: true
}

export interface MuteHost {
  readonly name: string
  readonly error: HomestakError
}

export interface ImageRun {
  readonly images: Images
  /** The cache, absolute. */
  readonly dir: string
  readonly hosts: readonly ImageHost[]
  /** Those that cannot be spoken to at all, e.g. for want of a token. */
  readonly mute: readonly MuteHost[]
  /** Reads the manifests at hand. */
  readonly readUsers: () => Promise<ImageUsers>
  readonly flags: SourceFlags
}

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
  for (const name of options.host ?? []) refuseUnknownHost(config, name)
  const names = hostsMeant(config, options, otherwise)
  const { images, dir, close } = openImages(io, config)
  const open: HostConnection[] = []
  try {
    const ports = createPorts(io, options)
    const mute: MuteHost[] = []
    const hosts = names.flatMap((name): ImageHost[] => {
      try {
        const found = config.host(name, { file: config.dir, line: 1, column: 1 })
        if (!found.ok) throw new HomestakError({ code: 'InvalidSiteConfig', message: found.problem.message })
        const connection = ports.connect(found.value, (path) => config.secret(path))
        open.push(connection)
        return [{ name, node: found.value.node, client: connection.client, mapped: found.value.images }]
      } catch (error) {
        // Others are not kept from their turn.
        if (!(error instanceof HomestakError)) throw error
        mute.push({ name, error })
        return []
      }
    })
    return await work({
      images,
      dir,
      hosts,
      mute,
      readUsers: () => imageUsers(io, config),
      flags: { repository: options.repo, tag: options.tag },
    })
  } finally {
    await Promise.all([close(), ...open.map((connection) => connection.close())])
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
