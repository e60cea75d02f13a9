/** From what was loaded to what is desired: every manifest on its host, resolved and checked against the others. */
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { NodeKey } from '../graph/desired-node.ts'
import type { Origins } from '../graph/origins.ts'
import { chooseHost, resolveSelection, type HostChoice, type ResolveCache } from '../graph/resolve.ts'
import { checkSelection, type Placed } from '../manifest/across.ts'
import type { LoadedFile, LoadedManifest, Manifest, Selection } from '../manifest/manifest.ts'
import type { Desire } from './engine.ts'

/** Stands for the site where site.yaml has no id yet: no guest can carry it. */
export const noSite = '(no id)'

export interface DesireParts {
  readonly selection: Selection
  readonly config: SiteConfig
  /** `-H`. */
  readonly host: string | undefined
  /** Manifests that the run is about; only these have to have a host. */
  readonly isMeant: (manifest: Manifest) => boolean
  /** What one without a host is: a slip on the command line, or, to a run that stays, a file that cannot be used. */
  readonly homeless: 'usage' | 'broken'
  /** For a process that loads again and again: nodes whose file and site-config are the same stay the same objects. */
  readonly cache?: ResolveCache
  /** Filled with who said each value of each node. */
  readonly origins?: Map<NodeKey, Origins> | undefined
}

/** Pure. Throws Usage where a manifest that is meant has no host, and that is a slip on the command line. */
export function desireFrom({ selection, config, host, isMeant, homeless, cache, origins }: DesireParts): Desire {
  const { files } = selection
  const { placed, lost } = place(files, config, host, isMeant)
  if (lost.length > 0 && homeless === 'usage') throw noHost(lost, config)
  const choices = new Map(placed.map(({ loaded, choice }) => [loaded.manifest, choice]))
  const resolved = resolveSelection({
    manifests: placed.map(({ loaded }) => loaded),
    site: config.site.id ?? noSite,
    hostOf: (manifest) => choices.get(manifest),
    config,
    cache,
    ...(origins ? { origins } : {}),
  })
  const across = checkSelection(placed)
  const clashing = new Set(across.map(({ file }) => file))
  const barren = [
    ...lost,
    ...resolved.broken,
    ...placed.filter(({ loaded }) => clashing.has(loaded.file)).map(({ loaded }) => loaded),
  ]
  return {
    site: config.site.id,
    config,
    selection,
    nodes: resolved.nodes.filter(({ source }) => !clashing.has(source.file)),
    networks: resolved.networks.filter(({ source }) => !clashing.has(source.file)),
    problems: [
      ...files.flatMap(({ problems }) => problems),
      ...lost.map(({ manifest, at }) => ({
        ...at('name'),
        message: noHostText([manifest.name]),
        hint: knownHosts(config),
      })),
      ...resolved.problems,
      ...across,
    ],
    broken: brokenFiles(files, barren),
    manifests: placed.map(({ loaded, root, choice }) => ({
      name: loaded.manifest.name,
      host: choice.host,
      hostFrom: choice.from,
      root,
    })),
  }
}

/** Files that are no manifest, and manifests that give no nodes, each once. */
function brokenFiles(files: readonly LoadedFile[], barren: readonly LoadedManifest[]): Desire['broken'] {
  const unread = files
    .filter(({ loaded }) => !loaded)
    .map(({ file, name }) => ({ file, ...(name === undefined ? {} : { name }) }))
  return [...unread, ...[...new Set(barren)].map(({ file, manifest }) => ({ file, name: manifest.name }))]
}

interface PlacedManifest extends Placed {
  readonly root: string
  readonly choice: HostChoice
}

/** A manifest that is not meant needs no host: it is then placed nowhere. */
function place(
  files: readonly LoadedFile[],
  config: SiteConfig,
  flag: string | undefined,
  isMeant: (manifest: Manifest) => boolean,
): { readonly placed: readonly PlacedManifest[]; readonly lost: readonly LoadedManifest[] } {
  const lost: LoadedManifest[] = []
  const placed = files.flatMap(({ loaded, root }) => {
    if (!loaded) return []
    const choice = chooseHost(loaded.manifest, { flag, siteDefault: config.site.defaults.host })
    if (choice) return [{ loaded, root, choice, host: choice.host }]
    if (isMeant(loaded.manifest)) lost.push(loaded)
    return []
  })
  return { placed, lost }
}

const noHost = (lost: readonly LoadedManifest[], config: SiteConfig): HomestakError =>
  new HomestakError({
    code: 'Usage',
    message: noHostText(lost.map(({ manifest }) => manifest.name)),
    hint: knownHosts(config),
  })

const noHostText = (names: readonly string[]): string =>
  `no host for ${names.join(', ')}: -H (--host) is required, or host: in the manifest, or defaults.host in site.yaml`

const knownHosts = ({ hostNames }: SiteConfig): string =>
  hostNames.length === 0 ? 'the site-config has no nodes/NAME.yaml yet' : `known hosts: ${hostNames.join(', ')}`
