/** Where a watching run gets what is declared, and hears that it changed. */
import type { Desire } from '../engine.ts'

export interface Source {
  /** Loads everything anew. Throws HomestakError where nothing of it can be used, e.g. a directory that is gone. */
  load(): Promise<Desire>
  /** Calls back when something was saved and stands still; returns how to stop that. */
  subscribe(onChange: () => void): () => void
  /** What git is at in the tree of one root of the manifests, e.g. `a rebase`; null: nothing. */
  gitOperation(root: string): Promise<string | null>
}
