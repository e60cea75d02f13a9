/** From manifests and a site-config to the nodes that are wanted, each with everything worked in that it depends on. */
import type { HostEntry, SiteConfig } from '../config/site-config.ts'
import type { LoadedManifest, Manifest, Problem } from '../manifest/manifest.ts'
import type { DesiredNetwork } from './desired-network.ts'
import type { DesiredNode, NodeKey } from './desired-node.ts'
import { circularClones, withTemplates } from './clones.ts'
import { hostPaths } from './host-paths.ts'
import { onNetworks } from './network-edges.ts'
import { withDistinctMacs } from './mac.ts'
import type { Origins } from './origins.ts'
import { resolveNode } from './resolve-node.ts'

export interface HostChoice {
  readonly host: string
  readonly from: DesiredNode['hostFrom']
}

export interface ResolveInput {
  readonly manifests: readonly LoadedManifest[]
  /** The site's id, or a placeholder where it has none. */
  readonly site: string
  readonly hostOf: (manifest: Manifest) => HostChoice | undefined
  readonly config: SiteConfig
  /** For a process that resolves again and again: what is as before is not worked out anew, and is the same object. */
  readonly cache?: ResolveCache | undefined
  /** Filled with who said what, by the key of the node. Not for a run with a cache, which would leave gaps. */
  readonly origins?: Map<NodeKey, Origins>
}

/** What each manifest came to. A manifest that is loaded no more is forgotten by itself. */
export type ResolveCache = WeakMap<LoadedManifest, Known>

interface Known extends HostChoice {
  readonly config: SiteConfig
  readonly site: string
  readonly part: Part
}

export const createResolveCache = (): ResolveCache => new WeakMap()

export interface Resolved {
  /** In file order. None of a manifest that has a problem: half of it must not look like all that is wanted. */
  readonly nodes: readonly DesiredNode[]
  /** Nodes of type `network`, under the same rule. */
  readonly networks: readonly DesiredNetwork[]
  /** The manifests that gave no nodes. */
  readonly broken: readonly LoadedManifest[]
  readonly problems: readonly Problem[]
}

/** Where a manifest is placed: `-H`, else its own `host`, else the site's default. */
export function chooseHost(
  manifest: Manifest,
  { flag, siteDefault }: { readonly flag?: string | undefined; readonly siteDefault?: string | undefined },
): HostChoice | undefined {
  if (flag !== undefined) return { host: flag, from: 'flag' }
  if (manifest.host !== null) return { host: manifest.host, from: 'manifest' }
  return siteDefault === undefined ? undefined : { host: siteDefault, from: 'site' }
}

export function resolveSelection(input: ResolveInput): Resolved {
  const groups = input.manifests.map((loaded) => ({ loaded, ...recalled(loaded, input) }))
  const networks = groups.flatMap((group) => group.networks)
  const all = onNetworks(withTemplates(withDistinctMacs(groups.flatMap(({ nodes }) => nodes))), networks, input.origins)
  const clashes = macClashes(all)
  const circular = circularClones(all)
  let next = 0
  const results = groups.map(({ loaded, nodes: { length }, networks: own, problems }) => {
    const nodes = all.slice(next, (next += length))
    const clashing = nodes.flatMap(({ key }) => [clashes.get(key) ?? [], circular.get(key) ?? []].flat())
    return { loaded, nodes, networks: own, problems: [...problems, ...clashing] }
  })
  return {
    nodes: results.flatMap(({ nodes, problems }) => (problems.length === 0 ? nodes : [])),
    networks: results.flatMap((result) => (result.problems.length === 0 ? result.networks : [])),
    broken: results.filter(({ problems }) => problems.length > 0).map(({ loaded }) => loaded),
    problems: distinct(results.flatMap(({ problems }) => problems)),
  }
}

interface Part {
  readonly nodes: readonly DesiredNode[]
  readonly networks: readonly DesiredNetwork[]
  readonly problems: readonly Problem[]
}

function recalled(loaded: LoadedManifest, input: ResolveInput): Part {
  const { site, hostOf, config, cache } = input
  const choice = hostOf(loaded.manifest)
  const known = cache?.get(loaded)
  const isSame = known?.config === config && known.site === site
  if (isSame && known.host === choice?.host && known.from === choice.from) return known.part
  const part = resolveManifest(loaded, choice, input)
  if (choice) cache?.set(loaded, { ...choice, config, site, part })
  return part
}

