/** The only calls that change the SDN of a cluster. Each belongs to a transaction that spent its warrants. */
import type { NetworkOperation } from '../steps/operation.ts'
import type { SdnChange } from './sdn-change.ts'
import type { SdnObject } from './sdn-view.ts'
import { HomestakError } from '../errors.ts'
import { record, upidOrNull } from './checks.ts'
import { isAs, readSdn } from './sdn.ts'
import { refuseForeign } from './sdn-change.ts'
import { vnetsOf } from './sdn-ownership.ts'
import { write } from './write.ts'

export type SdnWrite = Exclude<NetworkOperation, { operation: 'apply-networks' | 'make-network' }>

/** Configures, which takes effect once it is applied. */
export async function writeSdn(change: SdnChange, step: SdnWrite, signal?: AbortSignal): Promise<void> {
  const { client } = change
  const { operation, input } = step
  const isLeft = 'zone' in input ? change.zones.has(input.zone) : change.vnets.has(input.vnet)
  if (!isLeft) throw bug(change, `${operation} ${'zone' in input ? input.zone : input.vnet} has no warrant`)
  const cut = { signal }
  if (operation === 'create-zone') {
    const { zone, parameters } = input
    return write(client, 'POST /cluster/sdn/zones', { zone }, nothing, { settings: parameters, ...cut })
  }
  if (operation === 'configure-zone') {
    const { zone, parameters } = input
    const now = await client.get('/cluster/sdn/zones/{zone}', { zone }, record, cut)
    const digest = fitting(change, now, change.before.zones.get(zone))
    return write(client, 'PUT /cluster/sdn/zones/{zone}', { zone, digest }, nothing, { settings: parameters, ...cut })
  }
  if (operation === 'remove-zone')
    return write(client, 'DELETE /cluster/sdn/zones/{zone}', { zone: input.zone }, nothing, cut)
  if (operation === 'create-vnet') {
    const { vnet, parameters } = input
    return write(client, 'POST /cluster/sdn/vnets', { vnet }, nothing, { settings: parameters, ...cut })
  }
  if (operation === 'configure-vnet') {
    const { vnet, parameters } = input
    const now = await client.get('/cluster/sdn/vnets/{vnet}', { vnet }, record, cut)
    const digest = fitting(change, now, change.before.vnets.get(vnet))
    return write(client, 'PUT /cluster/sdn/vnets/{vnet}', { vnet, digest }, nothing, { settings: parameters, ...cut })
  }
  if (operation === 'remove-vnet')
    return write(client, 'DELETE /cluster/sdn/vnets/{vnet}', { vnet: input.vnet }, nothing, cut)
  return writeSubnet(change, step, signal)
}

const below = '/cluster/sdn/vnets/{vnet}/subnets'

async function writeSubnet(
  change: SdnChange,
  { operation, input }: Extract<SdnWrite, { input: { cidr: string } }>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { client } = change
  const { vnet, cidr, id: subnet } = input
  if (operation === 'remove-subnet')
    return write(client, `DELETE ${below}/{subnet}`, { vnet, subnet }, nothing, { signal })
  const options = { settings: input.parameters, signal }
  if (operation === 'create-subnet')
    return write(client, `POST ${below}`, { vnet, subnet: cidr, type: 'subnet' }, nothing, options)
  const now = await client.get(`${below}/{subnet}`, { vnet, subnet }, record, { signal })
  const seen = change.before.subnets.get(vnet)?.find(({ id }) => id === subnet)
  return write(client, `PUT ${below}/{subnet}`, { vnet, subnet, digest: fitting(change, now, seen) }, nothing, options)
}

/** All that was configured takes effect; gives the task. Before it is looked once more that all of it is ours. */
export async function applySdn(change: SdnChange, signal?: AbortSignal): Promise<string | null> {
  refuseForeign(change, await readSdn(change.client, 'everything', signal))
  return write(change.client, 'PUT /cluster/sdn', {}, upidOrNull, { signal })
}

/** A zone whose network could not be made says nowhere whose it is: once nothing declares it, it would hold all others. */
export async function takeBackZones(change: SdnChange, zones: readonly string[]): Promise<void> {
  if (zones.length === 0) return
  const sdn = await readSdn(change.client, [])
  const empty = zones.filter((zone) => sdn.zones.get(zone)?.waits === 'new' && vnetsOf(sdn, zone).length === 0)
  for (const zone of empty) await writeSdn(change, { operation: 'remove-zone', input: { zone } })
}

/** The digest of the file that holds an object, which is still as it was when the transaction began. */
export function fitting(
  { client }: SdnChange,
  now: Readonly<Record<string, unknown>>,
  seen: SdnObject | undefined,
): string {
  const { digest } = now
  if (seen && typeof digest === 'string' && isAs(now, seen)) return digest
  throw new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `the SDN of ${client.host} changed while it was being written`,
    hint: 'it is looked at again and the plan made anew',
  })
}

const bug = ({ client: { host } }: SdnChange, what: string): HomestakError =>
  new HomestakError({ code: 'Bug', message: `on ${host}, ${what}` })

const nothing = (): undefined => undefined
