/** Engine, store, client and simulator in one process under virtual time: what tests and the deterministic run work with. */
import { pino } from 'pino'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from '../state/sqlite/migrate.ts'
import { migrations } from '../state/sqlite/migrations.ts'
import { storeOn } from '../state/sqlite/open-store.ts'
import type { Store } from '../state/store.ts'
import type { Random } from '../src/clock.ts'
import { loadSiteConfig } from '../src/config/load-site-config.ts'
import type { SiteConfig } from '../src/config/site-config.ts'
import { simSiteConfig } from '../src/config/write-site-config.ts'
import type { ManifestFiles } from '../src/manifest/files.ts'
import { loadSelection } from '../src/manifest/load.ts'
import { createPveClient } from '../src/pve/client.ts'
import { tokenCredentials } from '../src/pve/credentials.ts'
import type { Transport } from '../src/pve/transport.ts'
import { desireFrom } from '../src/reconciler/desire.ts'
import { destroy } from '../src/reconciler/destroy.ts'
import { diff } from '../src/reconciler/diff.ts'
import type { DiffDocument, RunEvent, RunSummary } from '../src/reconciler/documents.ts'
import type { Desire, DestroyTargets, Ports, RunOptions } from '../src/reconciler/engine.ts'
import { reconcile } from '../src/reconciler/reconcile.ts'
import { status } from '../src/reconciler/status.ts'
import {
  createSimulator,
  simulatedTransport,
  type Simulator,
  type SimulatorOptions,
} from '../src/simulator/simulator.ts'
import { runOptions } from './run-options.ts'
import { inMemory } from './unit/config/fixtures.ts'
import { seededRandom, virtualClock, type VirtualClock } from './unit/simulator/virtual-clock.ts'

export interface Lab {
  readonly clock: VirtualClock
  readonly random: Random
  readonly simulator: Simulator
  readonly ports: Ports
  readonly events: RunEvent[]
  store: Store
  /** Manifest texts by file name below `/manifests`. */
  files: Map<string, string>
  /** Texts of the site-config by path. */
  site: Map<string, string>
  /** By host entry; what stands in secrets.yaml is not looked at. */
  tokens: Map<string, string>
  /** Files of another directory are given by full path. */
  desire(path?: string | readonly string[], host?: string, homeless?: 'usage' | 'broken'): Promise<Desire>
  diff(options?: Partial<RunOptions> & Place): Promise<DiffDocument>
  reconcile(options?: Partial<RunOptions> & Place): Promise<RunSummary>
  /** The same, under way: whoever began it settles it, or what it races against. */
  beginReconcile(options?: Partial<RunOptions> & Place): Promise<RunSummary>
  destroy(targets: Partial<DestroyTargets>, options?: Partial<RunOptions>): Promise<RunSummary>
  status(options?: { readonly fresh?: boolean; readonly orphans?: boolean }): ReturnType<typeof status>
  /** As it is now, with nothing under way: to begin from there as often as is needed. */
  keep(): KeptLab
  /** Everything remembered is lost. */
  loseState(): void
  /** Waits under virtual time. */
  settle<T>(promise: Promise<T>): Promise<T>
}

/** A host, a state and files, to be had anew any number of times. */
export interface KeptLab {
  readonly now: number
  readonly world: unknown
  readonly state: Uint8Array
  readonly files: ReadonlyMap<string, string>
}

interface Place {
  readonly path?: string
  readonly host?: string
  /** Instead of the lab's own, e.g. of a process that is about to die. */
  readonly ports?: Ports
}

export interface LabOptions extends Partial<Pick<SimulatorOptions, 'profile' | 'nodeNames' | 'world' | 'faults'>> {
  readonly seed?: number
  /** One that exists, where a second machine works on the same host. */
  readonly simulator?: Simulator
  /** Host entries beside `sim`. Entries with one simulator lead to one cluster. */
  readonly hosts?: Readonly<Record<string, Simulator>>
  /** Between the client and the simulator. */
  readonly wrap?: (inner: Transport) => Transport
  readonly clock?: VirtualClock
  /** What it begins with, in place of manifests and an empty host. */
  readonly kept?: KeptLab
  /** Where images come from; without it, what a host lacks cannot be fetched. */
  readonly images?: Ports['images']
}

const emptyState = migrated()

export const manifestsDir = '/manifests'

