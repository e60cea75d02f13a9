import { describe, expect, test } from 'vitest'
import type { Script } from './scripted-host.ts'
import { parseUpid, waitForTask } from '../../../src/pve/tasks.ts'
import { TransportError } from '../../../src/pve/transport.ts'
import { ok, refusal, scriptedHost, steppedClock } from './scripted-host.ts'

const upid = 'UPID:pve:00000056:00099183:6B010E82:qmcreate:100:auto@pve!rig:'
const path = `/nodes/pve/tasks/${encodeURIComponent(upid)}`
const running = ok({ upid, status: 'running', type: 'qmcreate', pid: 86 })
const ended = (exitstatus: string) => ok({ upid, status: 'stopped', exitstatus })
const lines = (from: number, ...texts: string[]) => ok(texts.map((t, index) => ({ n: from + index, t })))
const noOutput = lines(1, 'no content')

function follow(script: { status: Script[string]; log?: Script[string] }, silenceMs = 30_000) {
  const clock = steppedClock()
  const host = scriptedHost(
    { [`GET ${path}/status`]: script.status, [`GET ${path}/log`]: script.log ?? [noOutput] },
    clock,
  )
  const progress: [string, number][] = []
  const end = waitForTask(host.client, upid, {
    clock,
    silenceMs,
    onProgress: (line, seconds) => progress.push([line, seconds]),
  })
  return { clock, host, progress, end }
}

describe('a task that ends well', () => {
  test('at the first look costs one call', async () => {
    const { end, host, clock } = follow({ status: [ended('OK')] })
    expect(await end).toEqual({ warnings: 0, lines: [] })
    expect(host.requests).toHaveLength(1)
    expect(clock.now()).toBe(0)
  })

  test('with warnings is no failure', async () => {
    expect(await follow({ status: [ended('WARNINGS: 2')] }).end).toMatchObject({ warnings: 2 })
  })

  test('is looked at soon, then every second', async () => {
    const { end, clock } = follow({ status: [running, running, ended('OK')] })
    await end
    expect(clock.now()).toBeLessThanOrEqual(500)
    const long = follow({ status: [...Array.from({ length: 60 }, () => running), ended('OK')] }, 60_000)
    await long.end
    expect(long.clock.now()).toBeGreaterThan(35_000)
    expect(long.clock.now()).toBeLessThan(60_000)
  })

  test('may take any time as long as its log moves', async () => {
    const percents = Array.from({ length: 60 }, (_, index) => lines(index + 1, `transferred ${index} %`))
    const { end, progress, clock } = follow(
      { status: [...Array.from({ length: 90 }, () => running), ended('OK')], log: percents },
      20_000,
    )
    expect(await end).toMatchObject({ warnings: 0, lines: expect.arrayContaining(['transferred 59 %']) })
    expect(clock.now()).toBeGreaterThan(60_000)
    expect(progress.at(-1)?.[0]).toBe('transferred 59 %')
    expect(progress).toHaveLength(60)
  })

  test('is asked only for the lines of its log that are new, and not with every look', async () => {
    const { end, host } = follow({
      status: [...Array.from({ length: 16 }, () => running), ended('OK')],
      log: [lines(1, 'a', 'b'), lines(3), lines(3, 'c')],
    })
    await end
    const starts = host.calls().flatMap((call) => /log\?start=(\d+)/.exec(call)?.[1] ?? [])
    expect(starts).toEqual(['0', '2', '2'])
  })
})

describe('a task that is silent', () => {
  test('is given up after the silence that its tier allows, counted from the last line', async () => {
    const { end, clock } = follow(
      { status: [running], log: [noOutput, noOutput, lines(1, 'allocating'), ok([])] },
      30_000,
    )
    await expect(end).rejects.toMatchObject({ code: 'Stalled', message: expect.stringContaining('last: allocating') })
    expect(clock.now()).toBeGreaterThan(30_000)
    expect(clock.now()).toBeLessThan(35_000)
  })

  test('the filler line of an empty log is no progress', async () => {
    const { end, progress } = follow({ status: [running] }, 5_000)
    await expect(end).rejects.toMatchObject({ code: 'Stalled' })
    expect(progress).toEqual([])
  })
})

describe('a task that fails', () => {
  test('is told with its exit text and the last lines of its log', async () => {
    const exit = "unable to create VM 385 - failed to stat '/var/lib/vmstore/import/missing.qcow2'"
    const { end } = follow({ status: [ended(exit)], log: [lines(1, 'importing', `TASK ERROR: ${exit}`)] })
    await expect(end).rejects.toMatchObject({
      code: 'TaskFailed',
      message: expect.stringContaining(`${exit} (log: importing)`),
    })
  })

  test.each([
    ["can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout", 'Busy', 'transient'],
    ['unable to create VM 100: config file already exists', 'VmidTaken', 'conflict'],
    ["Configuration file 'nodes/pve/qemu-server/399.conf' does not exist", 'GuestMissing', 'conflict'],
  ])('%s', async (exit, code, retry) => {
    await expect(follow({ status: [running, ended(exit)] }).end).rejects.toMatchObject({ code, retry })
  })

  test('a worker that vanished, or a task that the node forgot, leaves the outcome open', async () => {
    await expect(follow({ status: [ended('unexpected status')] }).end).rejects.toMatchObject({
      code: 'OutcomeUnknown',
      retry: 'conflict',
    })
    const gone = refusal(400, 'Parameter verification failed.', { upid: 'no such task' })
    await expect(follow({ status: [running, gone] }).end).rejects.toMatchObject({
      code: 'OutcomeUnknown',
      retry: 'conflict',
    })
  })
})

describe('a host that does not answer for a while', () => {
  const cut = new TransportError({ kind: 'reset', sent: true, message: 'cut' })

  test('does not end the wait', async () => {
    expect(await follow({ status: [running, cut, refusal(596, 'Broken pipe'), ended('OK')] }).end).toMatchObject({
      warnings: 0,
    })
  })

  test('ends it after the silence, with the failure named', async () => {
    const { end } = follow({ status: [running, cut] }, 10_000)
    await expect(end).rejects.toMatchObject({ code: 'Stalled', message: expect.stringContaining('cut') })
  })
})

test('the task of another user needs a privilege, and that is no silence', async () => {
  const { end, clock } = follow({ status: [refusal(403, 'Permission check failed (/nodes/pve, Sys.Audit)')] })
  await expect(end).rejects.toMatchObject({ code: 'MissingPrivilege' })
  expect(clock.now()).toBe(0)
})

test('an aborted wait ends with the reason of the signal', async () => {
  const clock = steppedClock()
  const host = scriptedHost({ [`GET ${path}/status`]: [running], [`GET ${path}/log`]: [noOutput] }, clock)
  const reason = new Error('enough')
  await expect(
    waitForTask(host.client, upid, { clock, silenceMs: 1000, signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason)
})

describe('a UPID', () => {
  test('tells node, type, id and user', () => {
    expect(parseUpid(upid)).toEqual({
      node: 'pve',
      type: 'qmcreate',
      id: '100',
      user: 'auto@pve!rig',
      started: 0x6b010e82,
    })
    expect(parseUpid('UPID:pve:000006F8:000A37D6:6B01102B:imgcopy::root@pam!rig:')).toMatchObject({
      type: 'imgcopy',
      id: '',
    })
  })

  test.each(['', 'garbage', 'UPID:pve:1:2:3:qmstart:100:root@pam', '../UPID'])('%j is none', (text) => {
    expect(parseUpid(text)).toBeUndefined()
  })
})
