/** `homestak preflight`: everything that would keep a run from its end, looked at without writing anything. */
import type { StoreReader } from '../../state/store.ts'
import type { HostEntry } from '../config/site-config.ts'
import type { ErrorCode, HomestakError } from '../errors.ts'
import type { DesiredNetwork } from '../graph/desired-network.ts'
import type { DesiredNode } from '../graph/desired-node.ts'
import { checkBridges } from '../preflight/checks/bridges.ts'
import { checkCertificate, type SeenCertificate } from '../preflight/checks/certificate.ts'
import { checkClock } from '../preflight/checks/clock.ts'
import { checkGuests } from '../preflight/checks/guests.ts'
import { checkNested } from '../preflight/checks/nested.ts'
import { checkPrivileges } from '../preflight/checks/privileges.ts'
import { checkPrograms, type FoundProgram } from '../preflight/checks/programs.ts'
import { checkSpace } from '../preflight/checks/space.ts'
import { checkStorages } from '../preflight/checks/storages.ts'
import { checkToken } from '../preflight/checks/token.ts'
import type { HostFacts } from '../preflight/facts.ts'
import { fine, problem, warning, type Check, type Finding } from '../preflight/finding.ts'
import type { PlannedGuest } from '../preflight/planned.ts'
import { readWholeFacts } from '../preflight/read-facts.ts'
import { whyUnfit } from '../steps/tofu/version.ts'
import { decideNode } from './decide.ts'
import { findImage, imageContextOf } from './find-image.ts'
import { noSite } from './desire.ts'
import type { Hold } from './documents.ts'
import type { Desire, Narrowing, Ports } from './engine.ts'
import { guestNeeds } from './guest-needs.ts'
import { tokenName } from './host-facts.ts'
import type { HostView } from './host-view.ts'
import { whileLooking } from './looking.ts'
import { displayKeys, isSelected } from './narrow.ts'
import { decideNetwork } from './networks/decide.ts'
import { networkObstacle } from './networks/needs.ts'
import type { Pass } from './pass.ts'
import { scopeOf } from './scope.ts'
import { hostsOf, selectNodes } from './selection.ts'
import type { World } from './world.ts'

export interface PreflightOptions {
  readonly narrowing: Narrowing
  /** Looked at besides those of the selection. */
  readonly hosts: readonly string[]
  /** Programs that this machine has, with their paths. */
  readonly programs: ReadonlyMap<string, string>
  readonly stop: AbortSignal
}

export async function preflight(
  ports: Ports,
  desire: Desire,
  options: PreflightOptions,
  store: StoreReader | undefined,
): Promise<readonly Finding[]> {
  const { config, nodes, networks, broken } = desire
  const scope = scopeOf(desire, (path) => store?.scope(path) ?? [])
  const aim = { config, nodes, networks, broken, scope }
  const { narrowing, stop: signal } = options
  const parts = { ports, site: desire.site ?? noSite, aim, narrowing, store, signal }
  const { nodes: selected } = selectNodes(desire, options, store?.names() ?? [])
  const show = displayKeys([...nodes, ...networks].map(({ key }) => key))
  const users = selected.map(({ node }) => ({ ...node, key: show(node.key), cloudInit: node.guest.cloudInit }))
  const meant = networks.filter(({ identity }) => isSelected(identity, options.narrowing))
  const all = [...users, ...meant.map((network) => ({ ...network, key: show(network.key) }))]
  return whileLooking(parts, async (pass) => {
    const hosts = [...new Set([...hostsOf(desire, options, scope), ...options.hosts])].toSorted()
    const found = await Promise.all(
      hosts.map(async (host) => {
        const here = selected.filter(({ node }) => node.identity.host === host)
        const guests = here.map(({ node, needed }) => ({ node, needed, key: show(node.key) }))
        const there = meant.filter(({ identity }) => identity.host === host)
        const declared = there.map((network) => ({ network, key: show(network.key) }))
        return checkHost(pass, ports, { host, guests, networks: declared, desire, stop: options.stop })
      }),
    )
    const programs = await withTofu(ports, all, options.programs)
    return [...found.flat(), ...checkGuests(users), ...checkPrograms(all, programs)]
  })
}

/** Of OpenTofu more is asked than to be there. */
async function withTofu(
  { tofu }: Ports,
  nodes: readonly Pick<DesiredNode, 'provisioner'>[],
  programs: PreflightOptions['programs'],
): Promise<ReadonlyMap<string, FoundProgram>> {
  if (!tofu || !nodes.some(({ provisioner }) => provisioner === 'tofu')) return programs
  const missing = await whyUnfit(tofu)
  return new Map([...programs, ['tofu', missing === undefined ? tofu.program : { missing }]])
}

interface HostParts {
  readonly host: string
  readonly guests: readonly { readonly node: DesiredNode; readonly needed: boolean; readonly key: string }[]
  readonly networks: readonly { readonly network: DesiredNetwork; readonly key: string }[]
  readonly desire: Desire
  readonly stop: AbortSignal
}

