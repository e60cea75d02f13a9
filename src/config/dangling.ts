/** Names in a site-config that lead nowhere: told with their place, of harm only to who uses what names them. */
import type { Problem } from '../manifest/manifest.ts'
import { nearest } from '../manifest/nearest.ts'
import type { ConfigParts } from './config-parts.ts'
import type { NodeDocument } from './documents.ts'
import { missingName } from './entries.ts'
import type { Checked } from './schema.ts'
import { danglingIn, type SpecSurroundings } from './spec.ts'

export function danglingNames(
  { site, secrets, folders, lostFiles }: ConfigParts,
  around: SpecSurroundings,
): readonly Problem[] {
  const { nodes, hosts, specs } = folders
  const paths = [...secrets.texts.keys()]
  const hostNames = [...hosts.keys()]
  return [
    ...missingName(site.document, ['defaults', 'host'], site.site.defaults.host, [...nodes.keys()], 'nodes/'),
    // Files that were made on the host name it there whether or not anybody keeps hosts/.
    ...[...nodes.values()].flatMap((node) =>
      hostNames.length === 0 ? [] : missingName(node.document, ['host'], node.value?.host, hostNames, 'hosts/'),
    ),
    ...[...nodes].flatMap(([name, node]) => missingToken(name, node, paths)),
    ...lostFiles,
    // What is wrong with the secrets is told by itself.
    ...[...specs.values()]
      .flatMap((spec) => danglingIn(spec.document, around).map(({ problem }) => problem))
      .filter((problem) => problem !== around.secrets),
  ]
}

function missingToken(
  host: string,
  { document, value = {} }: Checked<NodeDocument>,
  secrets: readonly string[],
): readonly Problem[] {
  const { api_token: name } = value
  // Without any secrets it is the secrets that are missing, and each host says so once it is used.
  if (!name || secrets.length === 0 || secrets.includes(`api_tokens.${name}`)) return []
  const known = secrets.flatMap((path) => (path.startsWith('api_tokens.') ? [path.slice('api_tokens.'.length)] : []))
  const meant = nearest(name, known)
  const add = `add ${name}: USER@REALM!NAME=UUID below api_tokens in secrets.yaml`
  return [
    {
      ...document.at(['api_token']),
      message: `host '${host}' uses the token '${name}', which secrets.yaml does not have`,
      hint: meant === undefined ? add : `did you mean '${meant}'? Otherwise ${add}`,
    },
  ]
}
