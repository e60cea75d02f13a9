/** The files of one folder of a site-config, by name, and what to say where a name is not among them. */
import { join } from 'node:path'
import type { Position, Problem } from '../manifest/manifest.ts'
import { nameHint, nearest } from '../manifest/nearest.ts'
import { labelOf, shown } from '../manifest/words.ts'
import { readConfig, type ConfigDocument } from './config-document.ts'
import type { ConfigFiles } from './config-files.ts'
import type { Path } from './said.ts'
import { check, type Checked, type Format } from './schema.ts'
import type { Lookup } from './site-config.ts'

export interface Query<Value> {
  readonly name: string
  readonly from: Position
  readonly what: 'host' | 'machine' | 'preset' | 'posture' | 'spec'
  readonly folder: string
  readonly entries: ReadonlyMap<string, Checked<Value>>
  /** Names that have an entry in hosts/ alone. */
  readonly sshOnly?: readonly string[]
}

/** A file with problems is answered with its first one. */
export function lookUp<Value, Made>(query: Query<Value>, make: (value: Value, file: string) => Made): Lookup<Made> {
  const entry = query.entries.get(query.name)
  if (entry?.value !== undefined) return { ok: true, value: make(entry.value, entry.document.file) }
  const [first] = entry?.problems ?? []
  return { ok: false, problem: first ?? { ...query.from, ...unknownName(query) } }
}

/** What to say of a name in a file that is none of those that `where` has; nothing where no name is given. */
export function missingName(
  document: ConfigDocument,
  path: Path,
  name: string | undefined,
  known: readonly string[],
  where: string,
): readonly Problem[] {
  if (name === undefined || known.includes(name)) return []
  const hint = nameHint(name, known, 'names')
  const message = `${labelOf(document.value, path)}: there is no ${shown(name)} in ${where}`
  return [{ ...document.at(path), message, ...(hint === undefined ? {} : { hint }) }]
}

/** What to say of a name that there is no file of. */
export function unknownName<Value>({
  name,
  what,
  folder,
  entries,
  sshOnly = [],
}: Query<Value>): Pick<Problem, 'message' | 'hint'> {
  if (name === '' || name.startsWith('.') || /[/\\\0]/.test(name)) {
    return {
      message: `${what} '${name}' is not a name`,
      hint: `give the name of a file in ${folder}/ without its ending`,
    }
  }
  if (sshOnly.includes(name)) {
    const hint = `install Proxmox VE on it, then add nodes/${name}.yaml with api_endpoint, api_token and datastore`
    return { message: `host '${name}' has no API yet: it stands only in hosts/`, hint }
  }
  const names = [...entries.keys()]
  const meant = nearest(name, names)
  const known = names.length === 0 ? `there is none; add ${folder}/${name}.yaml` : `known: ${names.join(', ')}`
  return {
    message: `${what} '${name}' is not known`,
    hint: meant === undefined ? known : `did you mean '${meant}'? ${known}`,
  }
}

export async function readFolder<Value>(
  dir: string,
  folder: string,
  format: Format<Value>,
  files: ConfigFiles,
): Promise<ReadonlyMap<string, Checked<Value>>> {
  const entries = new Map<string, Checked<Value>>()
  for (const name of await namesIn(join(dir, folder), files)) {
    const file = join(dir, folder, `${name}.yaml`)
    const document = await readConfig(file, files)
    const isGone = (await files.kind(file)) === 'missing'
    const gone = { ...document.at([]), message: 'the file is gone, or a link to nothing', hint: 'take it away' }
    entries.set(name, check(isGone ? { ...document, problems: [gone] } : document, format))
  }
  return entries
}

/** Names of the entries in a folder, sorted: whatever ends with .yaml, none in folders below it. */
export async function namesIn(folder: string, files: ConfigFiles): Promise<readonly string[]> {
  if ((await files.kind(folder)) !== 'directory') return []
  const names: string[] = []
  for (const file of await files.readDirectory(folder)) {
    if (file.endsWith('.yaml') && !file.startsWith('.')) names.push(file.slice(0, -'.yaml'.length))
  }
  return names.toSorted()
}
