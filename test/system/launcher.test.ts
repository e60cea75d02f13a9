/** The launcher, started as users start it, in copies of the layouts that npm makes. */
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'

const launcher = join(import.meta.dirname, '..', '..', 'src', 'cli', 'homestak')

const told = `
const { argv, pid, env } = process
process.on('SIGTERM', () => process.exit(7))
console.log(JSON.stringify({ main: argv[1], args: argv.slice(2), pid, cwd: process.cwd(), cache: env.NODE_COMPILE_CACHE }))
if (argv[2] === 'exit') process.exit(Number(argv[3]))
if (argv[2] === 'wait') setInterval(() => {}, 1000)
`

function folder(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'homestak launcher ')))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}

function link(target: string, path: string): string {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
  return path
}

/** A package with the launcher and a program in place of homestak's own; returns the launcher's path. */
function packageAt(root: string, main: string): string {
  const path = join(root, 'src', 'cli', 'homestak')
  mkdirSync(dirname(path), { recursive: true })
  copyFileSync(launcher, path)
  write(join(root, 'package.json'), '{"type":"module"}')
  write(join(root, main), told)
  return path
}

function checkout(): { readonly root: string; readonly path: string } {
  const root = join(folder(), 'my checkout')
  const path = packageAt(root, 'src/cli/main.ts')
  link(process.execPath, join(root, 'node_modules', '.bin', 'node'))
  return { root, path }
}

/** Without any Node in PATH, unless one is named. */
function run(path: string, args: readonly string[] = [], options: { cwd?: string; nodes?: string; env?: object } = {}) {
  const { cwd = '/', nodes = '/nonexistent' } = options
  const env = { HOME: folder(), PATH: `${nodes}:${toolsOnly()}`, ...options.env }
  const { status, stdout, stderr } = spawnSync(path, args, { cwd, env, encoding: 'utf8' })
  return { status, stderr, told: stdout.startsWith('{') ? JSON.parse(stdout) : stdout }
}

/** A folder for PATH that has what the launcher calls, but no Node. */
function toolsOnly(): string {
  const tools = folder()
  link('/usr/bin/readlink', join(tools, 'readlink'))
  return tools
}

describe('in a checkout', () => {
  test('it runs the TypeScript with the Node beside it, arguments untouched', () => {
    const { root, path } = checkout()
    const { status, told } = run(path, ['diff', 'two words', '', '*', '--json-output'])
    expect(status).toBe(0)
    expect(told.main).toBe(join(root, 'src', 'cli', 'main.ts'))
    expect(told.args).toEqual(['diff', 'two words', '', '*', '--json-output'])
    expect(told.cwd).toBe('/')
  })

  test('it is found through links to links, relative and absolute', () => {
    const { root, path } = checkout()
    const first = link(path, join(root, 'bin', 'first'))
    link('../bin/first', join(root, 'other', 'second'))
    expect(run(first).told.main).toBe(join(root, 'src', 'cli', 'main.ts'))
    expect(run('other/second', [], { cwd: root }).told.cwd).toBe(root)
    expect(run('./homestak', [], { cwd: dirname(path) }).told.main).toBe(join(root, 'src', 'cli', 'main.ts'))
  })

  test('the exit code passes through', () => {
    expect(run(checkout().path, ['exit', '5']).status).toBe(5)
  })

  test('it is replaced by the program, so that a signal reaches that', async () => {
    const child = spawn(checkout().path, ['wait'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
    for await (const line of createInterface({ input: child.stdout })) {
      expect(JSON.parse(line).pid).toBe(child.pid)
      child.kill('SIGTERM')
    }
    expect(await ended).toEqual({ code: 7, signal: null })
  })

  test('before npm ci it says what to do', () => {
    const path = packageAt(join(folder(), 'fresh'), 'src/cli/main.ts')
    const { status, stderr } = run(path)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^homestak: .*npm ci.*fresh\n$/)
  })
})

describe('installed', () => {
  test('as a dependency it runs the built program with the Node of the parent’s .bin', () => {
    const modules = join(folder(), 'node_modules')
    packageAt(join(modules, 'homestak'), 'dist/src/cli/main.js')
    link(process.execPath, join(modules, '.bin', 'node'))
    const { status, told } = run(link('../homestak/src/cli/homestak', join(modules, '.bin', 'homestak')))
    expect(status).toBe(0)
    expect(told.main).toBe(join(modules, 'homestak', 'dist', 'src', 'cli', 'main.js'))
  })

  test('globally it runs the built program with the Node in its own .bin', () => {
    const prefix = folder()
    const root = join(prefix, 'lib', 'node_modules', 'homestak')
    packageAt(root, 'dist/src/cli/main.js')
    link(process.execPath, join(root, 'node_modules', '.bin', 'node'))
    const { told } = run(link('../lib/node_modules/homestak/src/cli/homestak', join(prefix, 'bin', 'homestak')))
    expect(told.main).toBe(join(root, 'dist', 'src', 'cli', 'main.js'))
  })
})

describe('where no Node came with it', () => {
  const bare = () => {
    const modules = join(folder(), 'node_modules')
    return packageAt(join(modules, 'homestak'), 'dist/src/cli/main.js')
  }
  const pretender = (version: string) => {
    const nodes = folder()
    write(join(nodes, 'node'), `#!/bin/sh\n[ "$1" = --version ] && echo ${version} || echo "ran $*"\n`, 0o755)
    return nodes
  }

  test.each(['v20.20.2', 'v22.21.9', 'v8.0.0'])('a system Node %s is refused in one line', (version) => {
    const { status, stderr } = run(bare(), [], { nodes: pretender(version) })
    expect(status).toBe(1)
    expect(stderr).toMatch(new RegExp(`^homestak: Node 22\\.22 or newer is needed, .*/node is ${version}\n$`))
  })

  test.each(['v22.22.0', 'v24.0.0', 'v100.1.0'])('a system Node %s is taken', (version) => {
    const { status, told } = run(bare(), ['status'], { nodes: pretender(version) })
    expect(status).toBe(0)
    expect(told).toMatch(/^ran .*main\.js status\n$/)
  })

  test('and none at all is told in one line', () => {
    const { status, stderr } = run(bare())
    expect(status).toBe(1)
    expect(stderr).toBe('homestak: no Node found: install Node 22.22 or newer\n')
  })
})

describe('the compile cache', () => {
  test.each([
    ['lies in the XDG cache folder', { XDG_CACHE_HOME: 'xdg' }, 'xdg/homestak'],
    ['or its default', { HOME: 'home' }, 'home/.cache/homestak'],
    ['or where the user has put it', { NODE_COMPILE_CACHE: 'mine' }, 'mine'],
    ['and nowhere without a home', { HOME: '' }, undefined],
  ])('%s', (_, env, cache) => {
    expect(run(checkout().path, [], { cwd: folder(), env }).told.cache).toBe(cache)
  })
})
