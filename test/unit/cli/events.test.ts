/** Looking back at what was done: which events are shown, and how. */
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { openStore } from '../../../state/sqlite/open-store.ts'
import type { EventRecord } from '../../../state/store.ts'
import { run } from '../../../src/cli/run.ts'
import { fakeProcess, folder, homestak, siteFiles, type FakeProcessParts } from './fake-io.ts'

const minute = 60_000
const now = Date.UTC(2026, 6, 1, 12)
const clock = { now: () => now, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) }
const key = { host: 'hv', manifest: 'web', node: 'db' }
/** A command is loaded when it is first called. */
const patient = { timeout: 60_000 }

let parts: FakeProcessParts
let dir: string
const append = (...events: readonly Partial<EventRecord>[]) => {
  const store = openStore(join(dir, 'state'), 'lab')
  for (const event of events) store.appendEvent({ time: now, reason: 'Done', message: '', warning: false, ...event })
  store.close()
}
const events = (...words: readonly string[]) => homestak(['events', '--state', join(dir, 'state'), ...words], parts)
const messages = async (...words: readonly string[]) =>
  (await events(...words)).out.split('\n').flatMap((line) => line.split(': ')[1] ?? [])

beforeEach(() => {
  dir = folder(siteFiles())
  parts = { cwd: dir, clock, env: { HOMESTAK_SITE_CONFIG: join(dir, 'site') } }
  append(
    { time: now - 3 * 24 * 60 * minute, message: 'old', ...key },
    { time: now - 90 * minute, message: 'late', warning: true, ...key, node: 'a-long-name' },
    { time: now - 5 * minute, message: 'new', host: 'hv' },
  )
})

test('each is a line with UTC where a program may read it, keys and hosts lined up', async () => {
  expect((await events()).out.split('\n')).toEqual([
    '2026-06-28T12:00:00Z  web/db@hv           Done: old',
    '2026-07-01T10:30:00Z  web/a-long-name@hv  Done: late',
    '2026-07-01T11:55:00Z  host hv             Done: new',
    '',
  ])
})

test('the time is that of the place on a terminal', async () => {
  vi.stubEnv('TZ', 'Asia/Tokyo')
  const { out } = await homestak(['events', '--state', join(dir, 'state')], { ...parts, terminal: true })
  vi.unstubAllEnvs()
  expect(out).toContain('2026-07-01 20:55:00')
})

describe('which are shown', () => {
  test.each([
    [[], ['old', 'late', 'new']],
    [['--since', '10m'], ['new']],
    [
      ['--since', '2h'],
      ['late', 'new'],
    ],
    [
      ['--since', '3d'],
      ['old', 'late', 'new'],
    ],
    [['--since', '5m'], ['new']],
    [
      ['--limit', '2'],
      ['late', 'new'],
    ],
    [['--limit', '0'], []],
    [['--warnings'], ['late']],
    [['web/db'], ['old']],
    [['db'], ['old']],
    [['web/db@hv', '--since', '1h'], []],
    [['--since', '1d', '--limit', '1'], ['new']],
  ])('%j', async (words, shown) => {
    expect(await messages(...words)).toEqual(shown)
  })

  test.each(['10', 'm', '-5m', '5 m', '1.5h', '3w'])('of the span %j is refused', async (text) => {
    expect(await events(`--since=${text}`)).toMatchObject({ code: 2, err: expect.stringContaining('span of time') })
  })
})

test('JSON is one event a line, then how many they were and which was the last', async () => {
  const lines = (await events('--json-output', '--warnings')).out.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ key: 'web/a-long-name@hv', time: '2026-07-01T10:30:00.000Z', warning: true, seq: 2 }),
    { schema: 'homestak/events/v1', count: 1, last: 2 },
  ])
})

test('of a node that nothing is known of ends with 2 and names those that there are', async () => {
  const { code, err, out } = await events('web/dbb')
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('KEY web/dbb: there is no such node')
  expect(err).toContain('known: web/db, web/a-long-name')
})

test('of a node that is remembered but was never told of are none, which is no failure', async () => {
  const store = openStore(join(dir, 'state'), 'lab')
  const record = {
    type: 'vm',
    specDigest: '',
    generation: 1,
    observedGeneration: 1,
    addresses: [],
    conditions: [],
  } as const
  store.saveNode({ ...key, node: 'quiet', ...record, needs: [], everReady: false, updated: 1 })
  store.close()
  expect(await events('web/quiet')).toMatchObject({ code: 0, out: '' })
})

test('--follow of a node that is yet to come says so and waits for it', async () => {
  const fake = fakeProcess(parts)
  const ended = run(['events', 'soon', '--follow', '--state', join(dir, 'state')], fake.io)
  await vi.waitFor(() => expect(fake.err()).toContain('KEY soon: there is no such node yet (known: web/db'), patient)
  append({ message: 'of another', ...key }, { message: 'here it is', ...key, node: 'soon' })
  await vi.waitFor(() => expect(fake.out()).toContain('web/soon@hv  Done: here it is'), patient)
  append({ message: 'and on', ...key, node: 'soon' })
  await vi.waitFor(() => expect(fake.out()).toContain('and on'), patient)
  fake.send('SIGTERM')
  expect(await ended).toBe(0)
  expect(fake.out()).not.toContain('of another')
})
