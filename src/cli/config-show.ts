/** `homestak config show`: what nodes resolve to, and from which file and line. Asks no host and writes nothing. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { inSite, type Said } from '../config/said.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { targetOf } from '../config/target.ts'
import { specVariables } from '../config/variables.ts'
import type { DesiredNetwork } from '../graph/desired-network.ts'
import type { DesiredEntry, DesiredNode, NodeKey } from '../graph/desired-node.ts'
import { positionOf, type Origins } from '../graph/origins.ts'
import { valuesOf } from '../graph/values.ts'
import type { LoadedManifest } from '../manifest/manifest.ts'
import { checkNames, isSelected } from '../reconciler/narrow.ts'
import { configText, type ConfigDocument, type ShownValue } from '../report/config.ts'
import { desireOf } from './desire.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions, SelectionOptions } from './options.ts'
import { paintFor, writeJson } from './output.ts'

export interface ConfigShowOptions extends CommonOptions, SelectionOptions {
  readonly origin?: true
}

/** What exists, or looks like a path, is one; every other word is the KEY of a node. */
export async function configShowVerb(io: Io, words: readonly string[], options: ConfigShowOptions): Promise<number> {
  const isPath = (word: string): boolean => /\.yaml$|^\.{0,2}\/|\/$/.test(word) || existsSync(resolve(io.cwd, word))
  const paths = words.filter(isPath)
  const keys = [...words.filter((word) => !isPath(word)), ...(options.node ?? [])]
  const origins = new Map<NodeKey, Origins>()
  const { desire, narrowing } = await desireOf(io, paths, options, origins)
  const { config, selection } = desire
  const nodes = [...desire.nodes, ...desire.networks]
  if (desire.site === null) note(io, 'homestak: site.yaml has no id yet: addresses that are made will be others')
  const known = nodes.map(({ identity }) => identity)
  if (desire.problems.length === 0) checkNames(keys, 'config show', known)
  const chosen = nodes.filter(({ identity }) => isSelected(identity, { ...narrowing, nodes: keys }))
  // A public key is shown by its name.
  const keyNames = new Map(Object.entries(config.sshKeys).map(([name, key]) => [key, name]))
  const manifestOf = ({ identity }: DesiredEntry) =>
    selection.files.find(({ loaded }) => loaded?.manifest.name === identity.manifest)?.loaded
  const document: ConfigDocument = {
    schema: 'homestak/config/v1',
    siteConfig: config.dir,
    nodes: chosen.flatMap((node) => {
      const loaded = manifestOf(node)
      if (!loaded) return []
      const said = [...own(node, origins.get(node.key)), ...ofSpec(node, config), ...ofHost(node, config, io)]
      const { file, line } = node.source
      return [{ key: node.key, file, line, values: said.map((one) => shown(one, { loaded, config }, keyNames)) }]
    }),
  }
  if (options.jsonOutput) writeJson(io, document)
  else io.stdout.write(configText(document, paintFor(io, io.stdout, options), { origin: options.origin === true }))
  return desire.problems.length > 0 ? 3 : 0
}

type Named = readonly [name: string, said: Said<ShownValue['value']>]

const own = (node: DesiredNode | DesiredNetwork, origins: Origins = new Map()): readonly Named[] =>
  [...valuesOf(node)].map(([name, value]) => [name, { value, by: origins.get(name) ?? [] }])

/** What Ansible is told, and how strict that is. */
function ofSpec(node: DesiredNode | DesiredNetwork, config: SiteConfig): readonly Named[] {
  const spec = node.type === 'network' ? undefined : node.spec
  const found = spec === undefined ? undefined : config.spec(spec, node.source)
  if (!found?.ok) return []
  const { name, posture } = found.value
  const variables = Object.entries(specVariables(found.value)).flatMap(([variable, said]): readonly Named[] =>
    said === undefined ? [] : [[`spec.${variable}`, said]],
  )
  return [['spec.posture', { value: posture, by: [inSite(`specs/${name}.yaml`, 'access', 'posture')] }], ...variables]
}

/** Where it is placed, for nodes that live on a host of the site itself. */
function ofHost({ identity, source }: DesiredEntry, config: SiteConfig, { env }: Io): readonly Named[] {
  const target = identity.host.includes('/') ? undefined : targetOf(config, identity.host, source, env['USER'] ?? '')
  if (!target?.ok) return []
  const { api, sshHost, hostUser } = target.value
  return [
    ...(api
      ? ([
          ['host.api_endpoint', api.endpoint],
          ['host.api_token', api.token],
        ] as const)
      : []),
    ['host.ssh_host', sshHost],
    ['host.host_user', hostUser],
  ]
}

function shown(
  [name, { value, by }]: Named,
  around: { readonly loaded: LoadedManifest; readonly config: SiteConfig },
  keyNames: ReadonlyMap<string, string>,
): ShownValue {
  const written = by.flatMap((source) => positionOf(source, around) ?? [])
  const notes = by.flatMap((source) => (source.kind === 'note' ? [source.text] : []))
  const nowhere = { file: null, line: null, column: null, note: notes[0] ?? 'built in' }
  return {
    name,
    value: Array.isArray(value) ? value.map((item) => keyNames.get(item) ?? item) : value,
    origins: written.length > 0 ? written.map((place) => ({ ...place, note: null })) : [nowhere],
  }
}
