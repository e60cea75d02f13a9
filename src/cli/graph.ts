/** `homestak graph`: draws the nodes of manifests. */
import { clonesIn } from '../graph/clones.ts'
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
  io.stdout.write(graphText({ manifests, clones: clonesIn(manifests) }, options.jsonOutput ? 'json' : options.format))
  return problems.length > 0 ? 3 : 0
}
