/** Makes a node's folder ready for a plan: no earlier run is left in it, module and provider are there, in the version that is used now. */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModuleName, NodePlace, TofuTools } from './tools.ts'

/** Runs one command of `tofu` and resolves to what it printed. */
export type Tofu = (words: readonly string[]) => Promise<readonly string[]>

export interface Ready {
  /** The folder with the module: one for all nodes, and not written to. */
  readonly module: string
  /** e.g. `1.12.6`. */
  readonly version: string
  /** The provider's address, e.g. `registry.opentofu.org/bpg/proxmox`. */
  readonly provider: string
}

/**
 * A copy of the module for all nodes: `init` notes in it which provider it took, and later ones have to be the same.
 * Another version of module or program begins with a copy of its own.
 */
export async function readyFolder(
  tools: TofuTools,
  place: NodePlace,
  { module: name, version }: { readonly module: ModuleName; readonly version: string },
  tofu: Tofu,
): Promise<Ready> {
  const source = tools.modules[name]
  const digest = createHash('sha256').update(version)
  const files = readdirSync(source).filter((name) => name.endsWith('.tf'))
  for (const file of files.toSorted()) digest.update(readFileSync(join(source, file)))
  const key = digest.digest('hex').slice(0, 16)
  const module = join(tools.dir, `.module-${key}`)
  const lock = join(module, '.terraform.lock.hcl')
  if (!existsSync(module)) {
    mkdirSync(module, { recursive: true, mode: 0o700 })
    for (const file of files) copyFileSync(join(source, file), join(module, file))
  }
  const made = existsSync(place.stamp) ? readFileSync(place.stamp, 'utf8') : ''
  if (made !== key || !existsSync(lock)) {
    rmSync(place.data, { recursive: true, force: true })
    for (const folder of [place.data, join(tools.dir, '.plugins')]) mkdirSync(folder, { recursive: true, mode: 0o700 })
    await one(module, async () => {
      const pinned = existsSync(lock) ? ['-lockfile=readonly'] : []
      await tofu([
        `-chdir=${module}`,
        'init',
        '-no-color',
        '-input=false',
        `-backend-config=path=${place.state}`,
        ...pinned,
      ])
    })
    writeFileSync(place.stamp, key, { mode: 0o600 })
  }
  const [, provider = ''] = /provider "([^"]+)"/.exec(readFileSync(lock, 'utf8')) ?? []
  return { module, version, provider }
}

const under = new Map<string, Promise<void>>()

/** One after the other for each folder: the first writes into it. */
async function one(folder: string, work: () => Promise<void>): Promise<void> {
  const before = under.get(folder) ?? Promise.resolve()
  const mine = before.catch(() => undefined).then(work)
  under.set(folder, mine)
  await mine
}
