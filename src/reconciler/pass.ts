/** What is known of every host of a run, kept current guest by guest, and the frozen world that decisions are made from. */
import type { IntentRecord, StoreReader } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { DesiredNode, NodeKey } from '../graph/desired-node.ts'
import { optional, record, text } from '../pve/checks.ts'
import type { PveClient } from '../pve/client.ts'
import type { GuestView, ListedGuest, SnapshotGuest } from '../pve/guest-view.ts'
import { readGuest } from '../pve/read-guest.ts'
import { listCluster, runState } from '../pve/snapshot.ts'
import { createConnections } from './connections.ts'
import { noConsents, withConsents } from './consents.ts'
import { within } from './deadline.ts'
import type { Desire, HostConnection, Ports } from './engine.ts'
import { fillView } from './fill-view.ts'
import { silentHost, type HostView } from './host-view.ts'
import type { FactsSource } from './host-facts.ts'
import { createHostViews } from './host-views.ts'
import type { Scope } from './scope.ts'
import { createSources, imagesOfGuests, type Sources } from './sources.ts'
import { noMemory, rememberedVmids, surveyHost, type Memory } from './survey.ts'
import { untilAnswered } from './until-answered.ts'
import { worldBuilder, type Consents, type DestroyBudget, type World } from './world.ts'

/** What is wanted, and where something may be pruned. A run that watches takes a new aim with every edit. */
export interface Aim {
  readonly config: SiteConfig
  readonly nodes: readonly DesiredNode[]
  readonly broken: Desire['broken']
  readonly scope: Scope
}

export interface PassParts {
  readonly ports: Ports
  readonly site: string
  readonly aim: Aim
  readonly store: StoreReader | undefined
  readonly memory?: Memory
  /** Absent: what the token may do is not looked at beforehand. */
  readonly facts?: FactsSource | undefined
  /** How long a host may be silent before it is given up. */
  readonly patienceMs: number
  readonly signal: AbortSignal
}

export interface Pass {
  world(): World
  /** From now on this is wanted. What was seen stays. */
  retarget(aim: Aim): void
  /** Looks at a host until it answers or is given up; what it finds is in `world()` from then on. */
  look(host: string): Promise<HostView>
  /** Looks once more; one look serves all who ask at the same time. Throws what the host answers. */
  lookAgain(host: string): Promise<void>
  /** Reads one guest again, also one that is new or may be gone. */
  refresh(host: string, vmid: number, node: string): Promise<void>
  /** Reads only the configuration again. */
  reread(host: string, vmid: number, node: string): Promise<void>
  /** The host gave no answer for too long, or one that ends all asking. */
  giveUp(host: string, error: HomestakError): void
  /** A newer list of the cluster behind a host. */
  showList(host: string, list: ReadonlyMap<number, ListedGuest>): void
  /** What the hosts offer, or this one, is read anew once it is needed. */
  forgetCatalogs(host?: string): void
  /** Of images. */
  readonly sources: Sources
  /** Asks the sources of images again where that was long ago. Tells of which images there is something new. */
  askSources(): Promise<ReadonlySet<string>>
  connection(host: string): HostConnection
  /** The journal was written to: the next world reads it again. */
  journalChanged(): void
  agree(more: Partial<Consents>): void
  /** In place of all that was agreed to. */
  consent(consents: Consents): void
  decideBudget(budget: DestroyBudget): void
  /** Removals that do not count yet, in place of those of before. */
  unsettle(unsettled: World['unsettled']): void
  calls(): { readonly reads: number; readonly writes: number }
  close(): Promise<void>
}

