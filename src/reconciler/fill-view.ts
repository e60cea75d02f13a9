/** What is read of a host beyond its guests, as far as something differs: what it offers, what the token may do, and what sources of images say. */
import type { Change } from '../../controllers/controller.ts'
import { controllerFor } from '../../controllers/index.ts'
import type { HostEntry } from '../config/site-config.ts'
import type { DesiredNode } from '../graph/desired-node.ts'
import type { HostFacts } from '../preflight/facts.ts'
import type { PveClient } from '../pve/client.ts'
import { needsCatalog, readCatalog } from './catalog.ts'
import { changesOf } from './decide.ts'
import { isClear } from './guest-needs.ts'
import type { FactsSource } from './host-facts.ts'
import type { HostView } from './host-view.ts'
import type { Learned } from './host-views.ts'
import { locate } from './locate.ts'
import { fillNetworks } from './networks/fill.ts'
import { networkObstacle } from './networks/needs.ts'
import { endangered, readResting } from './rests-on.ts'
import { imagesOfGuests, imagesToMake, type Sources } from './sources.ts'
import type { World } from './world.ts'

export interface FillParts {
  readonly client: PveClient
  readonly entry: HostEntry
  /** Declared on this host. */
  readonly own: readonly DesiredNode[]
  readonly sources: Sources
  readonly facts: FactsSource | undefined
  readonly credential: string | undefined
  /** All of its virtual networks; `users`: and who is on which. */
  readonly lookAtNetworks: (users: boolean) => Promise<void>
  /** Looks whether the OpenTofu of this machine will do. */
  readonly askTofu: () => Promise<void>
  readonly world: () => World
  readonly show: (view: HostView) => void
  readonly add: (more: Learned) => void
  readonly onAnswer: (() => void) | undefined
  readonly signal: AbortSignal
}

/** `view` is shown at once; what is read besides is added to it. */
export async function fillView(parts: FillParts, view: HostView): Promise<void> {
  const { client, entry, own, sources, world, show, onAnswer, signal } = parts
  const { site } = world()
  const ask = async (images: readonly string[]) => {
    if ((await sources.ask(images)).size > 0) onAnswer?.()
    signal.throwIfAborted()
  }
  let shown = view
  const add = (more: Learned) => {
    shown = { ...shown, ...more }
    parts.add(more)
  }
  show(shown)
  await ask(imagesOfGuests(world(), own))
  const changes = own.map((node) => changesSoFar(node, world()))
  if (!shown.catalog && changes.some(needsCatalog) && shown.snapshot) {
    const images = own.map(({ guest }) => guest.image)
    add({ catalog: await readCatalog(client, entry, shown.snapshot, images, signal) })
  }
  const replaced = own.filter((_, index) => changes[index]?.some(({ forces }) => forces === 'replace'))
  const templates = endangered(shown, site, world().nodes, new Set(replaced.map(({ key }) => key)))
  if (templates.length > 0) add({ resting: await readResting(client, templates, signal) })
  const made = own.filter((_, index) => needsCatalog(changes[index] ?? []))
  await ask(imagesToMake(world(), made))
  const networks = await fillNetworks(entry.name, world, parts.lookAtNetworks)
  const guestsByTofu = own.some(({ provisioner }, index) => provisioner === 'tofu' && changes[index]?.length !== 0)
  if (guestsByTofu || networks.byTofu) await parts.askTofu()
  if (shown.facts || !parts.facts || (!networks.isWritten && changes.every(({ length }) => length === 0))) return
  const { credential } = parts
  const declared = [...world().networks.values()].filter(({ identity }) => identity.host === entry.name)
  const suffices = (facts: HostFacts) =>
    isClear(shown, facts, own, world().networks) &&
    (!networks.isWritten || [undefined, ...declared].every((network) => !networkObstacle({ ...shown, facts }, network)))
  add({ facts: await parts.facts.read({ client, entry, credential, signal, suffices }) })
}

/** As far as they can be told before the host was asked what it offers. */
function changesSoFar(node: DesiredNode, world: World): readonly Change[] {
  const located = locate(node, world)
  const controller = controllerFor(node)
  if (!controller || (located.kind !== 'guest' && located.kind !== 'absent')) return []
  return changesOf(controller, node, located.kind === 'guest' ? located.guest : undefined, world)
}
