/** What a process that stays remembers of the files that it loaded: only those whose content changed are read anew. */
import { hash } from 'node:crypto'
import type { LoadedFile } from './manifest.ts'
import type { Origin } from './read.ts'

export interface ManifestCache {
  /** What the last load found in a file, if its content is the same; else what `read` finds in it now. */
  recall(origin: Origin, content: Uint8Array, read: () => LoadedFile): LoadedFile
  /** A load is over: what it did not ask for is forgotten. */
  settle(): void
}

interface Remembered {
  readonly digest: string
  readonly found: LoadedFile
}

export function createManifestCache(): ManifestCache {
  let before: ReadonlyMap<string, Remembered> = new Map()
  let now = new Map<string, Remembered>()
  return {
    recall({ file, root }, content, read) {
      const digest = hash('sha256', content)
      const known = before.get(file)
      const found = known?.digest === digest && known.found.root === root ? known.found : read()
      now.set(file, { digest, found })
      return found
    },
    settle() {
      before = now
      now = new Map()
    },
  }
}
