/** Signals, questions, the lease, and failures: how a command behaves as a process among others. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { confirmFor } from '../../../src/cli/confirm.ts'
import { InterruptedError, reportFailure } from '../../../src/cli/failure.ts'
import { withStore } from '../../../src/cli/lease.ts'
import { paintFor, stateDirOf } from '../../../src/cli/output.ts'
import { whileListening } from '../../../src/cli/signals.ts'
import { trustOf } from '../../../src/cli/trust.ts'
import type { HostEntry } from '../../../src/config/site-config.ts'
import { HomestakError } from '../../../src/errors.ts'
import { colourPaint, noPaint } from '../../../src/report/paint.ts'
import { takeLease } from '../../../state/sqlite/lease.ts'
import { fakeProcess, folder } from './fake-io.ts'

const never = new AbortController().signal

describe('a signal', () => {
  test('the first asks to stop and says that running tasks may end', async () => {
    const fake = fakeProcess()
    await whileListening(fake.io, 'stopping', async ({ stop, interruptedCode }) => {
      expect(interruptedCode()).toBe(null)
      fake.send('SIGTERM')
      expect(stop.aborted).toBe(true)
      expect(stop.reason).toBeInstanceOf(InterruptedError)
      expect(interruptedCode()).toBe(143)
    })
    expect({ err: fake.err(), exits: fake.exits }).toEqual({ err: 'stopping\n', exits: [] })
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('a second, %s, ends the process at once with %i', async (signal, code) => {
    const fake = fakeProcess()
    await whileListening(fake.io, null, async () => {
      fake.send('SIGINT')
      fake.send(signal)
    })
    expect(fake.exits).toEqual([code])
  })

  test('nobody listens any more once the work is over, also where it failed', async () => {
    const fake = fakeProcess()
    await expect(whileListening(fake.io, null, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(fake.listening()).toBe(0)
  })
})

describe('a question', () => {
  const restart = { kind: 'restart', title: 'Restart?', lines: ['web/db\u001b[2J'] } as const

  test.each([
    ['y\n', true],
    ['Yes\n', true],
    ['n\n', false],
    ['\n', false],
    ['', false],
  ])('on a terminal is answered by %j with %s', async (input, answer) => {
    const fake = fakeProcess({ terminal: true, input })
    expect(await confirmFor(fake.io, { yes: false })?.(restart, never)).toBe(answer)
    expect(fake.err()).toContain('Restart?\n  web/db\\u001b[2J\nGo on? [y/N] ')
    expect(fake.out()).toBe('')
  })

  test('is a no when the run is interrupted meanwhile', async () => {
    const fake = fakeProcess({ terminal: true, input: 'y\n' })
    expect(await confirmFor(fake.io, { yes: false })?.(restart, AbortSignal.abort())).toBe(false)
  })

  test('waits for the answer to the one before it', async () => {
    const confirm = confirmFor(fakeProcess({ terminal: true, input: 'y\n' }).io, { yes: false })
    expect(await Promise.all([confirm?.(restart, never), confirm?.(restart, never)])).toEqual([true, false])
  })

  test('cannot be asked without a terminal', () => {
    expect(confirmFor(fakeProcess({ input: 'y\n' }).io, { yes: false })).toBe(null)
  })

  test('--yes answers it, but does not lift the destroy limit', async () => {
    const confirm = confirmFor(fakeProcess().io, { yes: true })
    expect(await confirm?.(restart, never)).toBe(true)
    expect(await confirm?.({ ...restart, kind: 'destroy' }, never)).toBe(true)
    expect(await confirm?.({ ...restart, kind: 'destroy-limit' }, never)).toBe(false)
  })
})

describe('the lease', () => {
  const holder = { pid: 4711, command: 'homestak reconcile elsewhere', started: 0 }
  const request = (dir: string, wait: boolean) => ({ dir, site: 'lab', command: 'homestak test', wait })

  test('held by another is told with who and since when, and ends with 4', async () => {
    const dir = folder()
    const lease = takeLease(dir, 'lab', holder)
    const fake = fakeProcess()
    const failure = await withStore(fake.io, request(dir, false), never, async () => undefined).catch(
      (error: unknown) => error,
    )
    expect(reportFailure(fake.io, failure, { verbose: false })).toBe(4)
    expect(fake.err()).toContain('process 4711, `homestak reconcile elsewhere`')
    expect(fake.err()).toContain('since 1970-01-01T00:00:00.000Z')
    lease.release()
  })

  test('is waited for with --wait, which is said once and not at every look', async () => {
    const dir = folder()
    const lease = takeLease(dir, 'lab', holder)
    const fake = fakeProcess()
    const looks: number[] = []
    const clock = {
      ...fake.io.clock,
      async sleep(ms: number) {
        if (looks.push(ms) === 3) lease.release()
      },
    }
    expect(
      await withStore({ ...fake.io, clock }, request(dir, true), never, async (store) => store.nodes().length),
    ).toBe(0)
    expect(looks).toHaveLength(3)
    expect(fake.err().match(/waiting for process 4711/g)).toHaveLength(1)
  })

  test('keeps no secret in the state that is written under it', async () => {
    const { io } = fakeProcess()
    io.hide(['open-sesame'])
    const event = { time: 1, reason: 'Failed', message: 'the host says: open-sesame', warning: true }
    const kept = await withStore(io, request(folder(), false), never, async (store) => {
      store.appendEvent(event)
      return store.events(0)
    })
    expect(kept).toMatchObject([{ message: 'the host says: [redacted]' }])
  })

  test('waiting ends with the first signal', async () => {
    const dir = folder()
    const lease = takeLease(dir, 'lab', holder)
    const stop = AbortSignal.abort(new InterruptedError(130))
    await expect(withStore(fakeProcess().io, request(dir, true), stop, async () => undefined)).rejects.toThrow(
      InterruptedError,
    )
    lease.release()
  })

  test('is given back, also where the work failed', async () => {
    const dir = folder()
    const failing = withStore(fakeProcess().io, request(dir, false), never, () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    takeLease(dir, 'lab', holder).release()
  })

  test('of a state that cannot be used says what to do, and ends with 1', async () => {
    const dir = folder({ lab: 'a file where a folder should be' })
    const fake = fakeProcess()
    const failure = await withStore(fake.io, request(dir, false), never, async () => undefined).catch(
      (error: unknown) => error,
    )
    expect(reportFailure(fake.io, failure, { verbose: true })).toBe(1)
    expect(fake.err()).toContain('--state')
    expect(fake.err()).not.toContain('    at ')
  })

  test('of a damaged state does so too', async () => {
    const dir = folder()
    mkdirSync(join(dir, 'lab'), { mode: 0o700 })
    writeFileSync(join(dir, 'lab', 'state.db'), 'no database at all, but long enough to be looked at'.repeat(100), {
      mode: 0o600,
    })
    const fake = fakeProcess()
    const failure = await withStore(fake.io, request(dir, false), never, async () => undefined).catch(
      (error: unknown) => error,
    )
    expect(reportFailure(fake.io, failure, { verbose: false })).toBe(1)
    expect(fake.err()).toContain('damaged')
  })
})

describe('a failure', () => {
  test('of a known kind is a message and what to do next, with its exit code', () => {
    const fake = fakeProcess()
    const error = new HomestakError({
      code: 'UntrustedCertificate',
      message: 'hv: not trusted\u001b[2J',
      hint: 'add fingerprint: "AA:BB"',
    })
    expect(reportFailure(fake.io, error, { verbose: true })).toBe(3)
    expect(fake.err()).toBe('homestak: hv: not trusted\\u001b[2J\n  add fingerprint: "AA:BB"\n')
  })

  test('of our own is called a bug, in a line; its stack only with -v', () => {
    const fake = fakeProcess()
    expect(reportFailure(fake.io, new TypeError('x is no function'), { verbose: false })).toBe(1)
    expect(fake.err()).toBe('homestak: bug: x is no function\n')
    reportFailure(fake.io, new TypeError('x is no function'), { verbose: true })
    expect(fake.err()).toContain('    at ')
  })
})

describe('colour', () => {
  const terminal = { isTTY: true, write: () => undefined }

  test('is for terminals', () => {
    expect(paintFor({ env: {} }, terminal, { color: true })).toBe(colourPaint)
    expect(paintFor({ env: {} }, { ...terminal, isTTY: false }, { color: true })).toBe(noPaint)
  })

  test.each([
    [{ NO_COLOR: '1' }, true],
    [{ TERM: 'dumb' }, true],
    [{}, false],
  ])('and not with %j and color %s', (env, color) => {
    expect(paintFor({ env }, terminal, { color })).toBe(noPaint)
  })
})

test('--state is relative to where the command runs', () => {
  expect(stateDirOf(fakeProcess({ cwd: '/work' }).io, { state: 'here' })).toBe('/work/here')
})

describe('trust', () => {
  const entry = {
    name: 'hv',
    file: 'nodes/hv.yaml',
    apiEndpoint: 'https://192.0.2.1:8006',
    fingerprint: null,
    caFile: null,
  }
  // Only these fields decide.
  const trust = (more: object, insecure = false) => trustOf({ ...entry, ...more } as HostEntry, { insecure })

  test('is the fingerprint, else the file, else the authorities of the system', () => {
    const caFile = join(folder({ 'ca.pem': 'PEM' }), 'ca.pem')
    expect(trust({ fingerprint: 'AA:BB', caFile })).toEqual({ fingerprint: 'AA:BB' })
    expect(trust({ caFile })).toEqual({ ca: 'PEM' })
    expect(trust({})).toEqual({})
    expect(trust({ fingerprint: 'AA:BB' }, true)).toEqual({ insecure: true })
  })

  test('in a file that is not there is a fault of the site-config', () => {
    expect(() => trust({ caFile: '/nowhere/ca.pem' })).toThrow(/ca_file of host 'hv' cannot be read/)
  })
})
