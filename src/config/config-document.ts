/** One file of a site-config, read into a mapping; whatever keeps it from being one is a problem. */
import { HomestakError } from '../errors.ts'
import { isMapping, type Document } from '../manifest/document.ts'
import type { Position, Problem } from '../manifest/manifest.ts'
import { decodeText, maxBytes } from '../manifest/text.ts'
import { parseYaml } from '../manifest/yaml.ts'
import type { ConfigFiles } from './config-files.ts'
import type { Path } from './said.ts'

export interface ConfigDocument extends Pick<Document, 'at' | 'keyAt'> {
  readonly file: string
  /** Without the fields that are empty, at any depth. */
  readonly value: Readonly<Record<string, unknown>>
  readonly problems: readonly Problem[]
}

/** A file that is not there, or is empty, counts as an empty mapping. `files` come from `readable`. */
export async function readConfig(file: string, files: ConfigFiles): Promise<ConfigDocument> {
  const empty = documentOf(file, '')
  const start = empty.at([])
  let bytes: Uint8Array
  try {
    const kind = await files.kind(file)
    if (kind === 'missing') return empty
    if (kind === 'directory')
      return { ...empty, problems: [{ ...start, message: 'this is a folder, not a file', hint: 'move it away' }] }
    bytes = await files.readFile(file, maxBytes + 1)
  } catch (error) {
    if (!(error instanceof HomestakError)) throw error
    return {
      ...empty,
      problems: [{ ...start, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }],
    }
  }
  if (bytes.every(isBlank)) return empty
  const decoded = decodeText(file, bytes)
  return decoded.ok ? documentOf(file, decoded.text) : { ...empty, problems: [decoded.problem] }
}

/** The same for a text that was read already. `reword` has the last word on what is said about it, which may quote it. */
export function documentOf(
  file: string,
  text: string,
  reword: (problem: Problem) => Problem = (problem) => problem,
): ConfigDocument {
  const start = { file, line: 1, column: 1 }
  const empty = { file, value: {}, at: () => start, keyAt: () => start }
  if (text.trim() === '') return { ...empty, problems: [] }
  const document = parseYaml(file, text)
  const value = withoutNulls(document.value)
  if (document.problems.length > 0 || value === undefined) return { ...empty, problems: document.problems.map(reword) }
  if (isMapping(value)) return { ...document, file, value }
  return {
    ...empty,
    problems: [{ ...document.at([]), message: 'the file must be a mapping', hint: 'write key: value' }],
  }
}

/** What is written there; undefined for nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)]
    else at = isMapping(at) && Object.hasOwn(at, step) ? at[step] : undefined
  }
  return at
}

/** Where it is written; undefined where it is not. */
export const placeIn = (document: Pick<ConfigDocument, 'value' | 'at'>, path: Path): Position | undefined =>
  valueAt(document.value, path) === undefined ? undefined : document.at(path)

export const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)

function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined
  if (!isMapping(value)) return value
  const fields = Object.entries(value).map(([name, item]) => [name, withoutNulls(item)] as const)
  return Object.fromEntries(fields.filter(([, item]) => item !== undefined))
}
