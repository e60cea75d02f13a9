/** Names in a site-config that lead nowhere: told with their place, of harm only to who uses what names them. */
import type { Problem } from '../manifest/manifest.ts'
import { nameHint } from '../manifest/nearest.ts'
import { shown } from '../manifest/words.ts'
import { placeIn, type ConfigDocument } from './config-document.ts'
import type { NodeDocument, SpecDocument } from './documents.ts'
import type { Checked } from './schema.ts'
import type { Site } from './site-config.ts'
import { danglingIn, type SpecSurroundings } from './spec.ts'

export interface Named {
  /** site.yaml. */
  readonly document: ConfigDocument
  readonly defaults: Site['defaults']
  readonly nodes: ReadonlyMap<string, Checked<NodeDocument>>
  readonly specs: ReadonlyMap<string, Checked<SpecDocument>>
  /** Names in hosts/. */
  readonly machines: readonly string[]
  /** Paths of texts in secrets.yaml. */
  readonly secrets: readonly string[]
  readonly around: SpecSurroundings
}

export function danglingNames({
  document: site,
  defaults,
  nodes,
  specs,
  machines,
  secrets,
  around,
}: Named): readonly Problem[] {
  const { host } = defaults
  const prefix = 'api_tokens.'
  const tokens = secrets.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length))
  const known = [...nodes.keys()]
  return [
    ...(host === undefined ? [] : missing(site, ['defaults', 'host'], host, known, 'nodes/')),
    ...[...nodes.values()].flatMap(({ document, value = {} }) => [
      // Files that were made on the host name it there whether or not anybody keeps hosts/.
      ...(value.host && machines.length > 0 ? missing(document, ['host'], value.host, machines, 'hosts/') : []),
      ...(value.api_token
        ? missing(document, ['api_token'], value.api_token, tokens, 'api_tokens of secrets.yaml')
        : []),
    ]),
    ...[...specs.values()].flatMap(({ document }) => danglingIn(document, around).map(({ problem }) => problem)),
  ]
}

function missing(
  document: ConfigDocument,
  path: readonly string[],
  name: string,
  known: readonly string[],
  where: string,
): readonly Problem[] {
  if (known.includes(name)) return []
  const hint = nameHint(name, known, 'names')
  const message = `${path.join('.')}: there is no ${shown(name)} in ${where}`
  return [{ ...(placeIn(document, path) ?? document.at([])), message, ...(hint === undefined ? {} : { hint }) }]
}
