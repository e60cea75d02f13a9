/** `on_error: rollback`: takes back what this run began to make in a manifest that failed, children first. */
import { compile } from '../graph/node-graph.ts'
import type { RunOptions } from './engine.ts'
import { guestId } from './leaving-order.ts'
import { abandon } from './leftovers.ts'
import { networkId } from './networks/parts.ts'
import type { Pass } from './pass.ts'
import type { Run } from './run.ts'
import type { SelectedNodes } from './selection.ts'

export async function rollBack(
  run: Run,
  pass: Pass,
  { nodes: selected, networks }: SelectedNodes,
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
  const begun = networks.flatMap(({ network }) => {
    const uid = context.created.get(network.key)
    const isUndone =
      (options.onError ?? network.policy.onError) === 'rollback' && context.halted.has(network.identity.manifest)
    return uid !== undefined && isUndone ? [{ uid, network }] : []
  })
  pass.agree({ destroy: new Set([...undone, ...begun].map(({ uid }) => uid)) })
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
  for (const { uid, network } of begun) {
    const owned = pass.world().ourNetworks.owned.find(({ mark }) => mark.uid === uid)
    if (!owned || context.stopping()) continue
    context.tell(network.identity, 'RollBack', 'taken back, because the manifest failed', { warning: true })
    run.addNetwork({ id: networkId(owned), owned, act: 'rollback' })
  }
  await run.drain()
}
