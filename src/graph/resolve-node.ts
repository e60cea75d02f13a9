/** One node of a manifest with its preset and the site's defaults worked in. */
import { inSite, type Path, type Said, type Source } from '../config/said.ts'
import type { Preset, SiteConfig } from '../config/site-config.ts'
import type { LoadedManifest, Manifest, ManifestNode, Problem } from '../manifest/manifest.ts'
import type { DesiredNetwork } from './desired-network.ts'
import { keyOf, type DesiredEntry, type DesiredNode, type Identity, type Policy } from './desired-node.ts'
import { aliasLimit, markText } from '../pve/network-mark.ts'
import { faultsOf, mergeValues, missingSizes, type GuestValues } from './guest-values.ts'
import { movedFromOf } from './moved-from.ts'
import { positionOf, takeInto, type Origins, type Taker } from './origins.ts'
import { guestOf } from './resolve-guest.ts'
import { networkOf } from './resolve-network.ts'
import { orNone, shared } from './shared.ts'

export interface NodeInput {
  readonly loaded: LoadedManifest
  /** Of the node in the manifest. */
  readonly index: number
  readonly site: string
  readonly choice: { readonly host: string; readonly from: DesiredNode['hostFrom'] }
  /** Of the host that the manifest is placed on. */
  readonly datastore: string
  /** Host path of each node of the manifest, by the node's name. */
  readonly hosts: ReadonlyMap<string, string>
  readonly config: SiteConfig
  /** Where to note who said what. */
  readonly origins?: Origins | undefined
}

const samePolicy = shared<Policy>()

/** The storage that every fresh Proxmox VE has: an inner host's own entry decides, and is read there. */
const nestedDatastore = 'local'

export interface ResolvedNode {
  readonly node?: DesiredNode
  readonly network?: DesiredNetwork
  readonly problems: readonly Problem[]
}

export function resolveNode(input: NodeInput): ResolvedNode {
  const { loaded, index, config } = input
  const { manifest } = loaded
  const node = manifest.nodes[index]
  if (!node) return { problems: [] }
  const path: Path = ['nodes', index]
  const { type } = node
  if (type === 'network') return resolveNetwork(input, node, path)
  const found = presetOf(input, node)
  if (!found.preset) return { problems: [...found.problems, ...specProblems(input, node)] }
  const { defaults } = config.site
  const values = mergeValues({ own: node, path, preset: found.preset, presetName: node.preset ?? '', defaults })
  const problems = [...valueProblems(input, node, values), ...specProblems(input, node)]
  if (problems.length > 0) return { problems }
  const taker = takeInto(input.origins)
  const entry = entryOf(input, node, path, taker)
  const { identity } = entry
  return {
    problems,
    node: {
      ...entry,
      type,
      ...(node.spec === null ? {} : { spec: taker.own('spec', node.spec, path) }),
      policy: samePolicy(policyOf(node, manifest, path, taker), config),
      guest: guestOf({ node, path, identity, values, datastore: datastoreOf(input, identity), config, taker }),
    },
  }
}

function resolveNetwork(input: NodeInput, node: ManifestNode, path: Path): ResolvedNode {
  const { loaded, index } = input
  if (!node.network) return { problems: [] }
  const taker = takeInto(input.origins)
  const { protect, keepOnRemoval, suspend, onError } = policyOf(node, loaded.manifest, path, taker)
  const policy = { protect, keepOnRemoval, suspend, onError }
  const entry = entryOf(input, node, path, taker)
  const network = { ...entry, type: 'network', policy, ...networkOf(node.network, node.name, path, taker) } as const
  const said = { zone: true, protect: true, keep: true } as const
  const length = markText({ ...entry.identity, ...said, vnet: network.vnet, uid: '0'.repeat(32) }).length
  if (length <= aliasLimit) return { network, problems: [] }
  const message = `node '${node.name}': the mark of its network would have ${length} characters, an alias takes ${aliasLimit}`
  const hint = 'give the manifest, the host or the node a shorter name'
  return { problems: [{ ...loaded.at('nodes', index, 'name'), message, hint }] }
}

/** What does not depend on the type. */
function entryOf(input: NodeInput, node: ManifestNode, path: Path, taker: Taker): DesiredEntry {
  const { loaded, index, site, choice, hosts } = input
  const { manifest, at } = loaded
  const { take, own } = taker
  const hostOf = (name: string) => hosts.get(name) ?? choice.host
  const keyOfNamed = (name: string) => keyOf({ host: hostOf(name), manifest: manifest.name, node: name })
  const host = take('host', { value: hostOf(node.name), by: [placer(choice, node, path)] })
  const identity: Identity = { site, host, manifest: manifest.name, node: node.name }
  return {
    key: keyOf(identity),
    identity,
    type: own('type', node.type, path),
    ...(node.parent === null ? {} : { parent: keyOfNamed(own('parent', node.parent, path)) }),
    dependsOn: orNone(own('depends_on', node.depends_on, path).map(keyOfNamed)),
    hostFrom: choice.from,
    movedFrom: orNone(movedFromOf(identity, node, manifest)),
    provisioner: provisionerOf(input, node, path, taker),
    source: at('nodes', index),
  }
}

