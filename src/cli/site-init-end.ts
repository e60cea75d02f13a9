/** The end of `homestak site init`: the image that the first guest is made from, and what to type next. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { HomestakError } from '../errors.ts'
import { commandText } from '../typed.ts'
import { plain } from '../report/plain.ts'
import { imageFetchVerb } from './image.ts'
import type { ImageOptions } from './image-run.ts'
import { note, type Io } from './io.ts'
import type { SiteInitOptions } from './site-init-options.ts'
import type { Answers } from './site-init-answers.ts'
import { findSite } from './site.ts'

/** False where it could not be had: all else stands, and it can be fetched later. */
export async function fetchFirstImage(
  io: Io,
  { verbose, color, state }: SiteInitOptions,
  dir: string,
  { name, image }: Answers,
  stop: AbortSignal,
): Promise<boolean> {
  const options: ImageOptions = {
    siteConfig: dir,
    host: [name],
    color,
    ...(verbose ? { verbose } : {}),
    ...(state === undefined ? {} : { state }),
  }
  try {
    // Its results are no results of this command.
    return (await imageFetchVerb({ ...io, stdout: io.stderr }, [image], options)) === 0
  } catch (error) {
    if (stop.aborted || !(error instanceof HomestakError)) throw error
    note(io, plain(`${image} is not fetched: ${error.message}`))
    return false
  }
}

export interface Onwards {
  /** Named where it is no default. */
  readonly host: string | null
  /** All manifests that are there are meant, and not one of several. */
  readonly all: boolean
}

/** As short as it can be from here: what is found without being named is not named. */
export function nextCommand(io: Io, dir: string, { host, all }: Onwards): string {
  const near = relative(io.cwd, join(dir, 'manifests'))
  const path = near.startsWith('..') ? join(dir, 'manifests') : near
  const isFound = (from: string): boolean => findSite(io, {}, from)?.dir === dir
  const isDefault = !existsSync(join(io.cwd, 'manifests')) || path === 'manifests'
  const where = isDefault && isFound('manifests') ? [] : [path, ...(isFound(path) ? [] : ['--site-config', dir])]
  const [first, second] = readdirSync(join(dir, 'manifests'))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
  const oneOf = first !== undefined && second !== undefined && isDefault && !all
  const what = oneOf
    ? ['diff', '-M', basename(first, '.yaml'), ...(isFound('manifests') ? [] : ['--site-config', dir])]
    : ['reconcile', ...where]
  return commandText([...what, ...(host === null ? [] : ['-H', host])])
}
