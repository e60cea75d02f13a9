/** What a user reads about the text of one manifest. */
import type { LoadedFile } from '../../../src/manifest/manifest.ts'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { readManifest } from '../../../src/manifest/read.ts'

export const load = (text: string): LoadedFile =>
  readManifest({ file: 'm.yaml', root: '/m.yaml' }, new TextEncoder().encode(text))

export const problemsOf = (text: string): readonly string[] => load(text).problems.map(formatProblem)

/** A manifest whose nodes are these lines. */
export const withNodes = (...nodes: readonly string[]): string =>
  ['schema_version: 2', 'name: m', 'nodes:', ...nodes.map((node) => `  - ${node}`), ''].join('\n')