export function createPass(parts: PassParts): Pass {
  const { ports, site, store, memory = noMemory } = parts
  let { aim } = parts
  let nodes = byKeyOf(aim)
  let seedGuests = seedGuestsOf(ports, aim)
  const build = worldBuilder()
  const program = ports.tofu?.program
  const tofuMissing = typeof program === 'object' ? program.missing : undefined
  let hosts: World['hosts'] | undefined
  let known: World | undefined
  const views = createHostViews(() => {
    hosts = undefined
    known = undefined
  })
  const connections = createConnections(ports, () => aim.config)
  const sources = createSources(ports, aim, parts.signal, () => {
    known = undefined
  })
  const looks = new Map<string, Promise<HostView>>()
  const looking = new Map<string, Promise<void>>()
  let consents = noConsents
  let budget: DestroyBudget | undefined
  let unsettled: World['unsettled'] = new Map()
  let journal: readonly IntentRecord[] | undefined

  const world = (): World => {
    if (known) return known
    const words = sources.words()
    known = build({
      site,
      now: ports.clock.now(),
      nodes,
      broken: aim.broken,
      scope: aim.scope.pairs,
      hostChanges: aim.scope.hostChanges,
      hosts: (hosts ??= new Map(views.all())),
      vmidRange: aim.config.site.vmidRange,
      intents: (journal ??= store?.openIntents() ?? []),
      unsettled,
      consents,
      seedGuests,
      ...(budget ? { budget } : {}),
      ...(words ? { sources: words } : {}),
      ...(tofuMissing === undefined ? {} : { tofuMissing }),
    })
    return known
  }

  const survey = async (host: string, signal: AbortSignal, onAnswer?: () => void) => {
    const began = views.begin()
    const entry = connections.entry(host)
    const own = aim.nodes.filter(({ identity }) => identity.host === host)
    const view = await surveyHost(connections.to(host), {
      entry,
      site,
      nodes: own,
      remembered: rememberedVmids(host, store?.nodes() ?? [], store?.openIntents() ?? []),
      range: aim.config.site.vmidRange,
      signal,
      memory,
      ...(onAnswer ? { onAnswer } : {}),
    })
    await fillView(
      {
        client: connections.to(host).client,
        entry,
        own,
        sources,
        facts: parts.facts,
        credential: aim.config.secret(`api_tokens.${entry.apiToken}`),
        world,
        show: (shown) => views.show(shown, began),
        add: (more) => views.add(host, more),
        onAnswer,
        signal,
      },
      { ...view, ...views.learned(host) },
    )
  }

  const lookOnce = async (host: string): Promise<HostView> => {
    try {
      await within(ports.clock, parts.patienceMs, parts.signal, host, (signal, moved) =>
        untilAnswered(ports, host, (onAnswer) => survey(host, signal, onAnswer), signal, moved),
      )
    } catch (error) {
      if (!(error instanceof HomestakError) || parts.signal.aborted) throw error
      views.show(silentHost(host, error), views.begin())
    }
    return views.get(host) ?? silentHost(host, new HomestakError({ code: 'Bug', message: `${host} gave no view` }))
  }

  const lookFirst = (host: string): Promise<HostView> => {
    const look = looks.get(host) ?? lookOnce(host)
    looks.set(host, look)
    return look
  }

  /** Entries that marks of ours name: only a look tells whether they lead to the same cluster. */
  const namedBy = ({ guests }: HostView): string[] => {
    const named = [...guests.values()].flatMap(({ mark }) =>
      mark?.site === site ? [mark.host.split('/')[0] ?? ''] : [],
    )
    return [...new Set(named)].filter((host) => aim.config.hostNames.includes(host))
  }

  const lookAgain: Pass['lookAgain'] = async (host) => {
    const running = looking.get(host) ?? survey(host, parts.signal).finally(() => looking.delete(host))
    looking.set(host, running)
    await running
  }

  const readOne = async (
    host: string,
    vmid: number,
    node: string,
    list: (client: PveClient, guest: GuestView) => Promise<SnapshotGuest>,
  ): Promise<void> => {
    const view = views.get(host)
    if (!view?.snapshot) return lookAgain(host)
    const { client } = connections.to(host)
    const began = views.begin()
    try {
      const guest = await readGuest(client, node, vmid, parts.signal)
      views.showGuest(host, vmid, { guest, listed: await list(client, guest) }, began)
      const { snapshot, guests } = views.get(host) ?? view
      const listed = snapshot?.listed.get(vmid)
      if (listed) memory.remember(view.clusterKey, listed, guests.get(vmid) ?? guest)
    } catch (error) {
      if (!(error instanceof HomestakError) || error.code !== 'GuestMissing') {
        views.showGuest(host, vmid, 'unreadable', began)
        memory.forget(view.clusterKey, vmid)
        throw error
      }
      // Gone, or moved to another node: the list of the cluster knows at once.
      const { guests } = await listCluster(client, parts.signal)
      if (guests.has(vmid)) return lookAgain(host)
      views.showGuest(host, vmid, 'gone', began)
      memory.forget(view.clusterKey, vmid)
    }
  }

  return {
    world,
    retarget(next) {
      aim = next
      nodes = byKeyOf(next)
      seedGuests = seedGuestsOf(ports, next)
      sources.retarget(next)
      known = undefined
    },
    connection: connections.to,
    async look(host) {
      const view = await lookFirst(host)
      await Promise.all(namedBy(view).map(lookFirst))
      return view
    },
    lookAgain,
    async refresh(host, vmid, node) {
      await readOne(host, vmid, node, async (client, guest) => {
        const status = await client.get('/nodes/{node}/qemu/{vmid}/status/current', { node, vmid }, readStatus, {
          signal: parts.signal,
        })
        return { vmid, node, type: 'qemu', name: guest.name, status, tags: [], template: guest.template }
      })
    },
    async reread(host, vmid, node) {
      await readOne(host, vmid, node, async (_, guest) => {
        const listed = views.get(host)?.snapshot?.guests.get(vmid)
        return listed ?? { vmid, node, type: 'qemu', name: guest.name, status: 'unknown', tags: [], template: false }
      })
    },
    giveUp(host, error) {
      views.show(silentHost(host, error), views.begin())
    },
    showList(host, list) {
      const view = views.get(host)
      if (view) views.showList(view.clusterKey, list)
    },
    forgetCatalogs: views.forgetCatalogs,
    sources,
    askSources: () => sources.ask(imagesOfGuests(world(), aim.nodes)),
    journalChanged() {
      journal = undefined
      known = undefined
    },
    agree(more) {
      consents = withConsents(consents, more)
      known = undefined
    },
    consent(all) {
      consents = all
      known = undefined
    },
    decideBudget(decided) {
      budget = decided
      known = undefined
    },
    unsettle(removals) {
      unsettled = removals
      known = undefined
    },
    calls: connections.calls,
    async close() {
      await Promise.all([connections.close(), sources.close()])
    },
  }
}

const byKeyOf = ({ nodes }: Aim): ReadonlyMap<NodeKey, DesiredNode> => new Map(nodes.map((node) => [node.key, node]))

const seedGuestsOf = ({ seedGuest }: Ports, { nodes }: Aim): World['seedGuests'] =>
  new Map(
    nodes.flatMap(({ key, identity }) => {
      const noted = seedGuest?.(identity)
      return noted ? [[key, noted]] : []
    }),
  )

const readStatus = (value: unknown) => runState(optional(text)(record(value).status))
