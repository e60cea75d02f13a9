/** Downloads that break, stall and change, against a source that is no server, on a clock that does not wait. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { HomestakError } from '../../../src/errors.ts'
import { cachePlace } from '../../../src/images/cache.ts'
import type { Http, HttpAnswer } from '../../../src/images/http.ts'
import { readError } from '../../../src/images/read-error.ts'
import { takeLock } from '../../../src/images/lock.ts'
import { obtain, type ObtainPorts } from '../../../src/images/obtain.ts'
import type { WantedImage } from '../../../src/images/wanted.ts'

const disk = Buffer.from(seededRandom(4).bytes(5000))
disk.set([0x55, 0xaa], 510)
const digest = createHash('sha256').update(disk).digest('hex')

interface Served {
  readonly bytes: Buffer
  /** Bytes after which it breaks off. */
  readonly cut?: number
  readonly etag?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers in turn; the last one again and again. Knows ranges unless told otherwise. */
function source(...answers: readonly (Served | Error)[]) {
  const asked: Readonly<Record<string, string>>[] = []
  const get: Http['get'] = async (url, headers) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push(headers)
    if (!answer || answer instanceof Error) throw readError(url, answer)
    return answerOf(answer, headers)
  }
  const http: Http = { get, fetch: () => Promise.reject(new Error('not asked')), close: () => Promise.resolve() }
  return { http, asked }
}

function answerOf(
  { bytes, cut, etag = '"1"', status, headers: more }: Served,
  headers: Readonly<Record<string, string>>,
): HttpAnswer {
  const wanted = Number(/^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1] ?? 0)
  const from = (headers['if-range'] ?? etag) === etag ? wanted : 0
  const rest = bytes.subarray(from)
  async function* body() {
    const shown = cut === undefined ? rest : rest.subarray(0, cut)
    for (let at = 0; at < shown.length; at += 1000) yield shown.subarray(at, at + 1000)
    if (cut !== undefined) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' })
  }
  const range: Readonly<Record<string, string>> =
    from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}
  return {
    status: status ?? (from > 0 ? 206 : 200),
    headers: { etag, 'content-length': String(rest.length), ...range, ...more },
    body: Object.assign(body(), { destroy: () => undefined }),
  }
}

const wanted = (size: number | null = disk.length): WantedImage => ({
  image: 'x',
  digest,
  size,
  parts: [{ name: 'x.raw', url: 'https://images.example/x.raw', publicUrl: null, size }],
  origin: { image: 'x', digest, repository: null, tag: null, url: null },
})

