/** `on_error: rollback`: takes back what this run began to make in a manifest that failed, children first. */
import { compile } from '../graph/node-graph.ts'
import type { RunOptions } from './engine.ts'
import { guestId } from './leaving-order.ts'
import { abandon } from './leftovers.ts'
import { networkId } from './networks/parts.ts'
import type { Pass } from './pass.ts'
import type { Failing } from './run-context.ts'
import type { Run } from './run.ts'
import type { SelectedNodes } from './selection.ts'

export async function rollBack(
  run: Run,
  pass: Pass,
  { nodes, networks }: SelectedNodes,
  options: RunOptions,
): Promise<void> {
  const { context } = run
  if (context.halted.size === 0) return
  const undone = ({ key, identity, policy }: Failing) => {
    const uid = context.created.get(key)
    const isMeant = (options.onError ?? policy.onError) === 'rollback' && context.halted.has(identity.manifest)
    return isMeant && uid !== undefined ? [{ uid, identity }] : []
  }
  const graph = compile(nodes.map(({ node }) => node))
  const inOrder = graph.destroyOrder().flatMap((key) => graph.node(key) ?? [])
  const guests = inOrder.flatMap(undone)
  const below = networks.flatMap(({ network }) => undone(network))
  pass.agree({ destroy: new Set([...guests, ...below].map(({ uid }) => uid)) })
  const gone: string[] = []
  for (const { uid, identity } of guests) {
    if (context.stopping()) return
    const guest = pass.world().owned.find(({ mark }) => mark.uid === uid)
    context.tell(identity, 'RollBack', 'taken back, because the manifest failed', { warning: true })
    if (!guest) {
      await abandon(context, identity)
      continue
    }
    run.addGuest({ id: guestId(guest), guest, act: 'rollback', after: [...gone] })
    gone.push(guestId(guest))
  }
  await run.drain()
  for (const { uid, identity } of below) {
    const owned = pass.world().ourNetworks.owned.find(({ mark }) => mark.uid === uid)
    if (!owned || context.stopping()) continue
    context.tell(identity, 'RollBack', 'taken back, because the manifest failed', { warning: true })
    run.addNetwork({ id: networkId(owned), owned, act: 'rollback' })
  }
  await run.drain()
}
