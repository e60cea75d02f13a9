/** What git leaves in its folder while it is at something, by the real git. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitOperation } from '../../src/cli/git-operation.ts'
import { folder } from './processes.ts'

/** A tree with two branches that do not agree. */
function tree() {
  const dir = folder()
  const git = (...words: readonly string[]): void => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main']
    execFileSync('git', [...who, ...words], { cwd: dir, stdio: 'pipe', env: { PATH: process.env['PATH'], HOME: dir } })
  }
  const commit = (text: string): void => {
    writeFileSync(join(dir, 'manifests/shop.yaml'), text)
    git('add', '.')
    git('commit', '-qm', text)
  }
  mkdirSync(join(dir, 'manifests'))
  git('init', '-q')
  commit('one')
  git('branch', 'other')
  commit('two')
  git('switch', '-q', 'other')
  commit('three')
  return { dir, git, manifests: join(dir, 'manifests') }
}

const fails = (work: () => void): void => expect(work).toThrow()

test('nothing, where nothing is under way', () => {
  expect(gitOperation(tree().manifests)).toBeNull()
  expect(gitOperation(folder())).toBeNull()
})

test('a rebase, a merge, a cherry-pick and a revert that wait for a person, until they are given up', () => {
  const { git, manifests } = tree()
  for (const [command, operation] of [
    [['rebase', 'main'], 'a rebase'],
    [['merge', 'main'], 'a merge'],
    [['cherry-pick', 'main'], 'a cherry-pick'],
    [['revert', 'main'], 'a revert'],
  ] as const) {
    fails(() => git(...command))
    expect(gitOperation(manifests)).toBe(operation)
    git(command[0], '--abort')
    expect(gitOperation(manifests)).toBeNull()
  }
})

test('a bisect, and a command in the moment that it runs', () => {
  const { dir, git, manifests } = tree()
  git('bisect', 'start')
  expect(gitOperation(manifests)).toBe('a bisect')
  git('bisect', 'reset')
  writeFileSync(join(dir, '.git/index.lock'), '')
  expect(gitOperation(manifests)).toBe('a git command')
})

test('in a worktree, and for a folder that is gone', () => {
  const { dir, git } = tree()
  git('worktree', 'add', '-q', 'beside', 'main')
  const manifests = join(dir, 'beside/manifests')
  execFileSync('git', ['bisect', 'start'], { cwd: join(dir, 'beside'), stdio: 'pipe' })
  expect(gitOperation(manifests)).toBe('a bisect')
  rmSync(manifests, { recursive: true })
  expect(gitOperation(manifests)).toBe('a bisect')
})
