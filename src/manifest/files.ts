/** What loading manifests needs of a file system; tests put a map in its place. */

/** What a path leads to once links are followed. */
export type PathKind = 'file' | 'directory' | 'other' | 'missing'

/** Every function may throw an error with a `code` such as EACCES. */
export interface ManifestFiles {
  kind(path: string): Promise<PathKind>
  /** The same of an entry in a folder whose own path has no links, with the path that it leads to. */
  follow(path: string): Promise<{ readonly kind: PathKind; readonly path: string }>
  /** Names in a directory, in any order. */
  readDirectory(path: string): Promise<readonly string[]>
  /** The first `limit` bytes. */
  readFile(path: string, limit: number): Promise<Uint8Array>
  /** Absolute, without links. */
  realpath(path: string): Promise<string>
}
