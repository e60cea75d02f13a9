/** What the name of an image stands for at its source now; reads only. */
import type { Clock, Random } from '../clock.ts'
import type { ImageSettings } from '../config/site-config.ts'
import type { HomestakError } from '../errors.ts'
import { findInRelease, type ReleasePorts } from './releases.ts'
import { tried } from './retry.ts'
import { sourceOf, type SourceFlags } from './source.ts'
import type { WantedImage } from './wanted.ts'

export interface FindPorts extends Pick<ReleasePorts, 'http' | 'token'> {
  readonly clock: Clock
  readonly random: Random
  readonly settings: ImageSettings
}

export interface FindOptions {
  readonly flags?: SourceFlags
  readonly signal?: AbortSignal
  /** What went another way than hoped for, and goes on. */
  readonly onNote?: (line: string) => void
}

export interface Finder {
  /** The version that the name stands for at its source now. Throws MissingImage, RateLimited, BadImage, Unreachable. */
  find(image: string, options?: FindOptions): Promise<WantedImage>
  /** From now on every source is asked once more. */
  forget(): void
}

const triesOfSource = 3

export function createFinder(ports: FindPorts): Finder {
  const { settings } = ports
  const found = new Map<string, Promise<WantedImage>>()
  return {
    find(image, { flags = {}, signal, onNote } = {}) {
      const source = sourceOf(image, settings, flags)
      return once(found, JSON.stringify(source), async () => {
        if (source.kind === 'release') {
          const look = () => findInRelease({ ...ports, api: settings.api }, source, signal)
          return tried(ports, triesOfSource, look, told(image, onNote), signal)
        }
        const { url, pin } = source
        const name = new URL(url).pathname.split('/').at(-1) || image
        return {
          image,
          digest: pin,
          parts: [{ name, url, publicUrl: url, size: null }],
          size: null,
          origin: { image, digest: pin, repository: null, tag: null, url },
        }
      })
    },
    forget: () => found.clear(),
  }
}

/** One answer for all who ask; a failure is no answer. */
export function once<T>(memory: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const known = memory.get(key)
  if (known) return known
  const made = work()
  memory.set(key, made)
  made.catch(() => memory.delete(key))
  return made
}

/** A failure that is tried again, as a line. */
export const told =
  (image: string, onNote: FindOptions['onNote']) =>
  ({ message }: HomestakError, pauseMs: number): void =>
    onNote?.(`${image}: ${message}; tried again in ${Math.ceil(pauseMs / 1000)} s`)
