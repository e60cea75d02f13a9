/** Reads the SDN of a cluster, and takes the fingerprint of what a decision about one of its networks rests on. */
import { createHash } from 'node:crypto'
import type { PveClient } from './client.ts'
import type { SdnObject, SdnView, SubnetView, VnetView, Waiting, ZoneView } from './sdn-view.ts'
import { isRecord, list, record, text } from './checks.ts'
import { canonical } from './mark.ts'
import { readNetworkMark, type NetworkMark } from './network-mark.ts'
import { stays } from './sdn-view.ts'

/** Zones and vnets; the subnets of the vnets named. `everything`: those of every vnet, and what controllers wait. */
export async function readSdn(
  client: PveClient,
  scope: readonly string[] | 'everything',
  signal?: AbortSignal,
): Promise<SdnView> {
  const pending = { pending: 1 } as const
  const [zones, vnets, controllers] = await Promise.all([
    client.get('/cluster/sdn/zones', pending, list(objectNamed('zone')), { signal }),
    client.get('/cluster/sdn/vnets', pending, list(objectNamed('vnet')), { signal }),
    scope === 'everything'
      ? client.get('/cluster/sdn/controllers', pending, list(objectNamed('controller')), { signal })
      : [],
  ])
  // Of one that is to go nothing is shown any more: it has none.
  const there = vnets.filter(stays).map(({ id }) => id)
  const asked = there.filter((id) => scope === 'everything' || scope.includes(id))
  const subnets = await Promise.all(
    asked.map(async (vnet) => {
      const found = await client.get('/cluster/sdn/vnets/{vnet}/subnets', { vnet, ...pending }, list(record), {
        signal,
      })
      return [vnet, found.map((fields) => subnetView(vnet, fields))] as const
    }),
  )
  return {
    zones: byId(zones.map(zoneView)),
    vnets: byId(vnets.map(vnetView)),
    subnets: new Map(subnets),
    controllers: controllers.filter(({ waits }) => waits !== undefined).map(({ id }) => id),
  }
}

/** What was configured of a vnet, its subnets, its zone and further zones. Differs once anything of that does. */
export function networkDigest(sdn: SdnView, vnet: string, zones: readonly string[]): string {
  const found = sdn.vnets.get(vnet)
  const subnets = (sdn.subnets.get(vnet) ?? []).map(({ id, options, waits }) => ({ id, options, waits }))
  const text = canonical({
    vnet: found && { options: found.options, waits: found.waits },
    subnets: subnets.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    zones: [...new Set([...zones, found?.zone ?? ''])].sort().map((id) => sdn.zones.get(id) ?? null),
  })
  return createHash('sha256').update(text).digest('hex')
}

/** Whether an object that was read by itself is configured as one that was seen. Ranges are shown in two ways. */
export function isAs(fields: Readonly<Record<string, unknown>>, { options, ...seen }: SdnObject): boolean {
  const now = objectOf(fields, seen.id, 'zone' in seen ? ['zone'] : []).options
  return canonical({ ...now, 'dhcp-range': '' }) === canonical({ ...options, 'dhcp-range': '' })
}

interface Read extends SdnObject {
  /** As they are in effect. */
  readonly before: Readonly<Record<string, string>>
}

const byId = <Item extends SdnObject>(items: readonly Item[]): ReadonlyMap<string, Item> =>
  new Map(items.map((item) => [item.id, item]))

/** What says how an object is shown, not how it is configured. */
const about = ['state', 'pending', 'digest', 'id', 'zone', 'vnet', 'subnet', 'controller', 'cidr', 'network', 'mask']

const objectNamed =
  (kind: 'zone' | 'vnet' | 'controller') =>
  (value: unknown): Read =>
    objectOf(record(value), text(record(value)[kind]), kind === 'vnet' ? ['zone'] : [])

/** `own`: options of this kind that are called as something that others are about. */
function objectOf(fields: Readonly<Record<string, unknown>>, id: string, own: readonly string[]): Read {
  const { state, pending } = fields
  const shown = Object.entries(fields).filter(([key]) => own.includes(key) || !about.includes(key))
  const before = Object.fromEntries(shown.flatMap(([key, value]) => optionOf(key, value)))
  const coming = Object.entries(isRecord(pending) ? pending : {})
  const gone = coming.filter(([, value]) => value === 'deleted').map(([key]) => key)
  const options = {
    ...Object.fromEntries(Object.entries(before).filter(([key]) => !gone.includes(key))),
    ...Object.fromEntries(coming.flatMap(([key, value]) => (value === 'deleted' ? [] : optionOf(key, value)))),
  }
  return { id, options, before, ...(isWaiting(state) ? { waits: state } : {}) }
}

const isWaiting = (state: unknown): state is Waiting => state === 'new' || state === 'changed' || state === 'deleted'

/** A list is the text of its entries; one without any is no option. */
function optionOf(key: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'object') return [[key, text(value)]]
  const written = canonical(value)
  return written === '[]' || written === '{}' ? [] : [[key, written]]
}

function zoneView({ id, options, waits }: Read): ZoneView {
  return { id, options, ...(waits ? { waits } : {}) }
}

function vnetView({ before, ...vnet }: Read): VnetView {
  const alias = vnet.options.alias ?? ''
  const { marking, text: words } = readNetworkMark(alias)
  const mark = markFor(vnet.id, alias)
  const markBefore = before.alias === vnet.options.alias ? undefined : markFor(vnet.id, before.alias ?? '')
  return {
    ...vnet,
    zone: vnet.options.zone ?? '',
    alias,
    marking,
    text: words,
    ...(mark ? { mark } : {}),
    ...(markBefore ? { markBefore } : {}),
    ...(before.zone === undefined || before.zone === vnet.options.zone ? {} : { zoneBefore: before.zone }),
  }
}

function markFor(vnet: string, alias: string): NetworkMark | undefined {
  const { marking } = readNetworkMark(alias)
  return marking.kind === 'mark' && marking.mark.vnet === vnet ? marking.mark : undefined
}

/** Its id is `ZONE-10.0.0.0-24`. */
function subnetView(vnet: string, fields: Readonly<Record<string, unknown>>): SubnetView {
  const id = text(fields.subnet)
  const { before: _, ...subnet } = objectOf(fields, id, [])
  return { ...subnet, vnet, cidr: id.slice(id.indexOf('-') + 1).replace('-', '/') }
}
