/** Reads a plan of OpenTofu before it is carried out: what our own diff did not announce is not done. */
import { isRecord } from '../../pve/checks.ts'
import type { TofuInput } from '../operation.ts'

export type PlanVerdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'apply' }
  /** Why it is not carried out. */
  | { readonly kind: 'refused'; readonly why: string }

/** `plan` is what `tofu show -json` prints. */
export function checkPlan(plan: unknown, { exists, machine, may }: TofuInput): PlanVerdict {
  const acting = actingIn(plan)
  const stranger = acting.find(({ mode, index }) => mode !== 'managed' || index !== machine.name)
  if (stranger) return refused(`it is about ${String(stranger.address)} too`)
  if (acting.length === 0) return exists ? { kind: 'empty' } : refused('it would not make the guest')
  const [change] = acting.map((resource) => resource.change)
  const actions = actionsOf(change)
  const wanted = exists ? 'update' : 'create'
  if (actions !== wanted) return refused(`it would ${actions} the guest, where an ${wanted} was announced`)
  if (!exists || !isRecord(change)) return { kind: 'apply' }
  const { before, after, after_unknown: unknown } = change
  const lost = lostDevice(before, after)
  if (lost !== undefined) return refused(`it would take ${lost} away`)
  const other = differences(before, after, unknown).find((path) => !may.some((one) => isWithin(path, one)))
  return other === undefined ? { kind: 'apply' } : refused(`it would change ${other}`)
}

/** The resources that it would do something to. */
export function actingIn(plan: unknown): readonly Readonly<Record<string, unknown>>[] {
  const changes = isRecord(plan) && Array.isArray(plan.resource_changes) ? plan.resource_changes.filter(isRecord) : []
  return changes.filter(({ change }) => actionsOf(change) !== 'no-op')
}

export const refused = (why: string): PlanVerdict => ({ kind: 'refused', why })

/** `create`, `update`, `delete and create`, …. */
export const actionsOf = (change: unknown): string =>
  isRecord(change) && Array.isArray(change.actions) ? change.actions.join(' and ') : 'do what is not told to'

const isWithin = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}.`)

/** Paths of the leaves that differ; what is only known afterwards is left out. */
export function differences(before: unknown, after: unknown, unknown: unknown, path = ''): string[] {
  if (unknown === true) return []
  const [one, other] = [childrenOf(before), childrenOf(after)]
  if (!one && !other) return before === after || (isNothing(before) && isNothing(after)) ? [] : [path]
  const keys = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])
  return [...keys].flatMap((key) =>
    differences(one?.[key], other?.[key], childrenOf(unknown)?.[key], path === '' ? key : `${path}.${key}`),
  )
}

const childrenOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  Array.isArray(value) ? Object.fromEntries(value.entries()) : isRecord(value) ? value : undefined

/** The provider makes no difference between what is not set and what is empty. */
const isNothing = (value: unknown): boolean => value === null || value === undefined || value === ''

/** A disk or card that is there before and not afterwards. */
function lostDevice(before: unknown, after: unknown): string | undefined {
  const [old, next] = [devicesOf(before), devicesOf(after)]
  const disk = old.disks.find((slot) => !next.disks.includes(slot))
  if (disk !== undefined) return `disk ${disk}`
  return next.cards < old.cards ? 'a network card' : undefined
}

function devicesOf(resource: unknown): { readonly disks: readonly string[]; readonly cards: number } {
  if (!isRecord(resource)) return { disks: [], cards: 0 }
  const { disk, network_device: cards } = resource
  return {
    disks: Array.isArray(disk) ? disk.flatMap((one) => (isRecord(one) ? [String(one.interface)] : [])) : [],
    cards: Array.isArray(cards) ? cards.length : 0,
  }
}
