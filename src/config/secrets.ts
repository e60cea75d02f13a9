/** secrets.yaml: texts by dotted path, which of them must never be shown, and who can read the file. */
import { isMapping } from '../manifest/document.ts'
import type { Position, Problem } from '../manifest/manifest.ts'
import { placeIn, readConfig } from './config-document.ts'
import type { ConfigFiles } from './config-files.ts'
import type { Path } from './said.ts'

export interface Secrets {
  readonly sshKeys: Readonly<Record<string, string>>
  readonly texts: ReadonlyMap<string, string>
  readonly values: readonly string[]
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
  /** Where a value stands; undefined for one that is not there. */
  placeOf(path: Path): Position | undefined
}

/** Sections that homestak reads: everything below them is a text by name. */
const sections = ['api_tokens', 'passwords', 'ssh_keys', 'auth']

export async function readSecrets(file: string, files: ConfigFiles): Promise<Secrets> {
  const document = await readConfig(file, files, withoutQuoting)
  const texts = new Map<string, string>()
  const problems = [...document.problems, ...(await encrypted(file, document.value, files))]
  const collect = (value: unknown, path: readonly string[]): void => {
    if (isMapping(value)) for (const [key, item] of Object.entries(value)) collect(item, [...path, key])
    else if (typeof value === 'string') texts.set(path.join('.'), value)
    else if (sections.includes(path[0] ?? '')) {
      problems.push({ ...document.at(path), message: `${path.join('.')} must be text`, hint: 'put it in quotes' })
    }
  }
  if (problems.length === 0) collect(document.value, [])
  for (const section of sections) {
    if (!texts.has(section)) continue
    problems.push({
      ...document.at([section]),
      message: `${section} must be a mapping`,
      hint: 'write NAME: TEXT below it',
    })
  }
  const keys = [...texts]
    .filter(([path]) => path.startsWith('ssh_keys.'))
    .map(([path, key]) => [path.slice('ssh_keys.'.length), key])
  return {
    sshKeys: Object.fromEntries(keys),
    texts,
    values: hiddenValues(texts),
    problems,
    warnings: await exposed(file, files),
    placeOf: (path) => placeIn(document, path),
  }
}

/** What is said about bad YAML may repeat a piece of it: here that would be a piece of a secret. */
const withoutQuoting = ({ file, line, column }: Problem): Problem => ({
  file,
  line,
  column,
  message: 'the file is not valid YAML here',
  hint: 'put texts with special characters in quotes',
})

/** Public keys are no secret. A token's own secret is what follows its name, a password what follows the user. */
function hiddenValues(texts: ReadonlyMap<string, string>): readonly string[] {
  const hidden = [...texts].filter(([path, text]) => !path.startsWith('ssh_keys.') && text !== '')
  return [
    ...new Set(
      hidden.flatMap(([path, text]) =>
        path.startsWith('api_tokens.') ? [text, text.slice(text.search(/[=:]/) + 1)] : [text],
      ),
    ),
  ]
}

async function encrypted(
  file: string,
  value: Readonly<Record<string, unknown>>,
  files: ConfigFiles,
): Promise<readonly Problem[]> {
  const start = { file, line: 1, column: 1 }
  const hint = `decrypt it: sops --decrypt ${file}.enc > ${file}, and chmod 600 ${file}`
  if (Object.hasOwn(value, 'sops')) {
    return [
      { ...start, message: 'secrets.yaml is still encrypted', hint: `decrypt it: sops --decrypt --in-place ${file}` },
    ]
  }
  if ((await kindOf(file, files)) !== 'missing' || (await kindOf(`${file}.enc`, files)) === 'missing') return []
  return [{ ...start, message: 'there is only secrets.yaml.enc, which is encrypted', hint }]
}

async function exposed(file: string, files: ConfigFiles): Promise<readonly Problem[]> {
  if ((await kindOf(file, files)) === 'missing') return []
  const others = (await files.mode(file).catch(() => 0)) & 0o044
  if (others === 0) return []
  return [
    { file, line: 1, column: 1, message: 'others on this machine can read the secrets', hint: `chmod 600 ${file}` },
  ]
}

const kindOf = (path: string, files: ConfigFiles) => files.kind(path).catch(() => 'other' as const)
