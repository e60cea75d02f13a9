/** Turns what differs on one SDN into ordered steps: what goes, zones, virtual networks, subnets, and one apply. */
import type { Change } from '../controller.ts'
import type {
  NetworkLeave,
  NetworkStep,
  NetworkTransaction,
  UnwantedNetwork,
  WantedNetwork,
} from '../network-controller.ts'
import { networkDigest } from '../../src/pve/sdn.ts'
import { ownsZone } from '../../src/pve/sdn-ownership.ts'
import { isTakenOver, withAdopted } from './adopt.ts'
import { isByTofu, tofuSteps } from './plan-tofu.ts'
import { removalSteps, unwantedSteps, zoneRemovals } from './plan-removal.ts'
import { subnetSteps, vnetSteps, zoneSteps } from './plan-writes.ts'
import { observeNetwork, zonesOf, zoneStanding } from './state.ts'

export function planNetworks(given: NetworkTransaction): readonly NetworkStep[] {
  const transaction = withAdopted(given)
  const wanted = transaction.wanted.filter(({ changes }) => changes.length > 0)
  const due = { ...transaction, wanted }
  const byApi = { ...due, wanted: wanted.filter((each) => !isByTofu(each)) }
  const writes = [
    ...unwantedSteps(due),
    ...removalSteps(due),
    ...zoneSteps(byApi),
    ...vnetSteps(due),
    ...subnetSteps(byApi),
    ...zoneRemovals(due),
  ]
  return [...writes, ...applyStep(due, writes), ...tofuSteps(due)]
}

/** Once for all. */
function applyStep({ sdn, wanted, unwanted }: NetworkTransaction, writes: readonly NetworkStep[]): NetworkStep[] {
  const [first] = writes
  const waiting = wanted.find(({ changes }) => changes.some(({ path }) => path === 'applied'))
  const gone = unwanted.find(({ vnet }) => sdn.vnets.get(vnet)?.waits !== undefined)
  const node = first?.node ?? waiting?.network.key ?? gone?.key
  if (node === undefined) return []
  const because: readonly Change[] = first ? [] : (waiting?.changes ?? [])
  const amiss = because.flatMap(({ observed }) => (typeof observed === 'string' ? [observed] : []))
  const summary = 'apply what is configured'
  return [
    {
      kind: 'api',
      operation: 'apply-networks',
      act: first?.act ?? gone?.act ?? 'configure',
      node,
      summary: amiss.length === 0 ? summary : `${summary} once more: ${amiss.join('; ')}`,
      because,
      input: {},
      timeout: 'medium',
    },
  ]
}

export function leavesOf(given: NetworkTransaction): readonly NetworkLeave[] {
  const transaction = withAdopted(given)
  return [
    ...transaction.wanted.flatMap((each) => (each.changes.length === 0 ? [] : [wantedLeave(transaction, each)])),
    ...transaction.unwanted.map((each) => unwantedLeave(transaction, each)),
  ]
}

function wantedLeave({ sdn, isOurs }: NetworkTransaction, wanted: WantedNetwork): NetworkLeave {
  const { network, uid } = wanted
  const { key, vnet, zone } = network
  const seen = observeNetwork(sdn, vnet)
  const left = seen.presence === 'present' ? zonesOf(vnet, sdn).filter((id) => ownsZone(sdn, id, isOurs)) : []
  const zones = [...new Set([...(zoneStanding(zone, sdn, isOurs) === 'foreign' ? [] : [zone.id]), ...left])]
  const act = isTakenOver(wanted) ? 'adopt' : seen.presence === 'present' ? 'configure' : 'create'
  return { key, vnet, uid, zones, act, digest: networkDigest(sdn, vnet, zones) }
}

function unwantedLeave({ sdn, isOurs }: NetworkTransaction, { key, vnet, act }: UnwantedNetwork): NetworkLeave {
  const seen = sdn.vnets.get(vnet)
  const zones = zonesOf(vnet, sdn).filter((id) => ownsZone(sdn, id, isOurs))
  const uid = (seen?.mark ?? seen?.markBefore)?.uid ?? ''
  return { key, vnet, uid, zones, act, digest: networkDigest(sdn, vnet, zones) }
}
