/** Finishes what an earlier run, or an earlier try, began and did not end: the journal says what, the host says how far it came. */
import type { IntentRecord, NodeRecord } from '../../state/store.ts'
import { removeSeedStep } from '../../controllers/remove-seed.ts'
import { HomestakError } from '../errors.ts'
import { keyOf, type Identity, type NodeKey } from '../graph/desired-node.ts'
import { seedFilename } from '../steps/operation.ts'
import { runStep } from '../steps/run-step.ts'
import { isUnclear } from './host-view.ts'
import { isGoneNetwork } from './networks/owned.ts'
import { isGone } from './presence.ts'
import { endIntent, type RunContext } from './run-context.ts'
import type { World } from './world.ts'

/**
 * Ends the intents of `key` that are settled: a create whose guest is there, or that lost its vmid, and a guest taken away.
 * A guest that went leaves its seed; so does a create that never came to be (`abandon`: nobody wants it any more).
 * True where a create lost its vmid: then another one has to be found.
 */
export async function settleIntents(run: RunContext, key: NodeKey, abandon: boolean): Promise<boolean> {
  let lost = false
  for (const intent of run.store.openIntents().filter((open) => keyOf(open) === key)) {
    const world = run.pass.world()
    const present = world.owned.some(({ mark }) => mark.uid === intent.uid)
    const gone = isGone(world, intent)
    if (intent.act === 'create') {
      const outcome = createOutcome(run, intent, present)
      lost ||= outcome === 'lost'
      if (outcome === 'made') endIntent(run, intent.id)
      else if (outcome === 'lost' || (abandon && outcome === 'open' && gone)) await removeSeed(run, intent)
    } else if (gone) {
      await removeSeed(run, intent)
    } else if (present && world.nodes.has(key) && intent.act !== 'replace') {
      // Declared again before it was gone: it is started again like any other.
      endIntent(run, intent.id)
    }
  }
  return lost
}

/** Tidies up after a node that nobody wants any more. What cannot be removed now is told, and found again by the next run. */
export async function abandon(run: RunContext, { host, manifest, node }: Omit<Identity, 'site'>): Promise<void> {
  try {
    await settleIntents(run, keyOf({ host, manifest, node }), true)
  } catch (error) {
    if (!(error instanceof HomestakError)) throw error
    run.tell({ site: run.site, host, manifest, node }, 'LeftoverKept', error.message, { warning: true })
  }
}

/** Records of guests and networks that are not wanted, and gone: what is left of them is tidied up. */
export async function forgetAbsent(run: RunContext, records: readonly NodeRecord[]): Promise<void> {
  for (const record of records) {
    const { host, vmid = 0, uid = '' } = record
    const world = run.pass.world()
    const gone = record.type === 'network' ? isGoneNetwork(world, record) : isGone(world, { host, vmid, uid })
    if (run.stopping() || !gone) continue
    await abandon(run, record)
    run.store.removeNode(record)
  }
}

/** `lost`: our identity has another guest, or the vmid went to somebody else. */
function createOutcome({ pass }: RunContext, intent: IntentRecord, present: boolean): 'made' | 'lost' | 'open' {
  if (present) return 'made'
  const world = pass.world()
  if ((world.byKey.get(keyOf(intent)) ?? []).length > 0) return 'lost'
  const seen = world.hosts.get(intent.host)
  const view = seen?.guests.get(intent.vmid)
  const somebodyElse = seen !== undefined && view !== undefined && !isUnclear(seen, intent.vmid)
  return somebodyElse ? 'lost' : 'open'
}

async function removeSeed(run: RunContext, { id, host, manifest, node, vmid, uid }: IntentRecord): Promise<void> {
  const { pass, ports, site, secret } = run
  const entry = pass.world().hosts.get(host)?.entry
  if (!entry) return
  const filename = seedFilename(site, vmid, uid)
  // A clone made by hand needs it: then it stays until no guest names it.
  if (isNamed(pass.world(), filename)) return endIntent(run, id)
  const identity = { site, host, manifest, node }
  const step = removeSeedStep(keyOf(identity), filename)
  run.tell(identity, 'StepStarted', step.summary)
  await run.limits.write({ host }, () =>
    runStep(step, undefined, {
      client: pass.connection(host).client,
      pveNode: entry.node,
      site,
      clock: ports.clock,
      secret,
      onTask: (upid) => run.store.noteTask(id, upid),
      onProgress: () => undefined,
    }),
  )
  run.tell(identity, 'StepDone', step.summary)
  endIntent(run, id)
}

const isNamed = ({ hosts }: World, filename: string): boolean =>
  [...hosts.values()].some(({ guests }) =>
    [...guests.values()].some(({ config }) => Object.values(config).some((text) => text.includes(filename))),
  )
