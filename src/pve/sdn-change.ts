/** Opens a transaction of networks: every warrant is taken, and holds only if all is still as the decision saw it. */
import type { PveClient } from './client.ts'
import type { IsOurs } from './network-mark.ts'
import type { SdnView } from './sdn-view.ts'
import type { NetworkWarrant } from './warrant.ts'
import { HomestakError } from '../errors.ts'
import { networkDigest, readSdn } from './sdn.ts'
import { foreignWaiting, ownsZone } from './sdn-ownership.ts'
import { stays } from './sdn-view.ts'
import { takeWarrant } from './warrant.ts'

/** What may be written, and as it stood before. */
export interface SdnChange {
  readonly client: PveClient
  readonly isOurs: IsOurs
  readonly vnets: ReadonlySet<string>
  readonly zones: ReadonlySet<string>
  readonly before: SdnView
}

/**
 * Throws Conflict where something is not as it was, Held where something of somebody else waits to be applied, Bug where
 * the caller is wrong.
 */
export async function openSdnChange(
  client: PveClient,
  warrants: readonly NetworkWarrant[],
  isOurs: IsOurs,
  signal?: AbortSignal,
): Promise<SdnChange> {
  for (const warrant of warrants) {
    if (!takeWarrant(warrant)) throw bug(warrant, 'was spent before, or nobody issued it')
    if (warrant.host !== client.host) throw bug(warrant, `was spent at ${client.host}`)
  }
  const before = await readSdn(client, 'everything', signal)
  for (const warrant of warrants) {
    const why = misfit(warrant, before, isOurs)
    if (why) throw conflict(warrant, why)
  }
  const change = {
    client,
    isOurs,
    vnets: new Set(warrants.map(({ vnet }) => vnet)),
    zones: new Set(warrants.flatMap(({ zones }) => zones)),
    before,
  }
  // What was not ours before is not ours because it is to be written.
  refuseForeign({ ...change, vnets: new Set() }, before)
  return change
}

/** An apply takes over all that waits, whoever configured it. */
export function refuseForeign({ client: { host }, isOurs, vnets, zones }: SdnChange, sdn: SdnView): void {
  const foreign = foreignWaiting(sdn, isOurs, { vnets, zones })
  if (foreign.length === 0) return
  throw new HomestakError({
    code: 'Held',
    message: `on ${host} changes of the SDN wait that homestak did not make: ${foreign.join(', ')}`,
    hint: 'apply or revert them in Datacenter → SDN',
  })
}

function misfit({ vnet, uid, act, zones, digest }: NetworkWarrant, sdn: SdnView, isOurs: IsOurs): string | undefined {
  const found = sdn.vnets.get(vnet)
  const mark = found?.mark ?? found?.markBefore
  if (act === 'create' && stays(found)) return 'there is a vnet of that name by now'
  const ours = mark && isOurs(mark) ? mark : undefined
  if (act === 'adopt' && (ours || !stays(found))) return 'it is gone, or carries a mark of ours by now'
  if (act !== 'create' && act !== 'adopt' && ours?.uid !== uid) return 'it does not carry that mark of ours'
  if ((act === 'destroy' || act === 'rollback') && mark?.protect) return 'its mark says protect'
  const foreign = zones.find((zone) => sdn.zones.has(zone) && !ownsZone(sdn, zone, isOurs))
  if (foreign !== undefined) return `zone ${foreign} is not ours`
  return networkDigest(sdn, vnet, zones) === digest ? undefined : 'its configuration changed'
}

const conflict = ({ act, vnet, host, because }: NetworkWarrant, why: string): HomestakError =>
  new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `${act} of network ${vnet} on ${host} (${because}) was not done: ${why}`,
    hint: 'the network is looked at again and the plan made anew',
  })

const bug = ({ act, vnet, host }: NetworkWarrant, why: string): HomestakError =>
  new HomestakError({ code: 'Bug', message: `the warrant to ${act} network ${vnet} on ${host} ${why}` })
