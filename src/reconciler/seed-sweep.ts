/** Removes seed ISOs of our site that no guest has any more: left by crashes, or by guests that were taken away by hand. */
import PQueue from 'p-queue'
import { HomestakError } from '../errors.ts'
import { record } from '../pve/checks.ts'
import type { PveClient } from '../pve/client.ts'
import type { GuestView } from '../pve/guest-view.ts'
import { readGuest } from '../pve/read-guest.ts'
import { removeIso } from '../pve/seed-volumes.ts'
import { waitForTask } from '../pve/tasks.ts'
import type { HostView } from './host-view.ts'
import { looseSeeds, type LooseSeed } from './loose-seeds.ts'
import type { Pass } from './pass.ts'
import type { Run } from './run.ts'

/** A younger one may belong to a guest that is about to be made. */
const oldEnoughMs = 3_600_000

const silenceMs = 60_000

/**
 * A pass that wrote nothing to a host does not look for leftovers there either: it stays cheap. `all` are the hosts of
 * site-config: what lies on a shared storage may belong to a guest of any of them.
 */
export async function sweepSeeds(
  { context }: Run,
  pass: Pass,
  hosts: readonly string[],
  all: readonly string[],
): Promise<void> {
  for (const host of hosts) {
    const { hosts: views } = pass.world()
    const view = views.get(host)
    if (!view?.reachable || !view.entry || pass.connection(host).client.calls().writes === 0 || context.stopping())
      continue
    const alone = all.every((other) => views.get(other)?.clusterKey === view.clusterKey)
    try {
      await sweepHost(context, pass, view, view.entry.node, ({ shared }) => alone || !shared)
    } catch (error) {
      // Tidying up: what cannot be removed now is found again by the next writing pass.
      if (!(error instanceof HomestakError)) throw error
      context.ports.log.warn({ host, reason: error.message }, 'old seeds were not looked for')
    }
  }
}

async function sweepHost(
  context: Run['context'],
  pass: Pass,
  view: HostView,
  node: string,
  mayRemove: (seed: LooseSeed) => boolean,
): Promise<void> {
  const { client } = pass.connection(view.host)
  const now = context.ports.clock.now()
  const elsewhere = context.store.nodes().filter(({ host }) => host !== view.host)
  const busy = new Set([...context.store.openIntents(), ...elsewhere].map(({ uid }) => uid))
  const loose = (await looseSeeds(client, view, pass.world(), context.signal)).filter(
    (seed) =>
      mayRemove(seed) &&
      seed.created !== undefined &&
      now - seed.created * 1000 > oldEnoughMs &&
      !busy.has(seed.seed.uid),
  )
  if (loose.length === 0 || !(await seesAllGuests(client, context.signal))) return
  const guests = await readAll(client, view, context.signal)
  const named = guests.map(({ config, pending }) => JSON.stringify([config, pending])).join('\n')
  const carried = new Set(guests.map(({ mark }) => mark?.uid))
  for (const { volid } of loose.filter(({ volid: own, seed }) => !named.includes(own) && !carried.has(seed.uid))) {
    const upid = await context.limits.write({ host: view.host }, () =>
      removeIso(client, { node, site: context.site, volid }),
    )
    if (upid !== null) await waitForTask(client, upid, { clock: context.ports.clock, silenceMs })
    context.ports.log.info({ host: view.host, volume: volid }, 'removed a seed that no guest has')
  }
}

const seesAllGuests = (client: PveClient, signal: AbortSignal): Promise<boolean> =>
  client.get(
    '/access/permissions',
    { path: '/vms' },
    (value) => record(record(value)['/vms'] ?? {})['VM.Audit'] === 1,
    { signal },
  )

/** Every guest of the host: a clone made by hand may name the seed of another. */
async function readAll(client: PveClient, { snapshot }: HostView, signal: AbortSignal): Promise<readonly GuestView[]> {
  const lanes = new PQueue({ concurrency: 3 })
  const guests = [...(snapshot?.guests.values() ?? [])].filter(({ type }) => type === 'qemu')
  return Promise.all(guests.map(({ vmid, node }) => lanes.add(() => readGuest(client, node, vmid, signal))))
}
