/** Images in real life: their sources, and the cache of this user. */
import { isAbsolute, join } from 'node:path'
import { freeBytes } from '../images/cache.ts'
import type { FindPorts } from '../images/find.ts'
import { createImages, type Images } from '../images/images.ts'
import { openSources, type SourcesConfig } from './image-access.ts'
import type { Io } from './io.ts'

export interface ImageSources {
  readonly images: Images
  readonly ports: FindPorts
  /** The cache, absolute. */
  readonly dir: string
  close(): Promise<void>
}

/** Throws InvalidSiteConfig where the authority's file cannot be read. */
export function openImages(io: Io, config: SourcesConfig): ImageSources {
  const { ports, close } = openSources(io, config)
  const dir = cacheDirOf(io)
  return { images: createImages({ ...ports, dir, freeBytes }), ports, dir, close }
}

/** Absolute. */
function cacheDirOf({ env, home }: Io): string {
  // The XDG base directory specification: a relative path is to be ignored.
  const xdg = env['XDG_CACHE_HOME']
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.cache'), 'homestak', 'images')
}
