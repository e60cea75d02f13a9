/** What reading a site-config needs of a file system; tests put a map in its place. */
import { stat } from 'node:fs/promises'
import { HomestakError } from '../errors.ts'
import type { ManifestFiles } from '../manifest/files.ts'
import { nodeManifestFiles } from '../manifest/node-files.ts'
import type { KeyPlace } from '../sops/age-keys.ts'

/** Every function may throw an error with a `code` such as EACCES. */
export interface ConfigFiles extends Pick<ManifestFiles, 'kind' | 'readDirectory' | 'readFile'> {
  /** Permission bits. */
  mode(path: string): Promise<number>
  /** Where private age keys may lie; none: encrypted secrets cannot be read. */
  readonly keyPlaces?: readonly KeyPlace[]
  /** The folder of a site's secrets that belong to this machine alone. */
  readonly machineFolder?: (site: string) => string
}

export const nodeConfigFiles: ConfigFiles = {
  ...nodeManifestFiles,
  mode: async (path) => (await stat(path)).mode,
}

/** The same with errors for users. */
export function readable(files: ConfigFiles): ConfigFiles {
  const guarded = async <Result>(path: string, read: () => Promise<Result>): Promise<Result> => {
    try {
      return await read()
    } catch (error) {
      if (error instanceof HomestakError) throw error
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      throw new HomestakError({
        code: 'InvalidSiteConfig',
        message: `${path} cannot be read: ${reason}`,
        hint: 'check its permissions',
        cause: error,
      })
    }
  }
  return {
    ...files,
    kind: (path) => guarded(path, () => files.kind(path)),
    readDirectory: (path) => guarded(path, () => files.readDirectory(path)),
    readFile: (path, limit) => guarded(path, () => files.readFile(path, limit)),
    mode: (path) => guarded(path, () => files.mode(path)),
    keyPlaces: (files.keyPlaces ?? []).map(({ name, read }) => ({
      name,
      read: (recipient) => guarded(name, () => read(recipient)),
    })),
  }
}
