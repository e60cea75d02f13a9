/** Looking at what is known, once and for as long as one likes, remembered and asked for anew. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { takeLease } from '../../../state/sqlite/lease.ts'
import { openStore } from '../../../state/sqlite/open-store.ts'
import type { StatusDocument } from '../../../src/reconciler/documents.ts'
import { violations } from '../report/schema-check.ts'
import { aNode } from '../state/fixtures.ts'
import { fakeProcess, folder, homestak, siteFiles, type FakeProcessParts } from './fake-io.ts'
import { run } from '../../../src/cli/run.ts'
import { lab, node, shop } from './lab.ts'
import { fastClock } from './simulated.ts'

const now = Date.UTC(2026, 6, 1, 12)
/** A command is loaded when it is first called. */
const patient = { timeout: 60_000 }

/** A state with one node, and a process that looks at it; it looks again when `tick` is called. */
function remembered(parts: FakeProcessParts = {}) {
  const dir = folder(siteFiles())
  const state = join(dir, 'state')
  const store = openStore(state, 'lab')
  const waits: (() => void)[] = []
  const clock = {
    now: () => now,
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        waits.push(resolve)
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  const all = { cwd: dir, clock, env: { HOMESTAK_SITE_CONFIG: join(dir, 'site') }, ...parts }
  const fake = fakeProcess(all)
  onTestFinished(() => store.close())
  const ready = { type: 'Ready', status: 'True', reason: 'Converged', message: '', since: now - 60_000 } as const
  const db = aNode({ host: 'hv', generation: 1, observedGeneration: 1, conditions: [ready], updated: now })
  store.saveNode(db)
  return {
    ...fake,
    dir,
    store,
    state,
    db,
    words: (...words: readonly string[]) => ['status', '--state', state, ...words],
    look: (...words: readonly string[]) => homestak(['status', '--state', state, ...words], all),
    document: async (): Promise<StatusDocument> =>
      JSON.parse((await homestak(['status', '--state', state, '--json-output'], all)).out),
    async tick(): Promise<void> {
      await vi.waitFor(() => expect(waits).not.toEqual([]), patient)
      waits.shift()?.()
    },
    settled: () => vi.waitFor(() => expect(waits).not.toEqual([]), patient),
  }
}

describe('while the site-config is broken', () => {
  test.each([
    ['a file of it', 'presets/small.yaml', 'cores: many\n', 'presets/small.yaml:1:8: cores must be'],
    ['site.yaml', 'site.yaml', 'id: lab # ours\ndefaults: [\n', 'site.yaml:3:1: '],
  ])('%s is named with its place, and what is known is shown, with 3', async (_, file, text, said) => {
    const { look, dir, state } = remembered()
    writeFileSync(join(dir, 'site', file), text)
    const { code, out, err } = await look()
    expect({ code, err }).toEqual({ code: 3, err: '' })
    expect(out).toContain(said)
    expect(out).toMatch(/^web\/db +vm .*True/m)
    expect(out).toContain('1 problem in files')
    const { code: same, out: json } = await look('--json-output')
    expect(same).toBe(3)
    expect(violations('status', JSON.parse(json))).toEqual([])
    expect(JSON.parse(json)).toMatchObject({ nodes: [{ key: 'web/db' }], problems: [{ line: expect.any(Number) }] })
    const events = await homestak(['events', '--state', state, '--site-config', 'site'], { cwd: dir })
    expect(events).toMatchObject({ code: 3, err: expect.stringContaining(said) })
  })

  test.each(['', 'id: lab\n<<<\nid: other\n'])(
    'and does not say whose state is meant, nothing can be shown: %j',
    async (text) => {
      const { look, dir } = remembered()
      writeFileSync(join(dir, 'site/site.yaml'), text)
      expect(await look()).toMatchObject({ code: 3, out: '' })
    },
  )
})

describe('what is remembered', () => {
  test('tells drift and its repair, broken files and the run that watches', async () => {
    const { store, db, document, state } = remembered()
    const { host, manifest, node: name } = db
    const about = { host, manifest, node: name, warning: false }
    store.appendEvent({ ...about, time: now - 2000, reason: 'Drift', message: 'tags changed' })
    store.appendEvent({ ...about, time: now - 1000, reason: 'Ready', message: '' })
    const problem = { file: '/m/web.yaml', line: 3, column: 5, message: 'no such preset' }
    store.saveProblems('/m', [problem])
    store.saveWatch({ pid: 4711, started: now - 5000, paths: ['/m'], driftIntervalMs: 600_000, lastLook: null })
    const lease = takeLease(state, 'lab', { pid: 4711, command: 'homestak reconcile --watch', started: now })
    const seen = await document()
    expect(seen.nodes[0]?.drift).toMatchObject({ found: 1, repaired: 1 })
    expect(seen.problems).toEqual([problem])
    expect(seen.watch).toMatchObject({ running: true, pid: 4711, driftIntervalSeconds: 600, lastLook: null })
    expect(seen.summary).toEqual({ ready: 1, pendingRestarts: 0 })
    lease.release()
    expect((await document()).watch?.running).toBe(false)
  })

  test('takes no other writer for the one that watched', async () => {
    const { store, document, state } = remembered()
    store.saveWatch({ pid: 4711, started: 1, paths: [], driftIntervalMs: 1, lastLook: 1 })
    const lease = takeLease(state, 'lab', { pid: 4712, command: 'homestak destroy', started: now })
    expect((await document()).watch?.running).toBe(false)
    lease.release()
  })
})

describe('--watch', () => {
  test('in a pipe tells anew what changed, and only that, until the signal', async () => {
    const { io, words, store, db, tick, settled, send, out } = remembered()
    const ended = run(words('--watch'), io)
    await tick()
    await settled()
    const first = out()
    expect(first.match(/NODE/g)).toHaveLength(1)
    store.saveNode({ ...db, updated: now + 1 })
    await tick()
    await settled()
    expect(out()).toBe(first)
    store.saveNode({ ...db, addresses: ['192.0.2.9'] })
    await tick()
    await settled()
    expect(out().slice(first.length)).toMatch(/^\nNODE[^]*192\.0\.2\.9[^]*1 ready\n$/)
    send('SIGTERM')
    expect(await ended).toBe(0)
  })

  test('as JSON is a document a line', async () => {
    const { io, words, store, db, tick, settled, send, out } = remembered()
    const ended = run(words('--watch', '--json-output'), io)
    await settled()
    store.removeNode(db)
    await tick()
    await settled()
    send('SIGINT')
    expect(await ended).toBe(0)
    const documents = out().trim().split('\n')
    expect(documents.map((line) => JSON.parse(line).nodes.length)).toEqual([1, 0])
  })

  test('on a terminal draws over itself, changed or not', async () => {
    const { io, stdout, words, tick, settled, send, out } = remembered({ terminal: true })
    Object.assign(stdout, { columns: 30, rows: 10 })
    const ended = run(words('--watch', '--no-color'), io)
    await tick()
    await settled()
    send('SIGINT')
    expect(await ended).toBe(0)
    const [, ...screens] = out().split('\u001b[H')
    expect(screens).toHaveLength(2)
    for (const screen of screens) {
      const lines = screen
        .replace('\u001b[J', '')
        .split('\n')
        .map((line) => line.replace('\u001b[K', ''))
      expect(lines).toEqual(['NODE    VMID  READY  FOR', 'web/db  -     True   1m', '1 ready', ''])
    }
  })

  test('goes on when the node that was asked for is gone, but not without one that ever was', async () => {
    const { io, words, store, db, tick, settled, send, out, look } = remembered()
    expect(await look('--watch', 'web/dbb')).toMatchObject({ code: 2, err: expect.stringContaining('KEY web/dbb') })
    const ended = run(words('--watch', 'web/db'), io)
    await settled()
    store.removeNode(db)
    await tick()
    await settled()
    expect(out()).toMatch(/\n\nno node is known yet\n$/)
    send('SIGINT')
    expect(await ended).toBe(0)
  })
})

test('more lines than the terminal has are left out before the last one', async () => {
  const { io, stdout, words, store, db, settled, send, out } = remembered({ terminal: true })
  for (let count = 0; count < 20; count++) store.saveNode({ ...db, node: `n${count}` })
  Object.assign(stdout, { columns: 80, rows: 8 })
  const ended = run(words('--watch', '--no-color'), io)
  await settled()
  send('SIGINT')
  await ended
  const lines = out().trimEnd().split('\n')
  expect(lines).toHaveLength(8)
  expect(lines.slice(-3)[0]).toContain('… 17 more lines')
  expect(lines.slice(-2)[0]).toContain('21 ready')
})

describe('the hosts, asked anew', () => {
  const statusOf = async (homestak: (...words: string[]) => Promise<{ out: string }>, ...words: string[]) => {
    const document: StatusDocument = JSON.parse((await homestak('status', '--json-output', ...words)).out)
    return document
  }

  test('what did not change keeps its age, what did is as old as this look', async () => {
    const { homestak, host } = await lab(shop(node('a'), node('b')))
    expect((await homestak('reconcile')).code).toBe(0)
    const before = await statusOf(homestak)
    const [, stopped] = before.nodes
    const started = fastClock.now()
    await host.simulator.world.run('POST', `/nodes/pve/qemu/${stopped?.vmid}/status/stop`)
    const fresh = await statusOf(homestak, '--fresh')
    expect(fresh.nodes[0]?.conditions.map(({ since }) => since)).toEqual(
      before.nodes[0]?.conditions.map(({ since }) => since),
    )
    const changed = fresh.nodes[1]?.conditions.filter(({ since }) => since >= started)
    expect(changed?.map(({ type, status }) => `${type}=${status}`)).toEqual(['Running=False', 'Ready=False'])
    expect(fresh.summary).toEqual({ ready: 1, drifted: 1, pendingRestarts: 0 })
  })

  test('values that wait in the configuration of a running guest are a restart pending', async () => {
    const { homestak, host } = await lab(shop(node('a')))
    await homestak('reconcile')
    const [guest] = (await statusOf(homestak)).nodes
    await host.simulator.world.call('PUT', `/nodes/pve/qemu/${guest?.vmid}/config`, { cores: 2 })
    expect((await statusOf(homestak)).nodes[0]?.pendingRestart).toBeNull()
    const fresh = await statusOf(homestak, '--fresh')
    expect(fresh.nodes[0]?.pendingRestart).toBe('cores waits for a restart')
    expect(fresh.summary.pendingRestarts).toBe(1)
  })

  test('an owned guest in no recorded scope is an orphan although its node is remembered', async () => {
    const { homestak, dir, cwd } = await lab(shop(node('a')))
    await homestak('reconcile')
    expect((await statusOf(homestak, '--orphans')).orphans).toEqual([])
    const { site } = await statusOf(homestak)
    const store = openStore(join(dir, '.state'), site)
    expect(store.scopePaths()).toEqual([join(cwd, 'manifests')])
    store.saveScope(join(cwd, 'manifests'), [])
    store.close()
    const { orphans, nodes } = await statusOf(homestak, '--orphans')
    expect(nodes.map(({ key }) => key)).toEqual(['shop/a'])
    expect(orphans?.map(({ key }) => key)).toEqual(['shop/a@sim'])
  })

  test('a node taken out of a manifest that is still there is none: the next run decides about it', async () => {
    const { homestak, edit } = await lab(shop(node('a'), node('b')))
    await homestak('reconcile')
    edit(shop(node('a')))
    expect((await statusOf(homestak, '--orphans')).orphans).toEqual([])
  })
})