function resolveManifest(
  loaded: LoadedManifest,
  choice: HostChoice | undefined,
  { site, config, origins }: ResolveInput,
): Part {
  const { manifest, at } = loaded
  if (!choice) {
    const known =
      config.hostNames.length === 0
        ? 'the site-config has no nodes/NAME.yaml yet'
        : `known hosts: ${config.hostNames.join(', ')}`
    const message = `manifest '${manifest.name}' names no host`
    return {
      nodes: [],
      networks: [],
      problems: [
        { ...at(), message, hint: `use -H HOST, or add host: to it, or defaults.host to site.yaml; ${known}` },
      ],
    }
  }
  const inDefaults = choice.from === 'site' ? config.placeOf('site.yaml', ['defaults', 'host']) : undefined
  const lookup = config.host(choice.host, inDefaults ?? (choice.from === 'manifest' ? at('host') : at()))
  if (!lookup.ok) return { nodes: [], networks: [], problems: [lookup.problem] }
  const host = lookup.value
  const problems = [...hostProblems(host, config)]
  const nodes: DesiredNode[] = []
  const networks: DesiredNetwork[] = []
  const hosts = hostPaths(manifest, choice.host)
  for (const index of manifest.nodes.keys()) {
    const datastore = host.datastore ?? ''
    const noted: Origins | undefined = origins && new Map()
    const resolved = resolveNode({ loaded, index, site, choice, datastore, hosts, config, origins: noted })
    problems.push(...resolved.problems)
    if (resolved.node) nodes.push(resolved.node)
    if (resolved.network) networks.push(resolved.network)
    const key = (resolved.node ?? resolved.network)?.key
    if (noted && key !== undefined) origins?.set(key, noted)
  }
  return { nodes, networks, problems }
}

/** What a host's file may leave out, but nothing can be placed without. */
function hostProblems(
  { name, file, datastore, apiEndpoint, apiToken, position }: HostEntry,
  config: SiteConfig,
): readonly Problem[] {
  const problems: Problem[] = []
  if (datastore === null || datastore === '') {
    problems.push({
      ...position,
      message: `host '${name}' has no datastore`,
      hint: 'add the storage for disks, e.g. datastore: local-zfs',
    })
  }
  if (apiEndpoint === '') {
    problems.push({
      ...position,
      message: `host '${name}' has no api_endpoint`,
      hint: 'add e.g. api_endpoint: https://192.0.2.10:8006',
    })
  }
  const written = config.placeOf(`nodes/${name}.yaml`, ['api_token'])
  const dangling = config.dangling.find(
    ({ file: other, line, column }) => other === file && line === written?.line && column === written.column,
  )
  if (dangling) problems.push(dangling)
  else if (!config.secret(`api_tokens.${apiToken}`)) {
    const hint = `add ${apiToken}: USER@REALM!NAME=UUID below api_tokens in secrets.yaml, or let homestak site init make one`
    problems.push({
      ...position,
      message: `host '${name}' uses the token '${apiToken}', which secrets.yaml does not have`,
      hint,
    })
  }
  return problems
}

/** Nodes whose card has the address of an earlier node's card on the same host, with the problem to show. */
function macClashes(nodes: readonly DesiredNode[]): ReadonlyMap<string, readonly Problem[]> {
  const owners = new Map<string, DesiredNode>()
  const clashes = new Map<string, readonly Problem[]>()
  for (const node of nodes) {
    const { key, identity, guest, source } = node
    for (const { mac, name } of guest.nics) {
      const place = `${identity.host} ${mac}`
      const owner = owners.get(place)
      owners.set(place, owner ?? node)
      // Two manifests of one name are told as that.
      if (owner === undefined || (owner.key === key && owner !== node)) continue
      const message = `card '${name}' of '${key}' has the address ${mac}, which '${owner.key}' has too`
      clashes.set(key, [
        ...(clashes.get(key) ?? []),
        { ...source, message, hint: 'declare another mac for one of them' },
      ])
    }
  }
  return clashes
}

/** A fault of a host is one problem, however many manifests are placed there. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const byText = new Map(problems.map((problem) => [JSON.stringify(problem), problem]))
  return [...byText.values()]
}