export async function createLab(manifests: Readonly<Record<string, string>>, options: LabOptions = {}): Promise<Lab> {
  const { kept } = options
  const clock = options.clock ?? virtualClock(kept?.now)
  // What is made from now on must not be called as what was made before.
  const random = seededRandom(options.seed ?? (kept ? 2 : 1))
  const snapshot = kept ? { snapshot: kept.world } : {}
  const simulator = options.simulator ?? createSimulator({ clock, random, ...snapshot, ...options })
  const simulators = new Map(Object.entries({ ...options.hosts, sim: simulator }))
  const tokens = new Map([...simulators].map(([name, { token }]) => [name, token]))
  const wireTo = (name: string) => {
    const inner = simulatedTransport(simulators.get(name) ?? simulator, clock)
    return options.wrap ? options.wrap(inner) : inner
  }
  const ports: Ports = {
    clock,
    random,
    log: pino({ level: 'silent' }),
    ...(options.images ? { images: options.images } : {}),
    connect: ({ name }) => ({
      client: createPveClient({
        host: name,
        transport: wireTo(name),
        credentials: tokenCredentials(name, tokens.get(name) ?? ''),
        clock,
      }),
      peerFingerprint: () => (simulators.get(name) === simulator ? 'AA:BB' : `AA:${name}`),
      close: async () => undefined,
    }),
  }
  const site = siteOf(simulator)
  for (const [name, { node }] of simulators) {
    if (name !== 'sim')
      site.set(`nodes/${name}.yaml`, (site.get('nodes/sim.yaml') ?? '').replace(/^node: .*$/m, `node: ${node}`))
  }
  const events: RunEvent[] = []
  let db = memory(kept?.state)
  const lab: Lab = {
    clock,
    random,
    simulator,
    ports,
    events,
    store: storeOn(db, ':memory:'),
    files: new Map([...(kept?.files ?? []), ...Object.entries(manifests)]),
    site,
    tokens,
    async desire(path: string | readonly string[] = manifestsDir, host = 'sim', homeless = 'usage') {
      const config = await configOf(lab.site)
      const selection = await loadSelection(
        [path].flat().map((each) => ({ path: each })),
        { fs: filesOf(lab.files), cwd: '/' },
      )
      return desireFrom({ selection, config, host: host === '' ? undefined : host, isMeant: () => true, homeless })
    },
    diff: async ({ path, host, ports: own = ports, ...more } = {}) =>
      lab.settle(lab.desire(path, host).then((desire) => diff(own, desire, { ...runOptions, ...more }, lab.store))),
    reconcile: async (place) => lab.settle(lab.beginReconcile(place)),
    beginReconcile: async ({ path, host, ports: own = ports, ...more } = {}) =>
      reconcile(own, await lab.desire(path, host), { ...runOptions, ...more }, lab.store, (event) =>
        events.push(event),
      ),
    destroy: async (targets, more = {}) => {
      const { config } = await lab.desire()
      const all = { keys: [], manifest: null, all: false, host: null, ...targets }
      const given = { ...runOptions, confirm: async () => true, ...more }
      return lab.settle(destroy(ports, 'lab', config, all, given, lab.store, (event) => events.push(event)))
    },
    status: async ({ fresh = false, orphans = false } = {}) => {
      const { config } = await lab.desire()
      return lab.settle(
        status(ports, 'lab', config, { keys: [], host: null, fresh, orphans, stop: runOptions.stop }, lab.store),
      )
    },
    keep() {
      if (clock.waiting() > 0) throw new Error('something is under way that a copy would not have')
      return { now: clock.now(), world: simulator.toSnapshot(), state: db.serialize(), files: new Map(lab.files) }
    },
    loseState() {
      lab.store.close()
      db = memory()
      lab.store = storeOn(db, ':memory:')
    },
    settle: (promise) => clock.settle(promise),
  }
  return lab
}

/** A database in memory with what another held; without that, with empty tables. */
function memory(state: Uint8Array = emptyState): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  db.deserialize(state)
  return db
}

function migrated(): Uint8Array {
  const db = new DatabaseSync(':memory:')
  migrate(db, ':memory:', migrations)
  return db.serialize()
}

/** Made once for all labs whose host is called the same: to write and to read it takes as long as a short run. */
const sites = new Map<string, ReadonlyMap<string, string>>()
const configs = new Map<string, Promise<SiteConfig>>()

function siteOf({ node, token }: Simulator): Map<string, string> {
  const key = `${node} ${token}`
  const known = sites.get(key)
  if (known) return new Map(known)
  const files = simSiteConfig({
    siteId: 'lab',
    endpoint: 'https://127.0.0.1:8006',
    node,
    token,
    fingerprint: Array.from({ length: 32 }, () => 'AA').join(':'),
    datastore: 'vmstore',
    images: {},
  })
  const texts = new Map([...files].map(([path, { text }]) => [path, text]))
  sites.set(key, texts)
  return new Map(texts)
}

function configOf(site: ReadonlyMap<string, string>): Promise<SiteConfig> {
  const key = JSON.stringify([...site])
  const found = configs.get(key) ?? readSite(site)
  configs.set(key, found)
  return found
}

async function readSite(site: ReadonlyMap<string, string>): Promise<SiteConfig> {
  const { config, problems } = await loadSiteConfig('/cfg', inMemory(Object.fromEntries(site)))
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return config
}

function filesOf(texts: ReadonlyMap<string, string>): ManifestFiles {
  const full = (name: string) => (name.startsWith('/') ? name : `${manifestsDir}/${name}`)
  const paths = () => [...texts.keys()].map(full)
  const kind: ManifestFiles['kind'] = async (path) => {
    if (paths().includes(path)) return 'file'
    const isDirectory = path === manifestsDir || paths().some((other) => other.startsWith(`${path}/`))
    return isDirectory ? 'directory' : 'missing'
  }
  return {
    kind,
    follow: async (path) => ({ kind: await kind(path), path }),
    readDirectory: async (path) =>
      paths()
        .filter((other) => other.startsWith(`${path}/`))
        .map((other) => other.slice(path.length + 1)),
    readFile: async (path) => new TextEncoder().encode([...texts].find(([name]) => full(name) === path)?.[1] ?? ''),
    realpath: async (path) => path,
  }
}
