/** A file system in memory, as loading manifests sees it. */
import type { ManifestFiles, PathKind } from '../../../src/manifest/files.ts'

/** What a path holds: text, a link's target, something else, or a reason why it cannot be read. */
export type Entry = string | { readonly link: string } | { readonly pipe: true } | { readonly fails: string }

const isLink = (entry: Entry | undefined): entry is { readonly link: string } =>
  typeof entry === 'object' && 'link' in entry

/** Paths are absolute; directories are there because something is in them. */
export function treeOf(entries: Readonly<Record<string, Entry>>): ManifestFiles {
  const follow = (path: string): string => {
    const entry = entries[path]
    return isLink(entry) ? entry.link : path
  }
  const isDirectory = (path: string): boolean => Object.keys(entries).some((name) => name.startsWith(`${path}/`))
  const kind = async (path: string): Promise<PathKind> => {
    const target = follow(path)
    if (isDirectory(target)) return 'directory'
    const entry = entries[target]
    if (entry === undefined) return 'missing'
    return typeof entry === 'object' && 'pipe' in entry ? 'other' : 'file'
  }
  return {
    kind,
    follow: async (path) => ({ kind: await kind(path), path: follow(path) }),
    async readDirectory(path) {
      const names = Object.keys(entries)
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => name.slice(path.length + 1).split('/')[0] ?? '')
      return [...new Set(names)].toReversed()
    },
    async readFile(path, limit) {
      const entry = entries[follow(path)]
      if (typeof entry === 'string') return new TextEncoder().encode(entry).subarray(0, limit)
      const code = typeof entry === 'object' && 'fails' in entry ? entry.fails : 'ENOENT'
      throw Object.assign(new Error(`${code}: ${path}`), { code })
    },
    async realpath(path) {
      return follow(path)
    },
  }
}