async function checkHost(pass: Pass, ports: Ports, parts: HostParts): Promise<readonly Finding[]> {
  const { host, guests, networks, desire, stop } = parts
  const view = await pass.look(host)
  const { entry } = view
  if (!view.reachable || !entry) return [unreached(view)]
  const { client } = pass.connection(host)
  const token = tokenName(desire.config.secret(`api_tokens.${entry.apiToken}`))
  const facts = await readWholeFacts({ client, node: entry.node, token, signal: stop }, ports.clock)
  const world = pass.world()
  const judged = guests.map((guest) => ({ ...guest, held: decideNode(guest.node, world, '').held }))
  const judgedNetworks = networks.map(({ network, key }) => ({ key, held: holdOfNetwork(network, facts, world) }))
  const plan = {
    host,
    node: entry.node,
    facts,
    guests: guests.map((guest) => planned(guest, view, world)),
    networks: networks.map(({ key }) => key),
  }
  return [
    fine({ check: 'api', host }, `${entry.apiEndpoint} answers, as node ${entry.node}`),
    ...checkCertificate(plan, seenCertificate(entry, pass), ports.clock.now()),
    ...checkToken(plan, ports.clock.now()),
    ...checkPrivileges(plan),
    ...checkStorages(plan, entry),
    ...checkImages(host, judged, world),
    ...checkHolds({ check: 'guests', host }, judged, toldElsewhere),
    ...checkBridges(plan),
    ...checkHolds({ check: 'bridges', host }, judgedNetworks, ['MissingPrivilege', 'MissingTool', 'Suspended']),
    ...checkSpace(plan),
    ...checkNested(plan),
    ...checkClock(plan),
  ]
}

const checks: Partial<Record<ErrorCode, Check>> = {
  UntrustedCertificate: 'certificate',
  RefusedCredential: 'token',
  MissingPrivilege: 'privileges',
  InvalidSiteConfig: 'site-config',
}

function unreached({ host, error }: HostView): Finding {
  const { code, message, hint }: Pick<HomestakError, 'code' | 'message' | 'hint'> = error ?? {
    code: 'Unreachable',
    message: `${host} does not answer`,
    hint: undefined,
  }
  const fix = hint ?? `check api_endpoint in nodes/${host}.yaml, and whether the host is up`
  return problem({ check: checks[code] ?? 'api', host }, code, message, fix)
}

const seenCertificate = ({ name, fingerprint, caFile }: HostEntry, pass: Pass): SeenCertificate => ({
  fingerprint: pass.connection(name).peerFingerprint(),
  pinned: fingerprint !== null,
  caFile,
})

function holdOfNetwork(network: DesiredNetwork, facts: HostFacts, world: World): Hold | undefined {
  const { held, act } = decideNetwork(network, world, '')
  return held ?? (act && networkObstacle({ host: network.identity.host, facts }, network))
}

function planned({ node, needed, key }: HostParts['guests'][number], view: HostView, world: World): PlannedGuest {
  const guest = world.byKey.get(node.key)?.[0]
  const { disk, datastore, disks } = node.guest
  return {
    ...guestNeeds(node, view, {
      vmid: guest?.view.vmid ?? world.vmids.get(node.key) ?? node.guest.vmid ?? 0,
      context: imageContextOf(node, world),
      networks: world.networks,
    }),
    key,
    type: node.type,
    exists: guest !== undefined,
    space: [{ datastore, gib: disk }, ...disks.map((extra) => ({ datastore: extra.datastore, gib: extra.size }))],
    addressNeeded: needed,
  }
}

/** With what would hold it, as `diff` decides it. */
type JudgedGuest = HostParts['guests'][number] & { readonly held: Hold | undefined }

function checkImages(host: string, guests: readonly JudgedGuest[], world: World): readonly Finding[] {
  const place = { check: 'images', host } as const
  // What the host has was not looked at where nothing can be made there.
  const fresh = world.hosts.get(host)?.catalog ? guests.filter(({ node }) => !world.byKey.has(node.key)) : []
  const holds = fresh.flatMap(({ held }) => held ?? [])
  const missing = new Map(holds.filter(({ reason }) => reason === 'MissingImage').map((hold) => [hold.message, hold]))
  const unseen = new Map(fresh.flatMap(({ node }) => unseenSource(node, world)))
  const doubts = [...unseen].map(([image, from]) =>
    warning(
      place,
      `${host} does not have ${image}, and whether ${from} has it could not be seen`,
      `homestak image fetch ${image} -H ${host} says why, or brings it`,
    ),
  )
  const problems = [...missing.values()].map(({ message, fix }) => problem(place, 'MissingImage', message, fix))
  if (problems.length + doubts.length > 0 || fresh.length === 0) return [...problems, ...doubts]
  return [fine(place, [...new Set(fresh.map(({ node }) => node.guest.image))].join(', '))]
}

/** What other checks tell, or what somebody wants just so. */
const toldElsewhere = [
  'MissingImage',
  'MissingStorage',
  'MissingPrivilege',
  'MissingBridge',
  'MissingTool',
  'Suspended',
]

/** What else would be held: a guest of the same name that is not ours, a restart nobody agreed to, somebody else's zone. */
function checkHolds(
  place: { readonly check: Check; readonly host: string },
  nodes: readonly { readonly key: string; readonly held: Hold | undefined }[],
  told: readonly string[],
): readonly Finding[] {
  return nodes.flatMap(({ key, held }) => {
    if (!held || told.includes(held.reason)) return []
    const message = `${key} would be held, ${held.reason}: ${held.message}`
    return [
      held.reason === 'NotSupported' ? warning(place, message, held.fix) : problem(place, 'Held', message, held.fix),
    ]
  })
}

/** An image that has to be fetched from where nobody answered. */
function unseenSource(node: DesiredNode, world: World): readonly (readonly [string, string])[] {
  const view = world.hosts.get(node.identity.host)
  const context = imageContextOf(node, world)
  const origin = view && findImage(node, view, context)
  if (!origin || !('found' in origin) || origin.found.kind !== 'fetch') return []
  if (context.source?.digest !== null) return []
  return [[node.guest.image, origin.found.from]]
}
