/** Reads a plan for a network before it is carried out: what our own diff did not announce is not done. */
import { isRecord } from '../../pve/checks.ts'
import type { TofuNetworkInput } from '../operation.ts'
import { actingIn, actionsOf, differences, refused, type PlanVerdict } from './check-plan.ts'

/** `plan` is what `tofu show -json` prints. */
export function checkNetworkPlan(plan: unknown, input: TofuNetworkInput): PlanVerdict {
  const acting = actingIn(plan)
  const writing = acting.filter(({ type }) => type !== 'proxmox_sdn_applier')
  const why = acting.map((resource) => objection(resource, input)).find((said) => said !== undefined)
  if (why !== undefined) return refused(why)
  if (writing.length === 0) return { kind: 'empty' }
  // Without it, what is written would wait for somebody else's apply.
  return acting.length > writing.length ? { kind: 'apply' } : refused('it would apply nothing')
}

/** Why one resource may not be done with as planned. */
function objection(resource: Readonly<Record<string, unknown>>, input: TofuNetworkInput): string | undefined {
  const { mode, type, index, change } = resource
  const actions = actionsOf(change)
  const object = mode === 'managed' ? objectOf(String(type), index, input) : undefined
  if (!object) return `it is about ${String(resource.address)} too`
  const { what, exists, may } = object
  const wanted = exists ? 'update' : 'create'
  if (actions !== wanted) return `it would ${actions} ${what}, where an ${wanted} was announced`
  if (!exists) return may === undefined ? `it would create ${what}` : undefined
  const { before, after, after_unknown: unknown } = isRecord(change) ? change : {}
  const other = differences(before, after, unknown).find((path) => !may?.includes(path.split('.')[0] ?? ''))
  return other === undefined ? undefined : `it would change ${other} of ${what}`
}

interface PlannedObject {
  readonly what: string
  readonly exists: boolean
  /** Attributes that may change; undefined: it is not announced at all. */
  readonly may: readonly string[] | undefined
}

function objectOf(type: string, index: unknown, input: TofuNetworkInput): PlannedObject | undefined {
  const { exists, ownsZone, network, may } = input
  const isNew = may.includes('network')
  const below = (prefix: string) =>
    may.flatMap((path) => (path.startsWith(`${prefix}.`) ? [path.slice(prefix.length + 1)] : []))
  if (type === 'proxmox_sdn_applier') return { what: 'the applier', exists: false, may: [] }
  if (type === `proxmox_sdn_zone_${network.zone_type}` && ownsZone)
    return { what: `zone ${network.zone_id}`, exists: exists.zone, may: below('zone') }
  if (type === 'proxmox_sdn_vnet') {
    const own = may.includes('tag') ? ['tag'] : []
    return { what: `vnet ${network.vnet_id}`, exists: exists.vnet, may: exists.vnet || isNew ? own : undefined }
  }
  const cidr = network.subnets.map((subnet) => subnet.cidr).find((each) => each === index)
  if (type !== 'proxmox_sdn_subnet' || cidr === undefined) return undefined
  const there = exists.subnets.includes(cidr)
  const announced = isNew || may.includes(`subnets.${cidr}`)
  return { what: `subnet ${cidr}`, exists: there, may: there || announced ? below(`subnets.${cidr}`) : undefined }
}
