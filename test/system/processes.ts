/** homestak as users start it, in a folder that a test has for itself, and a simulated host to start it against. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { launcher } from '../launcher.ts'

/** What one process compiled, the next one need not. */
const compiled = join(import.meta.dirname, '../../node_modules/.cache/homestak')

/** Gone after the test. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'homestak-system-')))
  // What was killed a moment ago may still have been making a file there.
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 20 }))
  write(dir, files)
  return dir
}

export function write(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
}

/** All that a process of ours sees of this one's environment. */
export const environment = (cwd: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: cwd,
  XDG_STATE_HOME: join(cwd, 'state'),
  NODE_COMPILE_CACHE: compiled,
})

export interface Ended {
  /** null where a signal ended it. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Starts a program in `cwd`; it does not outlive the test. */
export function startProgram(
  program: string,
  cwd: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
) {
  const child = spawn(program, words, { cwd, env: { ...environment(cwd), ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const written = { out: '', err: '' }
  // A character may come in two chunks.
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.err += text))
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...written }))
  })
  return { child, ended }
}

/** Starts homestak in `cwd`, where its state is, too. */
export const start = (cwd: string, ...words: readonly string[]) => startProgram(launcher, cwd, words)

export const run = (cwd: string, ...words: readonly string[]): Promise<Ended> => start(cwd, ...words).ended

export type Form = Readonly<Record<string, string | number>>

export interface SimulatedHost {
  readonly child: ReturnType<typeof start>['child']
  readonly ended: Promise<Ended>
  /** The line that it printed. */
  readonly told: {
    readonly endpoint: string
    readonly node: string
    readonly token: string
    readonly fingerprint: string
    readonly pid: number
  }
  /** One call, as `curl` makes it; the task that it started has ended. Throws what the host answers but 200. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, form?: Form): Promise<unknown>
  guests(): Promise<readonly Guest[]>
  config(vmid: number): Promise<Readonly<Record<string, string>>>
  /** Everything on `local` and `vmstore` that belongs to guests: their disks and seeds. */
  volumes(): Promise<readonly string[]>
}

export interface Guest {
  readonly vmid: number
  readonly name: string
  readonly status: string
}

/** A simulated host that answers, with its site-config in `cwd`/site. */
export const simulate = (cwd: string, ...more: readonly string[]): Promise<SimulatedHost> =>
  simulateWith(cwd, {}, ...more)

/** The same with more in its environment. */
export async function simulateWith(
  cwd: string,
  env: Readonly<Record<string, string>>,
  ...more: readonly string[]
): Promise<SimulatedHost> {
  const words = ['sim', '--speed', '20', '--write-site-config', 'site', ...more]
  const sim = startProgram(launcher, cwd, words, env)
  const lines = createInterface({ input: sim.child.stdout })[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.done) throw new Error(`sim did not start: ${(await sim.ended).err}`)
  const told = JSON.parse(first.value)
  const send = sender(told)
  const call: SimulatedHost['call'] = async (method, path, form) => {
    const data = await send(method, path, form)
    if (typeof data === 'string' && data.startsWith('UPID:')) await untilEnded(send, told.node, data)
    return data
  }
  const node = `/nodes/${told.node}`
  const volids = async (storage: string): Promise<string[]> =>
    list(await call('GET', `${node}/storage/${storage}/content`)).map(({ volid }) => String(volid))
  return {
    ...sim,
    told,
    call,
    guests: async () =>
      list(await call('GET', `${node}/qemu`))
        .map(({ vmid, name, status }) => ({ vmid: Number(vmid), name: String(name), status: String(status) }))
        .toSorted((a, b) => a.vmid - b.vmid),
    config: async (vmid) => {
      const config = await call('GET', `${node}/qemu/${vmid}/config`)
      return Object.fromEntries(Object.entries(config ?? {}).map(([key, value]) => [key, String(value)]))
    },
    volumes: async () => [
      ...(await volids('vmstore')),
      ...(await volids('local')).filter((volid) => volid.includes(':iso/homestak-')),
    ],
  }
}

const list = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value : [])

type Send = (method: string, path: string, form?: Form) => Promise<unknown>

const sender =
  ({ endpoint, token }: SimulatedHost['told']): Send =>
  (method, path, form = {}) =>
    new Promise((resolve, reject) => {
      const fields = Object.fromEntries(Object.entries(form).map(([key, value]) => [key, String(value)]))
      const text = new URLSearchParams(fields).toString()
      const url = `${endpoint}/api2/json${path}${method === 'GET' && text !== '' ? `?${text}` : ''}`
      const headers = {
        authorization: `PVEAPIToken=${token}`,
        'content-type': 'application/x-www-form-urlencoded',
        connection: 'close',
      }
      const sent = request(url, { method, headers, rejectUnauthorized: false, agent: false }, (response) => {
        let body = ''
        response.on('data', (chunk) => (body += chunk))
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(body).data)
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${response.statusMessage} ${body}`))
        })
      })
      sent.on('error', reject)
      sent.end(method === 'GET' ? undefined : text)
    })

async function untilEnded(send: Send, node: string, upid: string): Promise<void> {
  for (;;) {
    const status = await send('GET', `/nodes/${node}/tasks/${upid}/status`)
    if (typeof status === 'object' && status !== null && 'exitstatus' in status) {
      if (status.exitstatus === 'OK') return
      throw new Error(`${upid}: ${String(status.exitstatus)}`)
    }
  }
}

/** A manifest; nodes are very small unless they say otherwise, and made from debian-12. */
export const manifest = (name: string, nodes: Readonly<Record<string, string>>, more = ''): string =>
  [
    'schema_version: 2',
    `name: ${name}`,
    ...(more === '' ? [] : [more]),
    'nodes:',
    ...Object.entries(nodes).map(
      ([node, rest]) =>
        `  - { name: ${node}, type: vm, ${[...(rest.includes('preset:') ? [] : ['preset: vm-xsmall']), 'image: debian-12', ...(rest === '' ? [] : [rest])].join(', ')} }`,
    ),
    '',
  ].join('\n')

/** What every command here says about where. */
export const there = ['-H', 'sim', '--site-config', 'site'] as const

/** Asks again and again; the test's own time limit is the end of it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(50)
}
