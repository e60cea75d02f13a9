/** Finds a vmid for a node that declares none: the same one from every state, so that two machines meet instead of making two guests. */
import { createHash } from 'node:crypto'
import { canonical } from '../pve/mark.ts'
import type { Identity } from '../graph/desired-node.ts'

export interface VmidRange {
  readonly first: number
  readonly last: number
}

const numbers = new WeakMap<Identity, number>()

/** Where the search for an identity begins. */
export function firstCandidate(identity: Identity, { first, last }: VmidRange): number {
  return first + (numberOf(identity) % (last - first + 1))
}

/** Asked for with every look at the world, so it is not worked out each time. */
function numberOf(identity: Identity): number {
  const known = numbers.get(identity)
  if (known !== undefined) return known
  const { site, host, manifest, node } = identity
  const number = createHash('sha256').update(canonical({ site, host, manifest, node })).digest().readUInt32BE(0)
  numbers.set(identity, number)
  return number
}

/** The first candidate, upwards and around the range, that is not taken by somebody else; undefined in a full range. */
export function findVmid(identity: Identity, range: VmidRange, isTaken: (vmid: number) => boolean): number | undefined {
  const span = range.last - range.first + 1
  const start = firstCandidate(identity, range) - range.first
  for (let offset = 0; offset < span; offset++) {
    const vmid = range.first + ((start + offset) % span)
    if (!isTaken(vmid)) return vmid
  }
  return undefined
}
