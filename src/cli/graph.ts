/** `homestak graph`: draws the nodes of manifests. */
import { clonesIn } from '../graph/clones.ts'
import { networksIn } from '../graph/network-edges.ts'
import { sameNames } from '../manifest/across.ts'
import { graphText, type GraphFormat } from '../report/graph.ts'
import type { Io } from './io.ts'
import { loadLoosely, type LooseOptions } from './loose-selection.ts'

export interface GraphOptions extends LooseOptions {
  readonly format: GraphFormat
}

export async function graphVerb(io: Io, paths: readonly string[], options: GraphOptions): Promise<number> {
  const { manifests: loaded, problems } = await loadLoosely(io, paths, options, sameNames)
  const manifests = loaded.map(({ manifest }) => manifest)
  const view = { manifests, clones: clonesIn(manifests), networks: networksIn(manifests) }
  io.stdout.write(graphText(view, options.jsonOutput ? 'json' : options.format))
  return problems.length > 0 ? 3 : 0
}
