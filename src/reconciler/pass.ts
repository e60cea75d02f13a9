/** What is known of every host of a run, kept current guest by guest, and the frozen world that decisions are made from. */
import type { IntentRecord, StoreReader } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { DesiredNetwork } from '../graph/desired-network.ts'
import type { DesiredNode } from '../graph/desired-node.ts'
import type { ListedGuest } from '../pve/guest-view.ts'
import { aimed } from './aimed.ts'
import { createConnections } from './connections.ts'
import { noConsents, withConsents } from './consents.ts'
import { within } from './deadline.ts'
import type { Desire, HostConnection, Narrowing, Ports } from './engine.ts'
import { fillView } from './fill-view.ts'
import { silentHost, type HostView } from './host-view.ts'
import { createGuestReads, type GuestReads } from './guest-reads.ts'
import type { FactsSource } from './host-facts.ts'
import { createHostViews } from './host-views.ts'
import type { Scope } from './scope.ts'
import { createNetworkLooks, type NetworkLooks } from './networks/looks.ts'
import { seenNetworks } from './networks/view.ts'
import { whyUnfit } from '../steps/tofu/version.ts'
import { createSources, imagesOfGuests, type Sources } from './sources.ts'
import { noMemory, rememberedVmids, surveyHost, type Memory } from './survey.ts'
import { untilAnswered } from './until-answered.ts'
import { worldBuilder, type Consents, type DestroyBudget, type World } from './world.ts'

/** What is wanted, and where something may be pruned. A run that watches takes a new aim with every edit. */
export interface Aim {
  readonly config: SiteConfig
  readonly nodes: readonly DesiredNode[]
  readonly networks: readonly DesiredNetwork[]
  readonly broken: Desire['broken']
  readonly scope: Scope
}

export interface PassParts {
  readonly ports: Ports
  readonly site: string
  readonly aim: Aim
  /** Absent: the pass is about everything. */
  readonly narrowing?: Narrowing
  readonly store: StoreReader | undefined
  readonly memory?: Memory
  /** Absent: what the token may do is not looked at beforehand. */
  readonly facts?: FactsSource | undefined
  /** Virtual networks are looked at wherever a look goes, also where none is known. */
  readonly seekNetworks?: boolean | undefined
  /** How long a host may be silent before it is given up. */
  readonly patienceMs: number
  readonly signal: AbortSignal
}

export interface Pass extends GuestReads {
  world(): World
  /** From now on this is wanted. What was seen stays. */
  retarget(aim: Aim): void
  /** Looks at a host until it answers or is given up; what it finds is in `world()` from then on. */
  look(host: string): Promise<HostView>
  /** Looks once more; one look serves all who ask at the same time. Throws what the host answers. */
  lookAgain(host: string): Promise<void>
  /** Virtual networks of the host's cluster. */
  readonly networks: Omit<NetworkLooks, 'first'>
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
  let entries = aimed(ports, aim)
  const build = worldBuilder()
  let tofuMissing = typeof ports.tofu?.program === 'object' ? ports.tofu.program.missing : undefined
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
  const networks = createNetworkLooks({
    views,
    client: (host) => connections.to(host).client,
    declared: () => aim.networks,
    begunZones: () => store?.begunZones() ?? [],
    everywhere: parts.seekNetworks === true,
    clock: ports.clock,
    signal: parts.signal,
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
      ...entries,
      broken: aim.broken,
      ...(parts.narrowing ? { narrowing: parts.narrowing } : {}),
      scope: aim.scope.pairs,
      hostChanges: aim.scope.hostChanges,
      hosts: (hosts ??= new Map(views.all())),
      vmidRange: aim.config.site.vmidRange,
      intents: (journal ??= store?.openIntents() ?? []),
      unsettled,
      consents,
      ...(budget ? { budget } : {}),
      ...(words ? { sources: words } : {}),
      ...(tofuMissing === undefined ? {} : { tofuMissing }),
      ...(ports.typed ? { typed: ports.typed } : {}),
    })
    return known
  }

  const askTofu = async () => {
    const found = ports.tofu && (await whyUnfit(ports.tofu))
    if (found === tofuMissing) return
    tofuMissing = found
    known = undefined
  }

  const survey = async (host: string, signal: AbortSignal, onAnswer?: () => void) => {
    const began = views.begin()
    const entry = connections.entry(host)
    const own = aim.nodes.filter(({ identity }) => identity.host === host)
    const records = store?.nodes() ?? []
    const view = await surveyHost(connections.to(host), {
      entry,
      site,
      nodes: own,
      remembered: rememberedVmids(host, records, store?.openIntents() ?? []),
      range: aim.config.site.vmidRange,
      signal,
      memory,
      ...(onAnswer ? { onAnswer } : {}),
    })
    const isRemembered =
      records.some((entry) => entry.type === 'network' && entry.host === host) ||
      store?.begunZones().some((begun) => begun.host === host) === true
    const seen = await networks.first(view, isRemembered, signal)
    if (seen) onAnswer?.()
    await fillView(
      {
        client: connections.to(host).client,
        entry,
        own,
        sources,
        facts: parts.facts,
        askTofu,
        credential: aim.config.secret(`api_tokens.${entry.apiToken}`),
        world,
        show(shown) {
          views.show(shown, began)
          if (seen) views.showNetworks(host, seen, began)
        },
        lookAtNetworks: async (users) => void (await networks.whole(host, users, signal)),
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
  const namedBy = (view: HostView): string[] => {
    const marked = [...view.guests.values(), ...(seenNetworks(view)?.sdn.vnets.values() ?? [])]
    const named = marked.flatMap(({ mark }) => (mark?.site === site ? [mark.host.split('/')[0] ?? ''] : []))
    return [...new Set(named)].filter((host) => aim.config.hostNames.includes(host))
  }

  const lookAgain: Pass['lookAgain'] = async (host) => {
    const running = looking.get(host) ?? survey(host, parts.signal).finally(() => looking.delete(host))
    looking.set(host, running)
    await running
  }

  return {
    world,
    retarget(next) {
      aim = next
      entries = aimed(ports, next)
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
    networks,
    ...createGuestReads({
      views,
      client: (host) => connections.to(host).client,
      memory,
      lookAgain,
      signal: parts.signal,
    }),
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
