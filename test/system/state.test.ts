/** State that cannot be kept, and outputs that cannot be written: told in a line, and nothing is lost by it. */
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { launcher } from '../launcher.ts'
import { environment, folder, manifest, run, simulate, start, startProgram, there, write } from './processes.ts'

const files = { 'manifests/web.yaml': manifest('web', { one: 'vmid: 9100' }) }
const nothing = { code: 0, out: '1 unchanged\n' }

// A file system of its own needs a namespace of its own, which not every machine gives.
const apart = 'unshare'
const mountable = spawnSync(apart, ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
if (!mountable) console.warn('SKIPPED: no file system can be mounted here, so a full one is not tried')

describe.skipIf(!mountable)('a state folder on a full file system', () => {
  /** Runs homestak with its state on a file system of this size. */
  const onSmall = (cwd: string, size: string, ...words: readonly string[]) => {
    mkdirSync(join(cwd, 'small'), { recursive: true })
    const script = `mount -t tmpfs -o size=${size} tmpfs small && exec "$@"`
    return startProgram(apart, cwd, ['-rm', 'sh', '-c', script, 'sh', launcher, ...words, '--state', 'small']).ended
  }

  test('is told before anything is done', async () => {
    const cwd = folder(files)
    const sim = await simulate(cwd)
    const { code, err } = await onSmall(cwd, '8k', 'reconcile', ...there)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('no room is left on the device') })
    expect(err).toContain('--state')
    expect(await sim.guests()).toEqual([])
  })

  test('in the middle of a run ends it, and the next one with room brings it to its end', async () => {
    const nodes = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`n${index}`, '']))
    const cwd = folder({ 'manifests/many.yaml': manifest('many', nodes) })
    const sim = await simulate(cwd)
    const { code, err } = await onSmall(cwd, '128k', 'reconcile', ...there)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('no room is left on the device') })
    expect(err).not.toContain('bug')
    expect(await run(cwd, 'reconcile', ...there)).toMatchObject({ code: 0 })
    expect(await sim.guests()).toHaveLength(8)
  })
})

test('a state folder that is a file, or damaged, is told; another one does', async () => {
  const cwd = folder({ ...files, elsewhere: 'a file' })
  await simulate(cwd)
  expect(await run(cwd, 'reconcile', '--state', 'elsewhere', ...there)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('a file is in the way of a folder'),
  })
  const made = await run(cwd, 'reconcile', '--state', 'state', ...there)
  expect(made).toMatchObject({ code: 0 })
  const site = /^id: (.*)$/m.exec(readFileSync(join(cwd, 'site/site.yaml'), 'utf8'))?.[1] ?? ''
  writeFileSync(join(cwd, 'state', site, 'state.db'), 'no database '.repeat(1000))
  for (const command of [['reconcile'], ['diff'], ['status']]) {
    const words = command[0] === 'status' ? there.slice(2) : there
    expect(await run(cwd, ...command, '--state', 'state', ...words)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/damaged[^]*move this folder away and run again, nothing is destroyed by that/),
    })
  }
  rmSync(join(cwd, 'state'), { recursive: true })
  expect(await run(cwd, 'diff', '--exit-code', '--state', 'state', ...there)).toMatchObject(nothing)
})

test('manifests that vanish in the middle of a run change nothing of it; the next run destroys nothing', async () => {
  const cwd = folder(files)
  const sim = await simulate(cwd)
  const { child, ended } = start(cwd, 'reconcile', 'manifests', ...there)
  child.stderr.once('data', () => rmSync(join(cwd, 'manifests'), { recursive: true }))
  expect(await ended).toMatchObject({ code: 0 })
  expect(await run(cwd, 'reconcile', 'manifests', ...there)).toMatchObject({ code: 2 })
  mkdirSync(join(cwd, 'manifests'))
  expect(await run(cwd, 'reconcile', 'manifests', ...there)).toMatchObject({ code: 3 })
  expect(await sim.guests()).toHaveLength(1)
  write(cwd, files)
  expect(await run(cwd, 'diff', '--exit-code', ...there)).toMatchObject(nothing)
})

describe('an output', () => {
  /** Runs homestak with this file descriptor as its stdout. */
  const writingTo = (cwd: string, stdout: number, words: readonly string[]) => {
    const child = spawn(launcher, words, { cwd, env: environment(cwd), stdio: ['ignore', stdout, 'pipe'] })
    let err = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
    return new Promise<{ code: number | null; err: string }>((resolve) => {
      child.once('close', (code) => resolve({ code, err }))
    })
  }

  test('that takes no more is told, and the work is done all the same', async () => {
    const cwd = folder(files)
    const sim = await simulate(cwd)
    const full = openSync('/dev/full', 'w')
    const { code, err } = await writingTo(cwd, full, ['reconcile', '--json-output', ...there])
    closeSync(full)
    expect(code).toBe(1)
    expect(err.match(/stdout cannot be written/g)).toHaveLength(1)
    expect(err).not.toContain('bug')
    expect((await sim.guests()).map(({ status }) => status)).toEqual(['running'])
  })

  test('whose reader has gone is none, and the work is done', async () => {
    const cwd = folder(files)
    const sim = await simulate(cwd)
    const { child, ended } = start(cwd, 'reconcile', '--json-output', ...there)
    child.stdout.once('data', () => child.stdout.destroy())
    expect((await ended).code).toBe(0)
    expect((await sim.guests()).map(({ status }) => status)).toEqual(['running'])
  })
})