/** OpenTofu makes no templates: of them the site's default says nothing. */
function provisionerOf(
  input: NodeInput,
  { provisioner, template }: ManifestNode,
  path: Path,
  { take, own }: Taker,
): DesiredNode['provisioner'] {
  const { provisioner: usual } = input.config.site.defaults
  if (provisioner === null && usual !== undefined && !template)
    return take('provisioner', { value: usual, by: [inSite('site.yaml', 'defaults', 'provisioner')] })
  const isOwn = positionOf({ kind: 'manifest', path: [...path, 'provisioner'] }, input) !== undefined
  return own('provisioner', provisioner ?? 'api', isOwn || provisioner === null ? path : ['settings'])
}

/** A node inside of another is placed by its parent. */
function placer({ from }: NodeInput['choice'], { parent }: ManifestNode, path: Path): Source {
  if (parent !== null) return { kind: 'manifest', path: [...path, 'parent'] }
  if (from === 'flag') return { kind: 'note', text: '-H' }
  return from === 'site' ? inSite('site.yaml', 'defaults', 'host') : { kind: 'manifest', path: ['host'] }
}

function datastoreOf({ datastore, choice }: NodeInput, { host }: Identity): Said<string> {
  if (host === choice.host) return { value: datastore, by: [inSite(`nodes/${host}.yaml`, 'datastore')] }
  return { value: nestedDatastore, by: [{ kind: 'note', text: 'as on every fresh host' }] }
}

function presetOf(
  { loaded: { at }, index, config }: NodeInput,
  node: ManifestNode,
): { preset?: Preset; problems: Problem[] } {
  if (node.preset !== null) {
    const lookup = config.preset(node.preset, at('nodes', index, 'preset'))
    return lookup.ok ? { preset: lookup.value, problems: [] } : { problems: [lookup.problem] }
  }
  if (node.type === 'ct') return { preset: {}, problems: [] }
  const names = config.presetNames
  const hint =
    names.length > 0
      ? `add preset: ${names[0]}; known: ${names.join(', ')}`
      : 'add presets/NAME.yaml with cores, memory and disk, and name it'
  return { problems: [{ ...at('nodes', index), message: `node '${node.name}' has no preset`, hint }] }
}

function specProblems({ loaded: { at }, index, config }: NodeInput, { spec }: ManifestNode): readonly Problem[] {
  const lookup = spec === null ? undefined : config.spec(spec, at('nodes', index, 'spec'))
  return lookup === undefined || lookup.ok ? [] : [lookup.problem]
}

/** A value that will not do is told where it is written. */
function valueProblems({ loaded, index, config }: NodeInput, node: ManifestNode, values: GuestValues): Problem[] {
  const { at } = loaded
  const problems: Problem[] = []
  for (const { field, by, message, hint } of faultsOf(values)) {
    const written = by.flatMap((source) => positionOf(source, { loaded, config }) ?? [])
    problems.push({ ...(written[0] ?? at('nodes', index, field)), message: `node '${node.name}': ${message}`, hint })
  }
  if (node.type === 'ct') return problems
  if (values.image === undefined) {
    problems.push({
      ...at('nodes', index),
      message: `node '${node.name}' has no image`,
      hint: 'add image: NAME, e.g. debian-12',
    })
  }
  for (const field of missingSizes(values)) {
    const hint = `add ${field}: to presets/${node.preset}.yaml`
    problems.push({
      ...at('nodes', index, 'preset'),
      message: `node '${node.name}' has no ${field}: its preset '${node.preset}' does not say it`,
      hint,
    })
  }
  return problems
}

/** What a node says of itself wins over its manifest. */
function policyOf(node: ManifestNode, { settings }: Manifest, path: Path, { own }: Taker): Policy {
  const setting = <Value>(name: string, mine: Value | undefined, usual: Value): Value =>
    mine === undefined ? own(name, usual, ['settings']) : own(name, mine, [...path, 'settings'])
  return {
    protect: own('protect', node.protect, path),
    keepOnRemoval: own('keep_on_removal', node.keep_on_removal, path),
    suspend: own('suspend', node.suspend, path),
    replace: setting('replace', node.settings.replace, settings.replace),
    restart: setting('restart', node.settings.restart, settings.restart),
    stop: setting('stop', node.settings.stop, settings.stop),
    clone: setting('clone', node.settings.clone, settings.clone),
    onError: own('on_error', settings.on_error, ['settings']),
  }
}
