/** `homestak status`: what the store remembers, and with `--fresh` or `--orphans` what the hosts show now. */
import type { NodeRecord, StoreReader } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { keyOf } from '../graph/desired-node.ts'
import { addressesOf } from './addresses.ts'
import { lookPatienceMs } from './diff.ts'
import type { StatusDocument, StatusNode } from './documents.ts'
import type { Ports } from './engine.ts'
import { looseSeeds } from './loose-seeds.ts'
import { checkNames, displayKeys, meansKey } from './narrow.ts'
import { createPass, type Pass } from './pass.ts'
import { hostLine, isKnown } from './summary.ts'
import type { OwnedGuest } from './world.ts'

export interface StatusOptions {
  readonly keys: readonly string[]
  readonly host: string | null
  readonly fresh: boolean
  readonly orphans: boolean
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
  checkNames(options.keys, 'KEY', all)
  const records = all.filter((entry) => chosen(entry, options))
  const display = displayKeys(all.map(keyOf))
  const kept = records.map((entry) => statusNode(entry, display(keyOf(entry))))
  if (!options.fresh && !options.orphans) return { schema: 'homestak/status/v1', site, hosts: [], nodes: kept }

  const scope = { pairs: [], hostChanges: new Map<string, string>() }
  const pass = createPass({
    ports,
    site,
    aim: { config, nodes: [], broken: [], scope },
    store,
    patienceMs: lookPatienceMs,
    signal: options.stop,
  })
  try {
    const hosts = options.host === null ? hostsFor(records, config, options) : [options.host]
    await Promise.all(hosts.map((host) => pass.look(host)))
    const world = pass.world()
    const fresh = await Promise.all(
      records.map((entry, index) =>
        freshNode(pass, kept[index], world.byKey.get(keyOf(entry))?.[0], ports, options.stop),
      ),
    )
    return {
      schema: 'homestak/status/v1',
      site,
      hosts: hosts.map((host) => hostLine(host, world.hosts.get(host))),
      nodes: fresh.flatMap((node) => node ?? []),
      ...(options.orphans ? await orphans(pass, all, options.stop) : {}),
    }
  } finally {
    await pass.close()
  }
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

const statusNode = (entry: NodeRecord, key: string): StatusNode => ({
  key,
  host: entry.host,
  type: entry.type,
  vmid: entry.vmid ?? null,
  addresses: entry.addresses,
  generation: entry.generation,
  observedGeneration: entry.observedGeneration,
  conditions: entry.conditions.flatMap((condition) => (isKnown(condition) ? [condition] : [])),
  updated: new Date(entry.updated).toISOString(),
  nextTry: entry.nextTry === undefined ? null : new Date(entry.nextTry).toISOString(),
})

/** The record with what only the host can tell: whether the guest is there and runs, and its addresses. */
async function freshNode(
  pass: Pass,
  node: StatusNode | undefined,
  guest: OwnedGuest | undefined,
  { clock }: Ports,
  signal: AbortSignal,
): Promise<StatusNode | undefined> {
  if (!node || pass.world().hosts.get(node.host)?.reachable !== true) return node
  const since = clock.now()
  const provisioned = guest
    ? ({ type: 'Provisioned', status: 'True', reason: 'Exists', message: `guest ${guest.view.vmid}`, since } as const)
    : ({ type: 'Provisioned', status: 'False', reason: 'Missing', message: 'the guest is not there', since } as const)
  const isUp = guest?.status === 'running'
  const running = {
    type: 'Running',
    status: isUp ? 'True' : 'False',
    reason: isUp ? 'Running' : 'Stopped',
    message: `the guest is ${guest?.status ?? 'not there'}`,
    since,
  } as const
  const others = node.conditions.filter(({ type }) => type !== 'Provisioned' && type !== 'Running')
  const conditions = [
    provisioned,
    running,
    ...others.map((condition) =>
      isUp || condition.type !== 'Ready'
        ? condition
        : { ...condition, status: 'False' as const, reason: 'Drift', message: running.message },
    ),
  ]
  const addresses = guest && isUp ? ((await addressesOf(pass, guest, signal)) ?? []) : []
  return { ...node, vmid: guest?.view.vmid ?? null, addresses, conditions, updated: new Date(since).toISOString() }
}

/** Guests with our mark that nothing remembered declares, and seeds that no guest has. */
async function orphans(
  pass: Pass,
  records: readonly NodeRecord[],
  signal: AbortSignal,
): Promise<Pick<StatusDocument, 'orphans' | 'looseVolumes'>> {
  const world = pass.world()
  const { owned, hosts } = world
  const known = new Set(records.map(keyOf))
  const lost = owned.filter(({ key }) => !known.has(key))
  const seen = [...hosts.values()].filter(({ reachable }) => reachable)
  const loose = await Promise.all(
    seen.map(async (view) => {
      const seeds = await looseSeeds(pass.connection(view.host).client, view, world, signal)
      return seeds.map(({ volid }) => ({ host: view.host, volume: volid }))
    }),
  )
  return {
    orphans: lost.map(({ key, host, view }) => ({ key, host, vmid: view.vmid, name: view.name })),
    looseVolumes: loose.flat(),
  }
}