function bench(http: Http, free = 1e12) {
  const dir = mkdtempSync(join(tmpdir(), 'homestak-images-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const pauses: number[] = []
  let now = 0
  const ports: ObtainPorts = {
    dir,
    http,
    hasToken: false,
    random: seededRandom(1),
    freeBytes: () => Promise.resolve(free),
    clock: {
      now: () => now,
      sleep: async (ms, signal) => {
        now += ms
        pauses.push(ms)
        await new Promise((resolve) => setImmediate(resolve))
        signal?.throwIfAborted()
      },
    },
  }
  const seen: string[] = []
  const get = (image = wanted(), signal?: AbortSignal) =>
    obtain(ports, image, {
      onProgress: (stage) => seen.push(stage),
      onRetry: ({ message }) => seen.push(message),
      ...(signal ? { signal } : {}),
    })
  return { dir, pauses, seen, get, place: cachePlace(dir, digest) }
}

test('a connection that breaks is taken up where it broke, with growing, jittered pauses only while nothing comes', async () => {
  const broken = new Error('no')
  const { http, asked } = source(
    { bytes: disk, cut: 2000 },
    broken,
    broken,
    { bytes: disk, cut: 1000 },
    { bytes: disk },
  )
  const { get, pauses, place } = bench(http)
  expect(await get()).toMatchObject({ fresh: true, size: 5000, format: 'raw' })
  expect(asked.map(({ range }) => range)).toEqual([
    undefined,
    'bytes=2000-',
    'bytes=2000-',
    'bytes=2000-',
    'bytes=3000-',
  ])
  expect(asked[1]?.['if-range']).toBe('"1"')
  expect(readFileSync(place.file).equals(disk)).toBe(true)
  expect(pauses.map((pause) => Math.round(pause / 1000))).toHaveLength(4)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(6000)
})

test('five tries in a row in vain are the end, and what has come is kept for another run', async () => {
  const { http, asked } = source({ bytes: disk, cut: 1000 }, new Error('no'))
  const { get, place } = bench(http)
  await expect(get()).rejects.toMatchObject({ code: 'Unreachable' })
  expect(asked).toHaveLength(6)
  expect(readFileSync(place.partial)).toHaveLength(1000)
  expect(existsSync(place.file)).toBe(false)
})

test('silence is told as such once it does not end', async () => {
  const { http } = source(Object.assign(new Error('late'), { code: 'UND_ERR_BODY_TIMEOUT' }))
  await expect(bench(http).get()).rejects.toMatchObject({ code: 'Stalled' })
})

test('a file that changed in between begins anew', async () => {
  const other = Buffer.alloc(5000, 9)
  const { http } = source({ bytes: other, cut: 3000, etag: '"old"' }, { bytes: disk, etag: '"new"' })
  const { get, place } = bench(http)
  await get()
  expect(readFileSync(place.file).equals(disk)).toBe(true)
})

test('a file that got shorter than what has come begins anew', async () => {
  const { http } = source({ bytes: disk, cut: 4000 }, { bytes: Buffer.alloc(0), status: 416 }, { bytes: disk })
  const { get, place } = bench(http)
  await get()
  expect(readFileSync(place.file).equals(disk)).toBe(true)
})

test('a source that knows no ranges is read from the start again', async () => {
  const { http } = source({ bytes: disk, cut: 4000, etag: 'W/"weak"' }, { bytes: disk, etag: '"else"' })
  const { get, place } = bench(http)
  await get()
  expect(readFileSync(place.file).equals(disk)).toBe(true)
})

test('a beginning that suffered is thrown away once, and the file downloaded in one go', async () => {
  const bad = Buffer.from(disk)
  bad[100] = (bad[100] ?? 0) ^ 1
  const { http, asked } = source({ bytes: bad, cut: 3000 }, ...Array.from({ length: 5 }, () => new Error('no')), {
    bytes: disk,
  })
  const { get } = bench(http)
  await expect(get()).rejects.toMatchObject({ code: 'Unreachable' })
  expect(await get()).toMatchObject({ fresh: true })
  expect(asked.map(({ range }) => range).slice(-2)).toEqual(['bytes=3000-', undefined])
})

test.each([
  ['of another digest', { bytes: Buffer.alloc(5000, 1) }, 'was announced'],
  ['shorter than announced', { bytes: disk.subarray(1) }, 'were announced'],
  ['longer than announced', { bytes: Buffer.concat([disk, disk]) }, 'announced came'],
  [
    'that says nothing of its length and does not end',
    { bytes: Buffer.concat([disk, disk]), headers: { 'content-length': '' } },
    'announced came',
  ],
  ['that is a web page', { bytes: disk, headers: { 'content-type': 'text/html' } }, 'web page'],
] as const)('a file %s is refused at once, and nothing of it is left', async (_, answer, said) => {
  const { http, asked } = source(answer)
  const { get, place } = bench(http)
  await expect(get()).rejects.toThrow(said)
  expect(asked).toHaveLength(1)
  expect([place.file, place.partial, place.notes].filter(existsSync)).toEqual([])
})

test('a disk without room is told before the first byte is asked for', async () => {
  const { http, asked } = source({ bytes: disk })
  await expect(bench(http, 1000).get()).rejects.toMatchObject({ code: 'NoSpace' })
  expect(asked).toEqual([])
})

test('a limit on requests is not tried against', async () => {
  const { http, asked } = source({ bytes: disk, status: 429, headers: { 'retry-after': '120' } })
  await expect(bench(http).get()).rejects.toMatchObject({
    code: 'RateLimited',
    message: expect.stringContaining('(2 min)'),
  })
  expect(asked).toHaveLength(1)
})

test('an interruption ends it with its own reason and keeps what has come', async () => {
  const controller = new AbortController()
  const { http } = source({ bytes: disk, cut: 2000 }, new Error('no'))
  const { get, place, seen } = bench(http)
  const going = get(wanted(), controller.signal)
  const reason = new Error('stop')
  going.catch(() => undefined)
  while (!seen.some((line) => line.includes('images.example'))) await new Promise((resolve) => setImmediate(resolve))
  controller.abort(reason)
  await expect(going).rejects.toBe(reason)
  expect(readFileSync(place.partial)).toHaveLength(2000)
})

test('a lock is free again once its holder lets go, and not before', () => {
  const { dir } = bench(source().http)
  const first = takeLock(join(dir, 'lock'))
  expect(takeLock(join(dir, 'lock'))).toBeUndefined()
  first?.release()
  const second = takeLock(join(dir, 'lock'))
  expect(second).toBeDefined()
  second?.release()
})

test('two at once share one download', async () => {
  const { http, asked } = source({ bytes: disk })
  const { get, seen } = bench(http)
  const [a, b] = await Promise.all([get(), get()])
  expect(new Set([a.fresh, b.fresh])).toEqual(new Set([true, false]))
  expect(asked).toHaveLength(1)
  expect(seen).toContain('wait')
  expect(a.file).toBe(b.file)
})

test('an error of the source is a failure for users', () => {
  expect(readError('https://x.example/a?secret=1', new Error('boom'))).toBeInstanceOf(HomestakError)
  expect(readError('https://x.example/a?secret=1', new Error('boom')).message).not.toContain('secret')
})
