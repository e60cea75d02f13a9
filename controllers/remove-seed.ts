/** The last step of every guest that goes: its seed goes too. */
import type { NodeKey } from '../src/graph/desired-node.ts'
import type { Step } from './controller.ts'

export const removeSeedStep = (key: NodeKey, filename: string): Step => ({
  kind: 'api',
  node: key,
  because: [],
  operation: 'remove-seed',
  summary: `remove the seed ${filename}`,
  input: { filename },
  timeout: 'short',
})
