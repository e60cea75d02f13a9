/** `homestak graph`: draws the nodes of manifests. */
import { sameNames } from '../manifest/across.ts'
import { graphText, type GraphFormat } from '../report/graph.ts'
import type { Io } from './io.ts'
import { loadLoosely, type LooseOptions } from './loose-selection.ts'

export interface GraphOptions extends LooseOptions {
  readonly format: GraphFormat
}

export async function graphVerb(io: Io, paths: readonly string[], options: GraphOptions): Promise<number> {
  const { manifests, problems } = await loadLoosely(io, paths, options, sameNames)
  io.stdout.write(
    graphText(
      manifests.map(({ manifest }) => manifest),
      options.jsonOutput ? 'json' : options.format,
    ),
  )
  return problems.length > 0 ? 3 : 0
}
