/** `on_error: rollback`: takes back what this run began to make in a manifest that failed, children first. */
import { compile } from '../graph/node-graph.ts'
import type { RunOptions } from './engine.ts'
import { guestId } from './guest-worker.ts'
import { abandon } from './leftovers.ts'
import type { NodeParts } from './node-status.ts'
import type { Pass } from './pass.ts'
import type { Run } from './run.ts'

export async function rollBack(
  run: Run,
  pass: Pass,
  selected: readonly NodeParts[],
  options: RunOptions,
): Promise<void> {
  const { context } = run
  const order = compile(selected.map(({ node }) => node)).destroyOrder()
  const failed = selected.filter(
    ({ node }) => (options.onError ?? node.policy.onError) === 'rollback' && context.halted.has(node.identity.manifest),
  )
  const undone = order.flatMap((key) => {
    const parts = failed.find(({ node }) => node.key === key)
    const uid = context.created.get(key)
    return parts && uid !== undefined ? [{ uid, parts }] : []
  })
  pass.agree({ destroy: new Set(undone.map(({ uid }) => uid)) })
  const gone: string[] = []
  for (const { uid, parts } of undone) {
    if (context.stopping()) return
    const guest = pass.world().owned.find(({ mark }) => mark.uid === uid)
    context.tell(parts.node.identity, 'RollBack', 'taken back, because the manifest failed', { warning: true })
    if (!guest) {
      await abandon(context, parts.node.identity)
      continue
    }
    run.addGuest({ id: guestId(guest), guest, act: 'rollback', after: [...gone] })
    gone.push(guestId(guest))
  }
  await run.drain()
}
