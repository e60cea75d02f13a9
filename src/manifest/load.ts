/** From the PATHs of a command line to everything that they hold. */
import { basename, dirname, join, resolve } from 'node:path'
import { HomestakError } from '../errors.ts'
import { createManifestCache, type ManifestCache } from './cache.ts'
import type { ManifestFiles } from './files.ts'
import type { LoadedFile, Selection } from './manifest.ts'
import { nearest } from './nearest.ts'
import { broken, readJsonManifest, readManifest } from './read.ts'
import { maxBytes } from './text.ts'

/** A directory or file as it was typed, or a manifest as JSON text. */
export type Source = { readonly path: string } | { readonly json: string }

export interface LoadContext {
  readonly fs: ManifestFiles
  /** Absolute; what relative paths start from. */
  readonly cwd: string
  /** For a process that loads again and again. */
  readonly cache?: ManifestCache
}

/** The root and the shown file name of manifests given as text. */
export const jsonOrigin = { root: 'json:', file: '--manifest-json' } as const

/** Files that are read at a time: a process may hold only so many open. */
const atOnce = 32

interface Found {
  /** As it is shown. */
  readonly file: string
  readonly root: string
  /** Absolute. */
  readonly path: string
}

/**
 * Reads all sources; what is wrong in a file is among its problems. A file that several sources bring counts once.
 * Throws NoSuchPath, and InvalidManifest for a directory that holds no manifest or cannot be read.
 */
export async function loadSelection(sources: readonly Source[], context: LoadContext): Promise<Selection> {
  const roots = new Set<string>()
  const files: LoadedFile[] = []
  const seen = new Set<string>()
  const cache = context.cache ?? createManifestCache()
  for (const source of sources) {
    if ('json' in source) {
      roots.add(jsonOrigin.root)
      files.push(readJsonManifest(jsonOrigin, source.json))
      continue
    }
    const { root, found } = await findFiles(source.path, context)
    const fresh = found.filter(({ path }) => seen.size < seen.add(path).size)
    if (fresh.length > 0) roots.add(root)
    for (let start = 0; start < fresh.length; start += atOnce) {
      const some = fresh.slice(start, start + atOnce)
      files.push(...(await Promise.all(some.map((found) => readFound(found, context.fs, cache)))))
    }
  }
  cache.settle()
  return { roots: [...roots], files }
}

async function findFiles(
  path: string,
  { fs, cwd }: LoadContext,
): Promise<{ readonly root: string; readonly found: readonly Found[] }> {
  const absolute = resolve(cwd, path)
  const kind = await orRefuse(path, () => fs.kind(absolute))
  if (kind === 'missing') throw await noSuchPath(path, absolute, fs)
  const root = await orRefuse(path, () => fs.realpath(absolute))
  if (kind !== 'directory') return { root, found: [{ file: path, root, path: root }] }
  const names = await orRefuse(path, () => fs.readDirectory(absolute))
  const visible = names.filter((name) => !name.startsWith('.')).sort()
  const candidates = await Promise.all(
    visible
      .filter((name) => name.endsWith('.yaml'))
      .map(async (name) => {
        const target = await orRefuse(join(path, name), () => place(join(root, name), fs))
        return target === undefined ? [] : [{ file: join(path, name), root, path: target }]
      }),
  )
  const found = candidates.flat()
  if (found.length === 0) throw noManifest(path, visible)
  return { root, found }
}

/** The real path of a regular file; a link to nothing stays, so that it is reported; nothing else counts. */
async function place(path: string, fs: ManifestFiles): Promise<string | undefined> {
  const { kind, path: target } = await fs.follow(path)
  if (kind === 'missing') return path
  return kind === 'file' ? target : undefined
}

async function readFound({ file, root, path }: Found, fs: ManifestFiles, cache: ManifestCache): Promise<LoadedFile> {
  try {
    const content = await fs.readFile(path, maxBytes + 1)
    return cache.recall({ file, root }, content, () => readManifest({ file, root }, content))
  } catch (error) {
    const message = `the file cannot be read: ${reasonOf(error)}`
    return broken({ file, root }, [
      { file, line: 1, column: 1, message, hint: 'make it readable, or take it out of the directory' },
    ])
  }
}

async function orRefuse<T>(path: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    throw new HomestakError({
      code: 'InvalidManifest',
      message: `'${path}' cannot be read: ${reasonOf(error)}`,
      hint: 'check who may read it',
      cause: error,
    })
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'its links lead in a circle',
  ENOENT: 'it is gone, or a link to nothing',
}

/** Errors of the file system have a code; anything else is a fault of ours and goes on. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error
  return reasons[error.code] ?? error.code
}

async function noSuchPath(path: string, absolute: string, fs: ManifestFiles): Promise<HomestakError> {
  // Only for the hint: a folder that cannot be read has no suggestion to make.
  const siblings = await fs.readDirectory(dirname(absolute)).catch(() => [])
  const meant = nearest(basename(absolute), siblings)
  const hint =
    meant === undefined ? 'give a directory of manifests, or a file' : `did you mean '${join(dirname(path), meant)}'?`
  return new HomestakError({ code: 'NoSuchPath', message: `there is no '${path}'`, hint })
}

function noManifest(path: string, names: readonly string[]): HomestakError {
  const yml = names.filter((name) => name.endsWith('.yml'))
  const hint =
    yml.length === 0
      ? 'a manifest is a file NAME.yaml directly in it'
      : `only the ending .yaml counts: rename ${yml.slice(0, 3).join(', ')}${yml.length > 3 ? ', …' : ''}`
  return new HomestakError({ code: 'InvalidManifest', message: `'${path}' holds no manifest`, hint })
}
