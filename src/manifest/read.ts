/** From the content of one file to a manifest, or to everything that is wrong with it. */
import { checkDocument } from './check.ts'
import { isMapping, type Document } from './document.ts'
import type { LoadedFile, Problem } from './manifest.ts'
import { toManifest } from './normalise.ts'
import { sortProblems } from './problem.ts'
import { decodeText } from './text.ts'
import { parseJson, parseYaml } from './yaml.ts'

/** Where a file is shown and which PATH brought it. */
export type Origin = Pick<LoadedFile, 'file' | 'root'>

export function readManifest(origin: Origin, bytes: Uint8Array): LoadedFile {
  const decoded = decodeText(origin.file, bytes)
  if (!decoded.ok) return broken(origin, [decoded.problem])
  return fromDocument(origin, parseYaml(origin.file, decoded.text))
}

export function readJsonManifest(origin: Origin, text: string): LoadedFile {
  return fromDocument(origin, parseJson(origin.file, text))
}

export const broken = (origin: Origin, problems: readonly Problem[], name?: string): LoadedFile => ({
  ...origin,
  problems,
  ...(name === undefined ? {} : { name }),
})

function fromDocument(origin: Origin, document: Document): LoadedFile {
  if (!document.readable) return broken(origin, sortProblems(document.problems))
  const { value } = document
  const name = isMapping(value) && typeof value['name'] === 'string' ? value['name'] : undefined
  const checked = checkDocument(value, document)
  if (!checked.ok) return broken(origin, sortProblems([...document.problems, ...checked.problems]), name)
  if (document.problems.length > 0) return broken(origin, sortProblems(document.problems), name)
  const manifest = toManifest(checked.document)
  const { at } = document
  const loaded = { manifest, file: origin.file, at: (...path: readonly (string | number)[]) => at(path) }
  return { ...origin, name: manifest.name, loaded, problems: [] }
}
