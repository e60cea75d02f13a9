/** The files of a site-config, each read and checked on its own. */
import { join, resolve } from 'node:path'
import type { Problem } from '../manifest/manifest.ts'
import { readConfig } from './config-document.ts'
import type { ConfigFiles } from './config-files.ts'
import type { HostDocument, NodeDocument, PostureDocument, SpecDocument } from './documents.ts'
import { namesIn, readFolder } from './entries.ts'
import { hostFormat, nodeFormat, postureFormat, presetFormat, specFormat, type Checked } from './schema.ts'
import { readSecrets, type Secrets } from './secrets.ts'
import { readSite, type ReadSite } from './site.ts'
import type { Preset } from './site-config.ts'

type Entries<Value> = ReadonlyMap<string, Checked<Value>>

export interface ConfigParts {
  readonly site: ReadSite
  readonly secrets: Secrets
  /** By folder, then by name. */
  readonly folders: {
    readonly nodes: Entries<NodeDocument>
    readonly hosts: Entries<HostDocument>
    readonly presets: Entries<Preset>
    readonly postures: Entries<PostureDocument>
    readonly specs: Entries<SpecDocument>
  }
  /** Files that hosts name, and that are not there. */
  readonly lostFiles: readonly Problem[]
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** `dir` is absolute; `files` come from `readable`. */
export async function readParts(dir: string, files: ConfigFiles): Promise<ConfigParts> {
  const site = readSite(await readConfig(join(dir, 'site.yaml'), files), dir)
  const secrets = await readSecrets(join(dir, 'secrets.yaml'), files, site.site.id)
  const folders = {
    nodes: await readFolder(dir, 'nodes', nodeFormat, files),
    hosts: await readFolder(dir, 'hosts', hostFormat, files),
    // Presets lay below vms/ in the first generation.
    presets: new Map([
      ...(await readFolder(dir, 'vms/presets', presetFormat, files)),
      ...(await readFolder(dir, 'presets', presetFormat, files)),
    ]),
    postures: await readFolder(dir, 'postures', postureFormat, files),
    specs: await readFolder(dir, 'specs', specFormat, files),
  }
  const checks = [site, secrets, ...Object.values(folders).flatMap((folder) => [...folder.values()])]
  return {
    site,
    secrets,
    folders,
    lostFiles: (await Promise.all([...folders.nodes.values()].map((node) => lostFile(node, dir, files)))).flat(),
    problems: [...(await noFolders(dir, files)), ...checks.flatMap(({ problems }) => problems)],
    warnings: [
      ...(await oldFolders(dir, files)),
      ...(await otherEndings(dir, files)),
      ...checks.flatMap(({ warnings }) => warnings),
    ],
  }
}

/** Files where folders are meant; the site-config itself must be there, too. */
async function noFolders(dir: string, files: ConfigFiles): Promise<readonly Problem[]> {
  if ((await files.kind(dir)) !== 'directory') {
    const hint = 'give the folder that holds site.yaml, secrets.yaml, nodes/ and presets/'
    return [{ file: dir, line: 1, column: 1, message: 'the site-config is not a folder', hint }]
  }
  const problems: Problem[] = []
  for (const folder of folderNames) {
    const file = join(dir, folder)
    if (['missing', 'directory'].includes(await files.kind(file))) continue
    problems.push({ file, line: 1, column: 1, message: 'this is a file, not a folder', hint: 'move it away' })
  }
  return problems
}

async function lostFile(
  { document, value = {} }: Checked<NodeDocument>,
  dir: string,
  files: ConfigFiles,
): Promise<readonly Problem[]> {
  const { ca_file: name } = value
  if (!name) return []
  // What may not be looked at may well be there for whoever uses it.
  const kind = await files.kind(resolve(dir, name)).catch(() => 'file' as const)
  if (kind === 'file') return []
  return [
    { ...document.at(['ca_file']), message: `ca_file: there is no file '${name}'`, hint: `it is looked for in ${dir}` },
  ]
}

const folderNames = ['nodes', 'hosts', 'presets', 'postures', 'specs']

/** Files that look like entries, and are none. */
async function otherEndings(dir: string, files: ConfigFiles): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const folder of folderNames) {
    if ((await files.kind(join(dir, folder))) !== 'directory') continue
    const names = (await files.readDirectory(join(dir, folder))).filter((name) => name.endsWith('.yml'))
    const message = 'only the ending .yaml counts'
    for (const name of names.toSorted())
      problems.push({ file: join(dir, folder, name), line: 0, column: 0, message, hint: 'rename it' })
  }
  return problems
}

async function oldFolders(dir: string, files: ConfigFiles): Promise<readonly Problem[]> {
  const told = async (folder: string, message: string, hint: string): Promise<readonly Problem[]> => {
    const names = await namesIn(join(dir, folder), files)
    return names.length === 0 ? [] : [{ file: join(dir, folder), line: 0, column: 0, message, hint }]
  }
  return [
    ...(await told('vms/presets', 'presets have a folder of their own now', 'move them to presets/')),
    ...(await told('envs', 'environments are not read any more', 'list their guests in a manifest, as nodes')),
  ]
}
