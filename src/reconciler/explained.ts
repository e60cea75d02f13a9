/** What was said of how a node differs: an edit, or drift, is told once. */
import type { Change } from '../../controllers/controller.ts'
import type { DesiredEntry } from '../graph/desired-node.ts'
import { specDigest } from './records.ts'
import type { RunContext } from './run-context.ts'

/** Whether all of it was told before. What is tried again, or held, differs as it did. */
export function isExplained(
  { explained }: Pick<RunContext, 'explained'>,
  node: DesiredEntry,
  changes: readonly Change[],
): boolean {
  const digest = specDigest(node)
  const before = explained.get(node.key)
  const told = before?.digest === digest ? before.paths : undefined
  const paths = changes.map(({ path }) => path)
  explained.set(node.key, { digest, paths: new Set([...(told ?? []), ...paths]) })
  return told !== undefined && paths.every((path) => told.has(path))
}
