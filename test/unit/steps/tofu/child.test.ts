/** One run of a program: its lines, its end, how it is made to end, and how what a killed run left is ended. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock, type Clock } from '../../../../src/clock.ts'
import { createPulse, runChild } from '../../../../src/steps/tofu/child.ts'
import { clearNode, forgetNode } from '../../../../src/steps/tofu/leftover.ts'
import { placeOf, type TofuTools } from '../../../../src/steps/tofu/tools.ts'
import { steppedClock } from '../../pve/scripted-host.ts'

const identity = { host: 'hv0/inner', manifest: 'shop', node: 'web' }

function lab(script: string) {
  const dir = mkdtempSync(join(tmpdir(), 'homestak-child-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const program = join(dir, 'program')
  writeFileSync(program, `#!/bin/sh\n${script}\n`)
  chmodSync(program, 0o755)
  const signals: (readonly [number, string | number])[] = []
  const tools: TofuTools = {
    program,
    askVersion: async () => '',
    modules: { guest: dir, network: dir },
    dir: join(dir, 'tofu'),
    env: {},
    signalGroup(group, signal) {
      signals.push([group, signal])
      try {
        return process.kill(-group, signal)
      } catch {
        return false
      }
    },
  }
  const place = { ...placeOf(tools, identity), folder: dir, group: join(dir, 'running') }
  const lines: string[] = []
  const run = (stop = new AbortController().signal, clock: Clock = systemClock) =>
    runChild(tools, {
      words: ['plan', '-json'],
      env: { PATH: process.env['PATH'] ?? '', TF_DATA_DIR: place.data },
      place,
      clock,
      stop,
      silenceMs: 300_000,
      pulse: createPulse(clock),
      onLine: (line) => lines.push(line),
    })
  return { dir, tools, place, run, lines, signals }
}

/** Says that it began, and then nothing; an interrupt ends it with 3. */
const silent = 'trap "exit 3" INT; echo began; while :; do sleep 0.02; done'
const deaf = 'trap "" INT; echo began; while :; do sleep 0.02; done'

describe('a program', () => {
  test('has its lines handed on, and what it writes is for nobody else', async () => {
    const { run, lines, dir, place } = lab('echo "$@"; cat running; echo secret >file; echo why >&2; exit 4')
    expect(await run()).toEqual({ code: 4, err: 'why\n' })
    expect(lines).toEqual(['plan -json', expect.stringMatching(/^\d+$/)])
    expect(statSync(join(dir, 'file')).mode & 0o077).toBe(0)
    expect(existsSync(place.group)).toBe(false)
  })

  test('in which nothing moves is interrupted, and that is told', async () => {
    await expect(lab(silent).run(undefined, steppedClock())).rejects.toMatchObject({
      code: 'Stalled',
      retry: 'conflict',
      message: 'tofu plan was interrupted: nothing moved for 300 s',
    })
  })

  test('that does not mind an interrupt is killed with all that it began', async () => {
    const { run, signals } = lab(deaf)
    await expect(run(undefined, steppedClock())).rejects.toMatchObject({ code: 'Stalled' })
    expect(signals).toEqual([
      [expect.any(Number), 'SIGINT'],
      [expect.any(Number), 'SIGKILL'],
    ])
  })

  test('that is a script around another one is interrupted with it', async () => {
    const { run, dir } = lab(`/bin/sh ${'$'}{0%program}inner; exit 3`)
    writeFileSync(join(dir, 'inner'), silent)
    await expect(run(undefined, steppedClock())).rejects.toMatchObject({ code: 'Stalled' })
  })

  test('is interrupted when the run is to stop, and comes to its own end', async () => {
    const { run, lines } = lab(silent)
    const stop = new AbortController()
    const ended = run(stop.signal)
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    expect(await ended).toMatchObject({ code: 3 })
  })
})

describe('what a killed run left', () => {
  const noted = (script: string, group: number | string) => {
    const { tools, signals } = lab(script)
    const place = placeOf(tools, identity)
    return { tools, signals, place, note: () => writeFileSync(place.group, String(group)) }
  }

  test('is ended where it still goes on, and its inputs go', async () => {
    const { tools, run, lines, signals, place } = lab(deaf)
    const ended = run()
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const there = placeOf(tools, identity)
    expect(there.folder).toBe(join(tools.dir, 'hv0%2Finner', 'shop', 'web'))
    mkdirSync(there.home, { recursive: true })
    writeFileSync(there.group, readFileSync(place.group))
    writeFileSync(there.plan, 'secret')
    clearNode(tools, identity)
    expect(await ended).toMatchObject({ code: null })
    expect(signals).toEqual([[expect.any(Number), 'SIGKILL']])
    expect([existsSync(there.group), existsSync(there.plan), existsSync(there.folder)]).toEqual([false, false, true])
    forgetNode(tools, identity)
    expect(existsSync(tools.dir)).toBe(true)
    expect(existsSync(join(tools.dir, 'hv0%2Finner'))).toBe(false)
  })

  test.each([
    ['a process that is another now', process.pid],
    ['no number', 'x'],
    ['the first process', 1],
  ])('is let be where its note names %s', (_, group) => {
    const { tools, signals, place, note } = noted('exit 0', group)
    mkdirSync(place.folder, { recursive: true })
    note()
    clearNode(tools, identity)
    expect(signals).toEqual([])
    expect(existsSync(place.group)).toBe(false)
  })
})
