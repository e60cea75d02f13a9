/** Which (manifest, host) pairs a run may prune in: those it loaded, and those its PATH was last seen with whose manifest is gone. */
import type { ScopePair } from '../../state/store.ts'
import type { Desire } from './engine.ts'

export interface Scope {
  readonly pairs: readonly ScopePair[]
  /** Manifest -> old host, where the host changed in a file since the PATH was last recorded. */
  readonly hostChanges: ReadonlyMap<string, string>
}

/** Of commands that are pointed at no PATH. */
export const noScope: Scope = { pairs: [], hostChanges: new Map() }

type Loaded = Pick<Desire, 'manifests' | 'selection' | 'broken'>

/** A PATH that holds no manifest any more prunes nothing, whatever it used to hold. */
export function scopeOf(
  { manifests, selection, broken }: Loaded,
  recorded: (path: string) => readonly ScopePair[],
): Scope {
  // Guests of a broken file are shown as held, so its pairs count as in scope; the guard on broken views keeps them safe.
  const brokenNames = new Set(broken.map(({ name }) => name))
  const loadedNames = new Set(
    selection.files.flatMap(({ loaded }) => loaded?.manifest.name ?? []).filter((name) => !brokenNames.has(name)),
  )
  const pairs: ScopePair[] = manifests.map(({ name, host, hostFrom }) => ({ manifest: name, host, hostFrom }))
  const hostChanges = new Map<string, string>()
  for (const root of selection.roots) {
    if (!selection.files.some((file) => file.root === root)) continue
    for (const old of recorded(root)) {
      if (!loadedNames.has(old.manifest)) pairs.push(old)
      const now = manifests.find(({ name }) => name === old.manifest)
      if (now && now.host !== old.host && now.hostFrom !== 'flag' && old.hostFrom !== 'flag')
        hostChanges.set(old.manifest, old.host)
    }
  }
  return { pairs, hostChanges }
}

/**
 * What stays recorded for another PATH once `root` was loaded: a manifest whose file moved from directory to directory
 * belongs to where it was seen last, and is not pruned by a run of where it was. A directory and a file in it share theirs.
 */
export function withoutMoved(
  other: string,
  recorded: readonly ScopePair[],
  root: string,
  { manifests }: Pick<Loaded, 'manifests'>,
): readonly ScopePair[] {
  const fileOf = (directory: string, file: string) => file.startsWith(`${directory}/`) && /\.(ya?ml|json)$/.test(file)
  if (other === root || fileOf(other, root) || fileOf(root, other)) return recorded
  const here = new Set(
    manifests.filter((manifest) => manifest.root === root).map(({ name, host }) => `${name}@${host}`),
  )
  return recorded.filter(({ manifest, host }) => !here.has(`${manifest}@${host}`))
}

/** What to record for a PATH: what it holds now, and older pairs for as long as they have guests or cannot be seen. */
export function nextScope(
  root: string,
  { manifests }: Pick<Loaded, 'manifests'>,
  recorded: readonly ScopePair[],
  mayHaveGuests: (pair: ScopePair) => boolean,
): readonly ScopePair[] {
  const loaded: ScopePair[] = manifests
    .filter((manifest) => manifest.root === root)
    .map(({ name, host, hostFrom }) => ({ manifest: name, host, hostFrom }))
  const same = (a: ScopePair) => (b: ScopePair) => a.manifest === b.manifest && a.host === b.host
  return [...loaded, ...recorded.filter((old) => !loaded.some(same(old)) && mayHaveGuests(old))]
}
