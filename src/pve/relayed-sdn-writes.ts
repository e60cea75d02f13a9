/** The calls of a program that makes or changes one virtual network for us: read anything, write only what a warrant is for. */
import type { PveClient } from './client.ts'
import type { IsOurs } from './network-mark.ts'
import type { Relay } from './relayed-writes.ts'
import type { SdnChange } from './sdn-change.ts'
import type { SdnObject } from './sdn-view.ts'
import type { NetworkWarrant } from './warrant.ts'
import type { RelayedRequest } from './wire.ts'
import { HomestakError } from '../errors.ts'
import { record } from './checks.ts'
import { readNetworkMark } from './network-mark.ts'
import { openSdnChange, refuseForeign } from './sdn-change.ts'
import { fitting, takeBackZones } from './sdn-writes.ts'
import { readSdn } from './sdn.ts'
import { relay, relayWrite } from './write.ts'

export interface SdnRelay extends Relay {
  /** Zones that the program made, and no network in them: it has ended, and not well. */
  takeBack(): Promise<void>
}

/**
 * The warrant is spent by the first write: directly before it all is looked at. An object is changed only as it was then,
 * a vnet made only with our mark in the call, and applied only while nothing of somebody else waits.
 */
export function sdnRelayFor(client: PveClient, warrant: NetworkWarrant, isOurs: IsOurs): SdnRelay {
  let change: Promise<SdnChange> | undefined
  const made: string[] = []
  const opened = () => (change ??= openSdnChange(client, [warrant], isOurs))

  async function permitted(request: RelayedRequest): Promise<RelayedRequest> {
    const target = targetOf(request, warrant)
    if (!target) throw notPermitted(client, request, warrant)
    const open = await opened()
    if (target.kind === 'create') return request
    if (target.kind === 'apply') {
      refuseForeign(open, await readSdn(client, 'everything', request.signal))
      return request
    }
    const digest = fitting(open, await target.read(client), target.find(open))
    return { ...request, body: `${request.body ?? ''}&digest=${digest}` }
  }

  return {
    async pass(request) {
      if (request.method === 'GET') return { response: await relay(client, request) }
      const answer = await relayWrite(client, await permitted(request))
      if (request.path === zonesPath) made.push(new URLSearchParams(request.body).get('zone') ?? '')
      return answer
    },
    async takeBack() {
      if (made.length > 0) await takeBackZones(await opened(), made)
    },
  }
}

const zonesPath = '/cluster/sdn/zones'

type Target =
  | { readonly kind: 'create' }
  | { readonly kind: 'apply' }
  | {
      readonly kind: 'change'
      readonly read: (client: PveClient) => Promise<Readonly<Record<string, unknown>>>
      /** As it was when the transaction began. */
      readonly find: (change: SdnChange) => SdnObject | undefined
    }

/** Undefined for what the warrant is no leave to. */
function targetOf(
  { method, path, body }: RelayedRequest,
  { vnet, zones, act, uid }: NetworkWarrant,
): Target | undefined {
  const fields = new URLSearchParams(body)
  const own = `/cluster/sdn/vnets/${vnet}`
  const call = `${method} ${path}`
  if (call === 'PUT /cluster/sdn') return { kind: 'apply' }
  if (call === `POST ${zonesPath}`) return zones.includes(fields.get('zone') ?? '') ? { kind: 'create' } : undefined
  if (call === 'POST /cluster/sdn/vnets') {
    const { marking } = readNetworkMark(fields.get('alias') ?? '')
    const isMeant = act === 'create' && fields.get('vnet') === vnet
    return isMeant && marking.kind === 'mark' && marking.mark.uid === uid ? { kind: 'create' } : undefined
  }
  if (call === `POST ${own}/subnets`) return { kind: 'create' }
  if (method !== 'PUT') return undefined
  const zone = zones.find((each) => path === `/cluster/sdn/zones/${each}`)
  if (zone !== undefined) {
    return {
      kind: 'change',
      read: (client) => client.get('/cluster/sdn/zones/{zone}', { zone }, record),
      find: ({ before }) => before.zones.get(zone),
    }
  }
  if (path === own) {
    return {
      kind: 'change',
      read: (client) => client.get('/cluster/sdn/vnets/{vnet}', { vnet }, record),
      find: ({ before }) => before.vnets.get(vnet),
    }
  }
  if (!path.startsWith(`${own}/subnets/`)) return undefined
  const subnet = decodeURIComponent(path.slice(`${own}/subnets/`.length))
  return {
    kind: 'change',
    read: (client) => client.get('/cluster/sdn/vnets/{vnet}/subnets/{subnet}', { vnet, subnet }, record),
    find: ({ before }) => before.subnets.get(vnet)?.find(({ id }) => id === subnet),
  }
}

const notPermitted = (
  { host }: PveClient,
  { method, path }: RelayedRequest,
  { act, vnet }: NetworkWarrant,
): HomestakError =>
  new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `${method} ${path} on ${host} was not let through: the leave is to ${act} network ${vnet}`,
    hint: 'the network is looked at again and the plan made anew',
  })
