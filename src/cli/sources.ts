/** Which files a command reads its manifests from. */
import { existsSync, realpathSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { loadSelection, type Source } from '../manifest/load.ts'
import type { LoadedFile, Selection } from '../manifest/manifest.ts'
import { nearest } from '../manifest/nearest.ts'
import { nodeManifestFiles } from '../manifest/node-files.ts'
import type { Io } from './io.ts'
import type { SourceOptions } from './options.ts'

export interface Chosen {
  readonly selection: Selection
  /** The names that `-M` means; empty where it was not given. */
  readonly names: readonly string[]
  /** What was read, as it was typed or found. */
  readonly paths: readonly string[]
  /** They are those of the site-config, which nobody named. */
  readonly library: boolean
}

/** The PATH from which a site-config is looked for. */
export const firstPath = (paths: readonly string[], { manifestFile = [] }: SourceOptions): string =>
  paths[0] ?? manifestFile[0] ?? 'manifests'

/**
 * Reads the PATHs and other sources, else `./manifests`, else what `-M` names of the site-config's own manifests.
 * `library` is the site-config, which may lack that folder. Throws HomestakError for what cannot be read or chosen.
 */
export async function chooseManifests(
  io: Io,
  paths: readonly string[],
  options: SourceOptions,
  library: Pick<SiteConfig, 'dir' | 'site'> | undefined,
): Promise<Chosen> {
  const wanted = options.manifest ?? []
  const given = await givenSources(io, paths, options)
  const load = async (sources: readonly Source[]) => ({
    selection: await loadSelection(sources, { fs: nodeManifestFiles, cwd: io.cwd }),
    paths: sources.flatMap((source) => ('path' in source ? [source.path] : [])),
  })
  if (given.length > 0) return named({ ...(await load(given)), library: false }, wanted)
  const here = realFolder(join(io.cwd, 'manifests'))
  const shelf = library && realFolder(join(library.dir, 'manifests'))
  // In the folder of the site-config, its manifests are alternatives as they are from anywhere else.
  if (here !== undefined && here !== shelf)
    return named({ ...(await load([{ path: 'manifests' }])), library: false }, wanted)
  if (!library || shelf === undefined) {
    throw new HomestakError({
      code: 'NoSuchPath',
      message: 'there are no manifests: neither ./manifests nor any in the site-config',
      hint: 'name a directory of manifests, or a file',
    })
  }
  const all = await load([{ path: shownPath(io, join(library.dir, 'manifests')) }])
  const { files, names } = fromShelf(all.selection, wanted, library.site.reconcile)
  // Each as a PATH of its own: what else lies on the shelf is no part of the selection.
  const isWhole = files.length === all.selection.files.length
  return { ...(isWhole ? all : await load(files.map(({ file }) => ({ path: file })))), names, library: true }
}

const realFolder = (path: string): string | undefined => (existsSync(path) ? realpathSync(path) : undefined)

async function givenSources(io: Io, paths: readonly string[], options: SourceOptions): Promise<readonly Source[]> {
  const json = options.manifestJson === '-' ? await readAll(io) : options.manifestJson
  return [
    ...[...paths, ...(options.manifestFile ?? [])].map((path) => ({ path })),
    ...(json === undefined ? [] : [{ json }]),
  ]
}

async function readAll({ stdin }: Io): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

const shownPath = ({ cwd }: Io, path: string): string => {
  const near = relative(cwd, path)
  return near.startsWith('..') ? path : near
}

function named(read: Omit<Chosen, 'names'>, wanted: readonly string[]): Chosen {
  return { ...read, names: [...new Set(wanted.flatMap((name) => find(read.selection.files, name)).map(nameOf))] }
}

function fromShelf(
  { files }: Selection,
  wanted: readonly string[],
  reconcile: SiteConfig['site']['reconcile'],
): { readonly files: readonly LoadedFile[]; readonly names: readonly string[] } {
  if (wanted.length > 0) {
    const found = [...new Set(wanted.flatMap((name) => find(files, name)))]
    return { files: found, names: [...new Set(found.map(nameOf))] }
  }
  refuseSeveral(files, reconcile)
  return { files, names: [] }
}

/** Manifests of a site-config are alternatives: throws Usage where there are several and nobody said that all are meant. */
export function refuseSeveral(files: readonly LoadedFile[], reconcile: SiteConfig['site']['reconcile']): void {
  if (files.length === 1 || reconcile === 'all') return
  throw new HomestakError({
    code: 'Usage',
    message: `the site-config holds ${files.length} manifests: ${files.map(nameOf).join(', ')}`,
    hint: 'name one with -M NAME, or a file or folder as PATH; or say reconcile: all in site.yaml',
  })
}

/** By its name, or by that of its file. */
function find(files: readonly LoadedFile[], name: string): readonly LoadedFile[] {
  const byName = files.filter((file) => nameOf(file) === name)
  const found = byName.length > 0 ? byName : files.filter((file) => stem(file) === name)
  if (found.length > 0) return found
  const names = files.map(nameOf)
  const meant = nearest(name, names)
  throw new HomestakError({
    code: 'InvalidManifest',
    message: `manifest '${name}' not found. Available: ${names.join(', ')}`,
    hint: meant === undefined ? 'a name is what name: in the file says' : `did you mean '${meant}'?`,
  })
}

const nameOf = (file: LoadedFile): string => file.loaded?.manifest.name ?? file.name ?? stem(file)

const stem = ({ file }: LoadedFile): string => basename(file, '.yaml')
