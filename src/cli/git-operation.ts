/** What git is at in the tree of a path: while it is, files come and go without anybody meaning it. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** What a file in git's folder says; the lock, which is there for every command, last. */
const signs: readonly (readonly [string, string])[] = [
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['BISECT_LOG', 'a bisect'],
  ['index.lock', 'a git command'],
]

/** e.g. `a rebase`; null where git is at nothing, or is not there. `path` is absolute and may be gone. */
export function gitOperation(path: string): string | null {
  const folder = gitFolder(path)
  if (folder === undefined) return null
  return signs.find(([name]) => existsSync(join(folder, name)))?.[1] ?? null
}

/** Of the nearest tree at or above `path`; a worktree or submodule has a file that leads to it. */
function gitFolder(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    const found = join(at, '.git')
    if (existsSync(found)) return folderOf(found, at)
    if (at === dirname(at)) return undefined
  }
}

function folderOf(found: string, tree: string): string {
  try {
    const [, elsewhere] = /^gitdir: (.+)$/m.exec(readFileSync(found, 'utf8')) ?? []
    return elsewhere === undefined ? found : resolve(tree, elsewhere)
  } catch {
    // A directory: the usual case.
    return found
  }
}
