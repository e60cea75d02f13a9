/** What loading manifests needs of a file system; tests put a map in its place. */

/** What a path leads to once links are followed. */
export type PathKind = 'file' | 'directory' | 'other' | 'missing'

/** Every function may throw an error with a `code` such as EACCES. */
export interface ManifestFiles {
  kind(path: string): Promise<PathKind>
  /** Names in a directory, in any order. */
  readDirectory(path: string): Promise<readonly string[]>
  /** The first `limit` bytes. */
  readFile(path: string, limit: number): Promise<Uint8Array>
  /** Absolute, without links. */
  realpath(path: string): Promise<string>
}
