/** The files that `homestak site init` writes: only what is missing, and all of them or none. */
import { existsSync } from 'node:fs'
import { readFile, readdir, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { editYaml, type TextEdit } from '../config/edit-yaml.ts'
import { presets } from '../config/write-site-config.ts'
import { lockOf, writeSecrets, type WriteEffects } from '../config/write-secrets.ts'
import { HomestakError } from '../errors.ts'
import {
  has,
  hostText,
  machineTemplate,
  manifestText,
  presetText,
  secretsTemplate,
  siteText,
  withId,
} from '../onboarding/files.ts'
import type { HostValues, ManifestValues, SiteValues } from '../onboarding/files.ts'
import { configFiles } from './config-access.ts'
import type { Io } from './io.ts'
import type { Locking } from './site-init-keys.ts'
import { writeWhole } from './write-file.ts'

export interface SiteFiles {
  /** The site-config, absolute. */
  readonly dir: string
  readonly site: SiteValues
  readonly host: HostValues
  readonly manifest: ManifestValues
  /** `user@realm!name=uuid`, of this machine alone; null: the one that is there stays. */
  readonly token: string | null
  /** What the host's file calls it. */
  readonly tokenKey: string
  /** The site's id, as it is or as it is made. */
  readonly id: string
  /** Hexadecimal; null: the one that is there stays. */
  readonly signingKey: string | null
  /** Public keys by name, to be added. */
  readonly sshKeys: Readonly<Record<string, string>>
  /** Other hosts are there already. */
  readonly hasOthers: boolean
  readonly locking: Locking
}

export interface FileOutcome {
  /** Below the site-config; absolute where it is not there. */
  readonly path: string
  readonly outcome: 'written' | 'changed' | 'kept'
}

/** What was there before is there again where it throws. */
export async function writeSiteFiles(io: Io, files: SiteFiles): Promise<readonly FileOutcome[]> {
  const batch = createBatch(files.dir)
  try {
    // Secrets first: without them the rest is of no use.
    await putSecrets(io, files, batch)
    await batch.put('site.yaml', (old) => (old === null ? siteText(files.site) : mendSite(old, files)))
    const { name } = files.host
    await batch.put(`nodes/${name}.yaml`, (old) => (old === null ? hostText(files.host) : mendHost(old, files.host)))
    if ((await namesIn(join(files.dir, 'presets'))).length === 0) {
      for (const [preset, values] of Object.entries(presets)) {
        await batch.put(`presets/${preset}.yaml`, () => presetText(values))
      }
    }
    if ((await namesIn(join(files.dir, 'manifests'))).length === 0) {
      await batch.put('manifests/first.yaml', () => manifestText(files.manifest))
    }
    if (files.locking.lock === undefined) await batch.put('.gitignore', (old) => old ?? 'secrets.yaml\n')
    return batch.outcomes()
  } catch (error) {
    await batch.undo()
    throw error
  }
}

/** Comments and whatever else stands there are kept. */
function mendSite(text: string, { site, hasOthers }: SiteFiles): string {
  const withHost =
    has(text, ['defaults', 'host']) || hasOthers
      ? text
      : editYaml(text, [{ path: ['defaults', 'host'], text: site.host }])
  return has(withHost, ['id']) ? withHost : withId(withHost, site.id)
}

function mendHost(text: string, host: HostValues): string {
  const wanted: readonly (readonly [string, string | undefined])[] = [
    ['node', host.node],
    ['api_endpoint', host.endpoint],
    ['api_token', host.name],
    ['datastore', host.datastore],
    ['fingerprint', host.fingerprint],
  ]
  const edits = wanted.flatMap(([key, value]): TextEdit[] =>
    value === undefined || has(text, [key]) ? [] : [{ path: [key], text: value }],
  )
  return edits.length === 0 ? text : editYaml(text, edits)
}

/** A token that was made for this machine lies apart from what is shared, so that nothing which comes with that replaces it. */
async function putSecrets(io: Io, site: SiteFiles, batch: Batch): Promise<void> {
  const { dir, id, token, tokenKey, signingKey, sshKeys, locking } = site
  const ours = token === null ? [] : [{ path: ['api_tokens', tokenKey], text: token }]
  const everybodys = [
    ...Object.entries(sshKeys).map(([name, key]) => ({ path: ['ssh_keys', name], text: key })),
    ...(signingKey === null ? [] : [{ path: ['auth', 'signing_key'], text: signingKey }]),
  ]
  if (ours.length + everybodys.length === 0) return
  const { newKey } = locking
  const files = configFiles(io)
  if (newKey !== null) await batch.write(newKey.file, newKey.text, 0o600)
  const effects: WriteEffects = {
    files,
    write: batch.write,
    random: io.random,
    now: io.clock.now(),
  }
  const lock = locking.lock ?? (await lockOf(dir, files))
  if (everybodys.length > 0) await writeSecrets({ dir, edits: everybodys, lock, template: secretsTemplate }, effects)
  if (ours.length > 0) {
    const own = { dir: files.machineFolder(id), edits: ours, lock, template: machineTemplate }
    await writeSecrets(own, effects)
  }
}

interface Batch {
  /** Below the folder; `make` is given what is there, or null. */
  put(path: string, make: (old: string | null) => string): Promise<void>
  /** Absolute. */
  readonly write: WriteEffects['write']
  outcomes(): readonly FileOutcome[]
  undo(): Promise<void>
}

function createBatch(dir: string): Batch {
  const before: { readonly path: string; readonly text: string | null; readonly mode: number }[] = []
  const folders: string[] = []
  const outcomes: FileOutcome[] = []
  const write: Batch['write'] = async (path, text, mode) => {
    const old = await textAt(path)
    const oldMode = await modeAt(path)
    for (let folder = dirname(path); !existsSync(folder); folder = dirname(folder)) folders.push(folder)
    await writeWhole(path, text, mode)
    before.push({ path, text: old, mode: oldMode })
    outcomes.push({
      path: path.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : path,
      outcome: old === null ? 'written' : 'changed',
    })
  }
  return {
    write,
    async put(path, make) {
      const old = await textAt(join(dir, path))
      const text = make(old)
      if (text === old) outcomes.push({ path, outcome: 'kept' })
      else await write(join(dir, path), text, await modeAt(join(dir, path)))
    },
    outcomes: () => outcomes,
    async undo() {
      for (const { path, text, mode } of before.toReversed()) {
        if (text !== null) await writeWhole(path, text, mode)
        else await rm(path, { force: true })
      }
      // One with something in it stays.
      const deepestFirst = folders.toSorted((a, b) => b.length - a.length)
      for (const folder of deepestFirst) await rmdir(folder).catch(() => undefined)
    },
  }
}

/** Permission bits: those that it has, else those of a new file. */
const modeAt = async (path: string): Promise<number> =>
  stat(path).then(
    ({ mode }) => mode & 0o777,
    () => 0o644,
  )

async function textAt(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    // What stands where a folder has to be is told when it is written to.
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return null
    const message = `${path} cannot be read: ${reason}`
    throw new HomestakError({ code: 'InvalidSiteConfig', message, hint: 'nothing was written', cause })
  }
}

/** Names of YAML files in a folder that need not be there. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => /\.ya?ml$/.test(name))
}
