/** The steps that take a virtual machine away, and those that let one go. */
import type { Step } from '../controller.ts'
import { removeSeedStep } from '../remove-seed.ts'
import type { NodeKey } from '../../src/graph/desired-node.ts'
import { writeMark } from '../../src/pve/mark.ts'
import { seedFilename, type Parameters } from '../../src/steps/operation.ts'
import type { VmState } from './state.ts'

/** Seconds that a guest is given to shut down before it is stopped. */
export const graceSeconds = 120

export function planDestroyVm(
  key: NodeKey,
  { view, mark, status }: VmState,
  stop: 'graceful' | 'hard',
  act: 'destroy' | 'replace' | 'rollback',
): readonly Step[] {
  const common = { kind: 'api', node: key, because: [], act } as const
  const off: Step[] =
    status === 'stopped'
      ? []
      : stop === 'hard'
        ? [{ ...common, operation: 'stop', summary: 'stop', input: {}, timeout: 'short' }]
        : [
            {
              ...common,
              operation: 'shutdown',
              summary: `shut down (stop after ${graceSeconds} s)`,
              input: { graceSeconds },
              timeout: 'medium',
            },
          ]
  return [
    ...off,
    { ...common, operation: 'destroy', summary: `destroy ${view.vmid} with its disks`, input: {}, timeout: 'medium' },
    removeSeedStep(key, seedFilename(mark.site, view.vmid, mark.uid)),
  ]
}

/** Mark and tag are taken out, the human text stays: from then on the guest is foreign. */
export const planReleaseVm = (key: NodeKey, { view, tags }: VmState): readonly Step[] => [
  {
    kind: 'api',
    node: key,
    because: [],
    operation: 'configure',
    act: 'release',
    summary: 'take out mark and tag; the guest stays as it is',
    input: { parameters: { description: writeMark(view.text, null), ...withoutOurTag(tags) } },
    timeout: 'short',
  },
]

function withoutOurTag(tags: readonly string[]): Parameters {
  const others = tags.filter((tag) => tag !== 'homestak')
  return others.length > 0 ? { tags: others.join(';') } : { delete: 'tags' }
}
