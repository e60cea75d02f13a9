/** One recorded case about manifests: the input, what the seed's program made of it, and how strictly that counts. */
import { dependencyGraph } from '../../src/graph/dependency-graph.ts'
import { checkReferences } from '../../src/manifest/references.ts'
import { limitNodes, subtreeOf } from '../../src/manifest/narrow.ts'
import { manifestFromWire, manifestToWire } from '../../src/manifest/wire.ts'
import type { LoadedFile, Manifest } from '../../src/manifest/manifest.ts'
import { formatProblem } from '../../src/manifest/problem.ts'
import { readJsonManifest, readManifest } from '../../src/manifest/read.ts'
import type { Recorded } from './recorded.ts'

export interface ManifestCase {
  readonly id: string
  readonly title: string
  readonly input: {
    readonly source: 'yaml' | 'json'
    readonly text?: string
    readonly bytes_base64?: string
    readonly depth?: number
    readonly site?: { readonly specs: readonly string[]; readonly presets: readonly string[] }
  }
  readonly oracle: {
    readonly accepted: boolean
    readonly error?: { readonly phrase?: string }
    readonly manifest?: unknown
    readonly wire?: unknown
    readonly graph?: {
      readonly create_order: readonly string[]
      readonly destroy_order: readonly string[]
      readonly depth: Readonly<Record<string, number>>
      readonly roots: readonly string[]
    }
    readonly subtrees?: Readonly<Record<string, unknown>>
    readonly reference_errors?: readonly string[]
  }
  readonly advice: Recorded['advice']
}

export interface Outcome {
  readonly accepted: boolean
  /** As the user would read them. */
  readonly messages: readonly string[]
  /** The parts of an accepted manifest, by the names that the oracle uses. */
  readonly parts: Readonly<Record<string, unknown>>
}

export function run({ input }: ManifestCase): Outcome {
  const file = read(input)
  if (!file.loaded) return { accepted: false, messages: file.problems.map(formatProblem), parts: {} }
  const references = input.site ? checkReferences(file.loaded, input.site) : []
  const manifest = limitNodes(file.loaded.manifest, input.depth ?? 0)
  return { accepted: true, messages: references.map(formatProblem), parts: partsOf(manifest) }
}

function read({ source, text, bytes_base64 }: ManifestCase['input']): LoadedFile {
  const origin = { file: 'case.yaml', root: '/case.yaml' }
  if (source === 'json') return readJsonManifest(origin, text ?? '')
  return readManifest(
    origin,
    bytes_base64 === undefined ? new TextEncoder().encode(text) : Buffer.from(bytes_base64, 'base64'),
  )
}

function partsOf(manifest: Manifest): Outcome['parts'] {
  const graph = dependencyGraph(
    manifest.nodes.map(({ name, parent, depends_on }) => ({
      key: name,
      parent: parent ?? undefined,
      dependsOn: depends_on,
    })),
  )
  const hosts = manifest.nodes.filter(({ name, type }) => type === 'pve' && graph.subtreeOf(name).length > 0)
  return {
    manifest,
    wire: manifestToWire(manifest),
    reread: manifestFromWire(JSON.parse(JSON.stringify(manifestToWire(manifest)))),
    graph: {
      create_order: graph.createOrder(),
      destroy_order: graph.destroyOrder(),
      depth: Object.fromEntries(graph.keys.map((key) => [key, graph.depth(key)])),
      roots: graph.roots,
    },
    subtrees: Object.fromEntries(hosts.map(({ name }) => [name, manifestToWire(subtreeOf(manifest, name))])),
  }
}
