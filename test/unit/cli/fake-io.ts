/** A process that is not there: what a command writes is kept, and signals come when a test sends them. */
import { mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { hidingIo } from '../../../src/cli/hiding-io.ts'
import type { Io, Signal } from '../../../src/cli/io.ts'
import { run } from '../../../src/cli/run.ts'
import { seededRandom, type Clock } from '../../../src/clock.ts'

export interface FakeProcess {
  readonly io: Io
  /** What is behind `io.stdout`: a terminal may change, a reader go away. */
  readonly stdout: object
  readonly out: () => string
  readonly err: () => string
  readonly send: (signal: Signal) => void
  /** Codes that the process was told to end with at once. */
  readonly exits: readonly number[]
  /** How many listen for signals now. */
  readonly listening: () => number
}

/** Passes over every wait at once. */
export function hastyClock(): Clock {
  let now = Date.now()
  return {
    now: () => now,
    async sleep(ms, signal) {
      now += ms
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
    },
  }
}

export interface FakeProcessParts {
  readonly clock?: Clock
  readonly cwd?: string
  readonly env?: Io['env']
  /** What is typed; the input is closed after it. */
  readonly input?: string
  readonly terminal?: boolean
}

export function fakeProcess(parts: FakeProcessParts = {}): FakeProcess {
  const { cwd = '/', env = {}, input = '', terminal = false, clock = hastyClock() } = parts
  const written = { out: '', err: '' }
  const exits: number[] = []
  const listeners = new Set<(signal: Signal) => void>()
  const sink = (name: 'out' | 'err') => ({
    isTTY: terminal,
    write(text: string) {
      written[name] += text
    },
  })
  const stdout = sink('out')
  const io = hidingIo({
    stdin: Object.assign(Readable.from(input === '' ? [] : [input]), { isTTY: terminal }),
    stdout,
    stderr: sink('err'),
    env,
    cwd,
    home: '/nowhere',
    pid: process.pid,
    clock,
    random: seededRandom(1),
    onSignal(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onHangup: () => () => undefined,
    exit: (code) => exits.push(code),
  })
  return {
    io,
    stdout,
    out: () => written.out,
    err: () => written.err,
    send: (signal) => listeners.forEach((listener) => listener(signal)),
    exits,
    listening: () => listeners.size,
  }
}

/** Runs a command to its end. */
export async function homestak(words: readonly string[], parts: FakeProcessParts = {}) {
  const fake = fakeProcess(parts)
  const code = await run(words, fake.io)
  return { code, out: fake.out(), err: fake.err() }
}

/** A folder with these files, gone after the test. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'homestak-cli-')))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text, { mode: 0o600 })
  }
  return dir
}

/** A manifest with one node, `a`. */
export const manifest = (name: string, more = '', node = ''): string =>
  `schema_version: 2\nname: ${name}\n${more}nodes:\n  - { name: a, type: vm, preset: small, image: debian-12${node} }\n`

/** A site-config with host `hv`, which does not answer. */
export const siteFiles = (dir = 'site', site = 'id: lab\n'): Readonly<Record<string, string>> => ({
  [`${dir}/site.yaml`]: site,
  [`${dir}/secrets.yaml`]: 'api_tokens:\n  hv: "op@pve!drv=00000000-0000-4000-8000-000000000001"\n',
  [`${dir}/nodes/hv.yaml`]: 'node: hv\napi_endpoint: https://127.0.0.1:1\napi_token: hv\ndatastore: local\n',
  [`${dir}/presets/small.yaml`]: 'cores: 1\nmemory: 512\ndisk: 5\n',
})
