/** `homestak status`: what the store remembers, and with `--fresh` or `--orphans` what the hosts show now. */
import type { LeaseHolder, NodeRecord, StoreReader, WatchRecord } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { keyOf } from '../graph/desired-node.ts'
import type { StatusDocument, StatusDrift, StatusNode, StatusWatch } from './documents.ts'
import { createDriftHistory, type DriftHistory } from './drift-history.ts'
import type { Ports } from './engine.ts'
import { freshNode } from './fresh-status.ts'
import { displayKeys, meansKey } from './narrow.ts'
import { freshNetwork } from './networks/fresh.ts'
import { orphans } from './orphans.ts'
import { whileLooking } from './looking.ts'
import { noScope } from './scope.ts'
import { statusSummary } from './status-counts.ts'
import { hostLine, isKnown } from './summary.ts'

export interface StatusOptions {
  readonly keys: readonly string[]
  readonly host: string | null
  readonly fresh: boolean
  readonly orphans: boolean
  /** Who writes with the state now. */
  readonly holder?: LeaseHolder | undefined
  /** What an earlier look of the same process showed, and what it knows of drift. */
  readonly before?: StatusDocument
  readonly drift?: DriftHistory
  readonly stop: AbortSignal
}

export async function status(
  ports: Ports,
  site: string,
  config: SiteConfig,
  options: StatusOptions,
  store: StoreReader | undefined,
): Promise<StatusDocument> {
  const all = store?.nodes() ?? []
  const records = all.filter((entry) => chosen(entry, options))
  const display = displayKeys(all.map(keyOf))
  const drift = store && (options.drift ?? createDriftHistory())(store)
  const kept = records.map((entry) => statusNode(entry, display(keyOf(entry)), drift?.get(keyOf(entry))))
  const remembered = { hosts: [], nodes: kept }
  const seen =
    options.fresh || options.orphans ? await look({ ports, site, config, store, records, kept }, options) : remembered
  return {
    schema: 'homestak/status/v1',
    site,
    ...seen,
    problems: store?.problems() ?? [],
    watch: watchOf(store?.watch(), options.holder),
    summary: statusSummary(seen.nodes),
  }
}

interface Remembered {
  readonly ports: Ports
  readonly site: string
  readonly config: SiteConfig
  readonly store: StoreReader | undefined
  readonly records: readonly NodeRecord[]
  /** Of each record. */
  readonly kept: readonly StatusNode[]
}

/** What the hosts of the records show now, in place of what was kept of them. */
async function look(
  { ports, site, config, store, records, kept }: Remembered,
  options: StatusOptions,
): Promise<Pick<StatusDocument, 'hosts' | 'nodes' | 'orphans' | 'orphanNetworks' | 'looseVolumes'>> {
  const aim = { config, nodes: [], networks: [], broken: [], scope: noScope }
  const seekNetworks = options.orphans
  return whileLooking({ ports, site, aim, store, seekNetworks, signal: options.stop }, async (pass) => {
    const hosts = options.host === null ? hostsFor(records, config, options) : [options.host]
    await Promise.all(hosts.map((host) => pass.look(host)))
    const world = pass.world()
    const now = ports.clock.now()
    const nodes = await Promise.all(
      kept.map(async (node, index) => {
        const record = records[index]
        const guest = record && world.byKey.get(keyOf(record))?.[0]
        const before = options.before?.nodes.find(({ key, host }) => key === node.key && host === node.host)
        if (record?.type === 'network')
          return freshNetwork(world, node, world.ourNetworks.byKey.get(keyOf(record))?.[0], before)
        return freshNode(pass, node, guest, before, now, options.stop)
      }),
    )
    return {
      hosts: hosts.map((host) => hostLine(host, world.hosts.get(host))),
      nodes,
      ...(options.orphans ? await orphans(pass, store, options.stop) : {}),
    }
  })
}

const chosen = (entry: NodeRecord, { keys, host }: StatusOptions) =>
  (keys.length === 0 || keys.some((typed) => meansKey(typed, entry))) &&
  (host === null || entry.host.split('/')[0] === host)

/** Orphans may be on any host; otherwise only those of the nodes shown. */
const hostsFor = (
  records: readonly NodeRecord[],
  { hostNames }: SiteConfig,
  { orphans: wanted }: StatusOptions,
): readonly string[] =>
  wanted ? hostNames : hostNames.filter((name) => records.some(({ host }) => host.split('/')[0] === name))

function statusNode(entry: NodeRecord, key: string, drift: StatusDrift | undefined): StatusNode {
  const conditions = entry.conditions.flatMap((condition) => (isKnown(condition) ? [condition] : []))
  const restart = conditions.find(({ type, reason }) => type === 'Blocked' && reason === 'RestartRequired')
  return {
    key,
    host: entry.host,
    type: entry.type,
    vmid: entry.vmid ?? null,
    addresses: entry.addresses,
    generation: entry.generation,
    observedGeneration: entry.observedGeneration,
    conditions,
    pendingRestart: restart?.message ?? null,
    drift: drift ?? null,
    updated: new Date(entry.updated).toISOString(),
    nextTry: entry.nextTry === undefined ? null : new Date(entry.nextTry).toISOString(),
  }
}

/** Only the run that holds the lease can be at work. */
function watchOf(watch: WatchRecord | undefined, holder: LeaseHolder | undefined): StatusWatch | null {
  if (!watch) return null
  return {
    running: holder?.pid === watch.pid,
    pid: watch.pid,
    started: new Date(watch.started).toISOString(),
    paths: watch.paths,
    driftIntervalSeconds: watch.driftIntervalMs / 1000,
    lastLook: watch.lastLook === null ? null : new Date(watch.lastLook).toISOString(),
  }
}
