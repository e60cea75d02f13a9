/** Tells when manifests or the site-config changed on disk and stand still: editors save in many ways, and git in bursts. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { watch as chokidar, type FSWatcher } from 'chokidar'
import type { Clock } from '../clock.ts'

/** Milliseconds without a further change after which a burst is over, and the longest that one is waited for. */
const stillMs = 40
const burstMs = 250
/** A file whose last line has no end may still be being written, for so long after its last change. */
const youngMs = 700
/** Where the system tells nothing, as on network file systems, all is compared anew this often. */
const compareMs = 30_000
/** A path that is gone is looked for this often. */
const seekMs = 1000

export interface FileChangesParts {
  readonly clock: Clock
  /** Directories of manifests, or files; absolute. */
  readonly paths: readonly string[]
  /** Absolute; looked into two levels deep. */
  readonly siteConfig: string
}

/** Returns how to stop. */
export function watchFiles({ clock, paths, siteConfig }: FileChangesParts, onChange: () => void): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  const pending = new Set<string>()
  let first = 0
  let last = 0
  let settling = false

  const settle = async () => {
    settling = true
    for (;;) {
      const now = clock.now()
      const restless = now - last < stillMs && now - first < burstMs
      const wait = restless ? stillMs : Math.max(0, ...[...pending].map((path) => unfinishedFor(path, now)))
      if (wait === 0) break
      await clock.sleep(wait, signal)
    }
    settling = false
    pending.clear()
    onChange()
  }
  const note = (path: string) => {
    last = clock.now()
    if (pending.size === 0) first = last
    pending.add(path)
    if (!settling) settle().catch(() => undefined)
  }

  const places = [...paths.map(placeOf), { dir: siteConfig, depth: 2, counts: isConfigFile }]
  const rest: Rest = { clock, signal, cut: new AbortController() }
  const watchers = places.map((place) => watchPlace(place, note, () => rest.cut.abort()))
  void keepComparing(places, watchers, rest, note)
  return () => {
    stopping.abort()
    for (const watcher of watchers) void watcher.close()
  }
}

interface Place {
  readonly dir: string
  readonly depth: number
  counts(path: string): boolean
}

const isConfigFile = (path: string): boolean => /^[^.].*\.ya?ml(\.enc)?$/.test(basename(path))

/** A file is watched through its folder: most editors save by putting a new file in its place. */
function placeOf(path: string): Place {
  const isFile = /\.(ya?ml|json)$/.test(path)
  if (!isFile) return { dir: path, depth: 0, counts: isConfigFile }
  return { dir: dirname(path), depth: 0, counts: (changed) => basename(changed) === basename(path) }
}

function watchPlace({ dir, depth, counts }: Place, note: (path: string) => void, onGone: () => void): FSWatcher {
  const watcher = chokidar(dir, {
    ignoreInitial: true,
    depth,
    ignored: (path) => path !== dir && basename(path).startsWith('.'),
    ignorePermissionErrors: true,
  })
  return watcher
    .on('all', (event, path) => {
      if (event === 'unlinkDir' && path === dir) onGone()
      else if (counts(path)) note(path)
    })
    .on('error', () => undefined)
}

interface Rest {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Aborted: what is between two comparisons is over. */
  cut: AbortController
}

/** What the system does not tell is found by comparing; a folder that was away is watched anew. */
async function keepComparing(
  places: readonly Place[],
  watchers: readonly FSWatcher[],
  rest: Rest,
  note: (path: string) => void,
): Promise<void> {
  let known = places.map(pictureOf)
  while (!rest.signal.aborted) {
    rest.cut = new AbortController()
    const ms = known.includes(gone) ? seekMs : compareMs
    await rest.clock.sleep(ms, AbortSignal.any([rest.signal, rest.cut.signal])).catch(() => undefined)
    if (rest.signal.aborted) return
    for (const [index, place] of places.entries()) {
      const picture = pictureOf(place)
      if (picture === known[index]) continue
      if (known[index] === gone) watchers[index]?.unwatch(place.dir).add(place.dir)
      known = known.with(index, picture)
      note(place.dir)
    }
  }
}

const gone = '(gone)'

/** Names, times and sizes of everything that counts. */
function pictureOf({ dir, depth, counts }: Place): string {
  try {
    const names = readdirSync(realpathSync(dir), { recursive: depth > 0, encoding: 'utf8' })
    return names
      .filter(counts)
      .toSorted()
      .map((name) => lookOf(join(dir, name), name))
      .join('\n')
  } catch {
    return gone
  }
}

function lookOf(path: string, name: string): string {
  try {
    const { mtimeMs, size } = statSync(path)
    return `${name} ${mtimeMs} ${size}`
  } catch {
    return `${name} ${gone}`
  }
}

/** Milliseconds for which the file may still be unfinished; 0 where it is whole, old enough, or gone. */
function unfinishedFor(path: string, now: number): number {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const { mtimeMs, size } = fstatSync(file)
    const tail = Buffer.alloc(1)
    const young = youngMs - (now - mtimeMs)
    if (young <= 0 || (size > 0 && readSync(file, tail, 0, 1, size - 1) === 1 && tail[0] === 0x0a)) return 0
    return Math.ceil(young)
  } catch {
    return 0
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
