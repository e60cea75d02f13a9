/** The secrets of a site-config: texts by dotted path, which of them must never be shown, and who can read them. */
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { isMapping } from '../manifest/document.ts'
import type { Position, Problem } from '../manifest/manifest.ts'
import { documentOf, placeIn, type ConfigDocument } from './config-document.ts'
import type { ConfigFiles } from './config-files.ts'
import type { Path } from './said.ts'
import { findSecrets, readSecretsFile } from './secrets-file.ts'

export interface Secrets {
  readonly sshKeys: Readonly<Record<string, string>>
  readonly texts: ReadonlyMap<string, string>
  readonly values: readonly string[]
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
  /** Whether there is a file at all, readable or not. */
  readonly isThere: boolean
  /** Where a value stands; undefined for one that is not there. */
  placeOf(path: Path): Position | undefined
}

/** Sections that homestak reads: everything below them is a text by name. */
const sections = ['api_tokens', 'passwords', 'ssh_keys', 'auth']

/** `file` is the plain one, `site` the site's id: what belongs to this machine alone comes before what is shared. */
export async function readSecrets(file: string, files: ConfigFiles, site: string | null): Promise<Secrets> {
  const ownFolder = site === null ? undefined : files.machineFolder?.(site)
  const folders = [...(ownFolder === undefined ? [] : [ownFolder]), dirname(file)]
  const found = await Promise.all(folders.map((folder) => readIn(folder, files)))
  const documents = found.map(({ document }) => document)
  const texts = new Map<string, string>()
  const problems = documents.toReversed().flatMap((document) => [...document.problems, ...collect(document, texts)])
  const keys = [...texts]
    .filter(([path]) => path.startsWith('ssh_keys.'))
    .map(([path, key]) => [path.slice('ssh_keys.'.length), key])
  return {
    sshKeys: Object.fromEntries(keys),
    texts,
    values: hiddenValues(documents),
    problems,
    warnings: [
      ...found.flatMap(({ warnings }) => warnings),
      ...(await Promise.all(documents.map((document) => exposed(document, files)))).flat(),
    ],
    isThere: documents.some(({ isThere }) => isThere),
    placeOf: (path) => documents.map((document) => placeIn(document, path)).find((place) => place !== undefined),
  }
}

interface SecretsDocument extends ConfigDocument {
  readonly encrypted: boolean
  readonly isThere: boolean
}

async function readIn(
  dir: string,
  files: ConfigFiles,
): Promise<{ readonly document: SecretsDocument; readonly warnings: readonly Problem[] }> {
  const found = await findSecrets(dir, files)
  if (!found.ok) return { document: noDocument(join(dir, 'secrets.yaml'), [found.problem]), warnings: [] }
  const { file, twin } = found.value
  const document = await readOne(file, files)
  const other = twin === undefined ? undefined : await readSecretsFile(twin, files)
  const differs = other?.ok && !isDeepStrictEqual(documentOf(other.value.file, other.value.plain).value, document.value)
  const hint = 'homestak site encrypt takes it over from secrets.yaml, homestak site decrypt the other way'
  const message = 'this says something else than secrets.yaml, which is the one that is read'
  return { document, warnings: twin && differs ? [{ file: twin, line: 1, column: 1, message, hint }] : [] }
}

/** For a file that cannot be read, or is not there. */
const noDocument = (file: string, problems: readonly Problem[]): SecretsDocument => ({
  ...documentOf(file, ''),
  problems,
  encrypted: false,
  isThere: problems.length > 0,
})

/** With the places of the file as it lies there, and the values as they are once decrypted. */
async function readOne(file: string, files: ConfigFiles): Promise<SecretsDocument> {
  const read = await readSecretsFile(file, files)
  if (read === undefined) return noDocument(file, [])
  if (!read.ok) return noDocument(file, [read.problem])
  const { text, plain, envelope } = read.value
  const document = documentOf(file, text, withoutQuoting)
  if (envelope === undefined || document.problems.length > 0) return { ...document, encrypted: false, isThere: true }
  const { value, problems } = documentOf(file, plain, withoutQuoting)
  return { ...document, value, problems, encrypted: true, isThere: true }
}

/** Adds the texts of a document; the result is what is wrong with it. */
function collect(document: ConfigDocument, texts: Map<string, string>): readonly Problem[] {
  if (document.problems.length > 0) return []
  const problems: Problem[] = []
  const add = (value: unknown, path: readonly string[]): void => {
    if (isMapping(value)) for (const [key, item] of Object.entries(value)) add(item, [...path, key])
    else if (path.length === 1 && sections.includes(path[0] ?? '')) {
      const message = `${path[0]} must be a mapping`
      problems.push({ ...document.at(path), message, hint: 'write NAME: TEXT below it' })
    } else if (typeof value === 'string') texts.set(path.join('.'), value)
    else if (sections.includes(path[0] ?? '')) {
      problems.push({ ...document.at(path), message: `${path.join('.')} must be text`, hint: 'put it in quotes' })
    }
  }
  add(document.value, [])
  return problems
}

/** What is said about bad YAML may repeat a piece of it: here that would be a piece of a secret. */
const withoutQuoting = ({ file, line, column }: Problem): Problem => ({
  file,
  line,
  column,
  message: 'the file is not valid YAML here',
  hint: 'put texts with special characters in quotes',
})

/**
 * Public keys are no secret. A token's own secret is what follows its name, a password what follows the user. Whatever
 * else stands there is hidden too, though nobody asks for it.
 */
function hiddenValues(documents: readonly ConfigDocument[]): readonly string[] {
  const written = documents.flatMap(({ value }) => Object.entries(value)).filter(([name]) => name !== 'ssh_keys')
  const hidden = written.flatMap(([name, value]) =>
    scalars(value).flatMap((text) => (name === 'api_tokens' ? [text, text.slice(text.search(/[=:]/) + 1)] : [text])),
  )
  return [...new Set(hidden.filter((text) => text !== ''))]
}

function scalars(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  // Short numbers would be found by chance: ports, sizes.
  if (typeof value === 'number') return String(value).length < 6 ? [] : [String(value)]
  if (Array.isArray(value)) return value.flatMap(scalars)
  return isMapping(value) ? Object.values(value).flatMap(scalars) : []
}

async function exposed({ file, encrypted }: SecretsDocument, files: ConfigFiles): Promise<readonly Problem[]> {
  if (encrypted || (await kindOf(file, files)) !== 'file') return []
  const others = (await files.mode(file).catch(() => 0)) & 0o044
  if (others === 0) return []
  return [
    { file, line: 1, column: 1, message: 'others on this machine can read the secrets', hint: `chmod 600 ${file}` },
  ]
}

const kindOf = (path: string, files: ConfigFiles) => files.kind(path).catch(() => 'other' as const)
