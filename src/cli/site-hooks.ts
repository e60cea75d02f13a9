/** `homestak site hooks`: has git refuse to commit plain secrets, beside whatever else is hooked there. */
import { readFile, rm } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { HomestakError } from '../errors.ts'
import { plain } from '../report/plain.ts'
import { git } from './git.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { writeJson } from './output.ts'
import { callLine, guardScript, withCall, withoutCall } from './secrets-hook.ts'
import { siteFolder } from './site.ts'
import { writeWhole } from './write-file.ts'

interface HooksOptions extends CommonOptions {
  readonly remove?: true
}

export async function hooksVerb(io: Io, options: HooksOptions): Promise<number> {
  const dir = siteFolder(io, options)
  const { hook, guard, own } = await hookPlaces(io, dir)
  const changed = options.remove ? await remove({ hook, guard, own }) : await install({ hook, guard, own })
  if (options.jsonOutput) {
    writeJson(io, { schema: 'homestak/site-hooks/v1', hook, guard, installed: !options.remove, changed })
    return 0
  }
  const standing = options.remove ? 'no longer guards secrets' : 'refuses to commit plain secrets'
  io.stdout.write(`${plain(hook)}: ${changed ? standing : `${standing}, as before`}\n`)
  return 0
}

interface HookPlaces {
  /** The pre-commit hook. */
  readonly hook: string
  readonly guard: string
  /** Whether the hook is of this repository, and not one that others of the user share. */
  readonly own: boolean
}

/** Throws InvalidSiteConfig outside of a repository. */
async function hookPlaces(io: Io, dir: string): Promise<HookPlaces> {
  const top = await git(io, dir, ['rev-parse', '--show-toplevel'])
  const path = await git(io, dir, ['rev-parse', '--git-path', 'hooks'])
  const common = await git(io, dir, ['rev-parse', '--git-common-dir'])
  if (![top, path, common].every(({ ok }) => ok)) {
    throw unusable(`${dir} is not in a git repository`, 'git init makes one; without git there is nothing to guard')
  }
  const folder = resolve(dir, path.out)
  const shared = resolve(dir, common.out)
  const own = [top.out, shared].some((root) => !relative(root, folder).startsWith('..'))
  return { hook: join(folder, 'pre-commit'), guard: join(shared, 'hooks/homestak-secrets'), own }
}

async function install({ hook, guard, own }: HookPlaces): Promise<boolean> {
  const before = await textOf(hook)
  const after = withCall(before)
  const isNew = (await textOf(guard)) !== guardScript
  if (isNew) await writeWhole(guard, guardScript, 0o755)
  if (after === before) return isNew
  const hint = `add this to it, before anything else: ${callLine}`
  if (after === undefined) throw unusable(`${hook} is there, and is no shell script`, hint)
  if (!own) throw unusable(`core.hooksPath leads out of this repository, to ${hook}`, hint)
  await writeWhole(hook, after, 0o755)
  return true
}

async function remove({ hook, guard, own }: HookPlaces): Promise<boolean> {
  const before = await textOf(hook)
  const after = before === undefined ? undefined : withoutCall(before)
  if (own && before !== undefined && after !== before) {
    if (after === undefined) await rm(hook)
    else await writeWhole(hook, after, 0o755)
  }
  const wasThere = (await textOf(guard)) !== undefined
  await rm(guard, { force: true })
  return wasThere || (own && before !== after)
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw unusable(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, 'check it')
  }
}

const unusable = (message: string, hint: string): HomestakError =>
  new HomestakError({ code: 'InvalidSiteConfig', message, hint })
