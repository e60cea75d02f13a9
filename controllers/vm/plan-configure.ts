/** The writes to an existing guest's configuration: one for what differs, one for values to take back, one for each grown disk. */
import type { Change, Step } from '../controller.ts'
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import { configureWrites } from './configure-parameters.ts'
import { bootDisk, pairDisks, pairNics } from './devices.ts'
import { fields } from './fields.ts'
import type { VmState } from './state.ts'

export function planConfigure(node: DesiredNode, state: VmState, changes: readonly Change[], isoStorage = ''): Step[] {
  const common = { kind: 'api', node: node.key, operation: 'configure', timeout: 'short' } as const
  const keys = revertKeys(node, state)
  const reverted = changes.filter(({ path }) => keys.has(path))
  const writes = configureWrites(node, state, changes, isoStorage)
  const written = changes.filter(({ path }) => writes.some((write) => write.path === path))
  const steps: Step[] = []
  // A protection that is declared comes before anything else.
  if (writes.length > 0) {
    steps.push({
      ...common,
      act: written.some(({ path }) => path === 'identity') ? 'move' : 'configure',
      summary: setting(written),
      because: written,
      input: { parameters: Object.fromEntries(writes.map(({ key, value }) => [key, value])) },
    })
  }
  if (reverted.length > 0) {
    steps.push({
      ...common,
      act: 'configure',
      summary: `take back the pending ${reverted.map(({ path }) => path).join(', ')}`,
      because: reverted,
      input: { parameters: { revert: reverted.map(({ path }) => keys.get(path)).join(',') } },
    })
  }
  return [...steps, ...resizes(node, state, changes)]
}

/** What a call that writes these says of itself. */
export const setting = (changes: readonly Change[]): string => `set ${changes.map(({ path }) => path).join(', ')}`

/** Path -> PVE's key, where the value in effect is right and another one waits: that one goes, without a restart. */
function revertKeys(node: DesiredNode, state: VmState): ReadonlyMap<string, string> {
  const wrong = fields.filter((field) => {
    const { now, pending } = field.observed(state)
    return now === field.desired(node) && pending !== undefined
  })
  const disks = pairDisks(node.guest.disks, state).filter(({ standing }) => standing === 'revert')
  const nics = pairNics(node.guest.nics, state).filter(({ standing }) => standing === 'revert')
  return new Map([
    ...wrong.map(({ path, key }) => [path, key] as const),
    ...disks.map(({ declared, seen }) => [`disks.${declared.name}`, seen?.slot ?? ''] as const),
    ...nics.map(({ declared, seen }) => [`nics.${declared.name}`, seen?.slot ?? ''] as const),
  ])
}

function resizes({ guest, key }: DesiredNode, state: VmState, changes: readonly Change[]): Step[] {
  const system = bootDisk(state, guest.disks)
  const extras = pairDisks(guest.disks, state).flatMap(({ declared: { name, size }, seen, standing }) =>
    seen && standing === 'differs' ? [{ path: `disks.${name}.size`, name: `disk ${name}`, seen, gib: size }] : [],
  )
  const all = [...(system ? [{ path: 'disk', name: 'the disk', seen: system, gib: guest.disk }] : []), ...extras]
  return all.flatMap(({ path, name, seen, gib }): Step[] => {
    const because = changes.filter((change) => change.path === path)
    if (because.length === 0) return []
    return [
      {
        kind: 'api',
        node: key,
        operation: 'resize',
        act: 'resize',
        summary: `grow ${name} to ${gib} GiB`,
        because,
        input: { disk: seen.slot, gib },
        timeout: 'medium',
      },
    ]
  })
}
