/** One exit code for a run: the first that applies in the order 130/143, 2, 3, 5, 4, 1, 0. */
import { errorCodes } from '../errors.ts'
import type { DiffDocument, DiffHost, Hold, NodeOutcome } from './documents.ts'

const order = [130, 143, 2, 3, 5, 4, 1]

/** The first code of the documented order among those that occurred. */
export const firstExitCode = (codes: readonly number[]): number => order.find((code) => codes.includes(code)) ?? 0

const holdCodes: Readonly<Record<string, number>> = {
  Suspended: 0,
  NotSupported: 4,
  NotSelected: 0,
  BrokenFile: 3,
  Locked: 4,
  NotSurveyed: 4,
  Settling: 4,
}

/** 5: a person decides; the exceptions are what nobody has to decide. */
export const holdExitCode = ({ reason }: Hold): number => holdCodes[reason] ?? 5

const outcomeCodes: Readonly<Record<NodeOutcome, number>> = {
  ready: 0,
  destroyed: 0,
  released: 0,
  held: 5,
  failed: 4,
  unsupported: 4,
  waiting: 4,
  unknown: 4,
  interrupted: 130,
}

export const outcomeExitCode = (outcome: NodeOutcome, held?: Hold): number =>
  outcome === 'held' && held ? holdExitCode(held) : outcomeCodes[outcome]

export const exitOfHosts = (hosts: readonly DiffHost[]): number[] =>
  hosts.flatMap(({ code }) => (code === null ? [] : [errorCodes[code].exit]))

/** A host that could not be looked at always counts; a difference only where it was asked for. */
export function diffExitCode(
  { nodes, problems, hosts }: DiffDocument,
  options: { readonly exitCode: boolean },
): number {
  const differs = nodes.some(({ action }) => action !== 'unchanged')
  return firstExitCode([
    ...(problems.length > 0 ? [3] : []),
    ...exitOfHosts(hosts),
    ...(options.exitCode && differs ? [4] : []),
  ])
}
