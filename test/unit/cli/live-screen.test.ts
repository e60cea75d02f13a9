/** When the live view is there, what it writes, and how it lets go of a terminal. */
import { expect, test } from 'vitest'
import type { Terminal } from '../../../src/cli/io.ts'
import { openLiveScreen, wantsLive, type LiveIo } from '../../../src/cli/live-screen.ts'
import { noPaint } from '../../../src/report/paint.ts'
import { runEvent } from '../report/documents.ts'
import { liveNode, liveState, start } from '../report/live/made-up-state.ts'
import { virtualClock } from '../simulator/virtual-clock.ts'
import { fakeProcess } from './fake-io.ts'

/** A terminal that keeps what is written, and does what a test says. */
function fakeTerminal() {
  const heard: {
    resize?: () => void
    keys?: (keys: string) => void
    taken?: (text: string) => void
    exit?: () => void
    gone?: () => void
  } = {}
  const stops: Parameters<Terminal['onStop']>[0][] = []
  const raised: string[] = []
  let written = ''
  const size = { columns: 80, rows: 24 }
  const terminal: Terminal = {
    write: (text) => void (written += text),
    size: () => size,
    onResize(listener) {
      heard.resize = listener
      return () => delete heard.resize
    },
    onKeys(listener) {
      heard.keys = listener
      return () => delete heard.keys
    },
    divert(listener) {
      heard.taken = listener
      return () => delete heard.taken
    },
    onStop(listener) {
      stops.push(listener)
      return () => stops.splice(0)
    },
    onGone(listener) {
      heard.gone = listener
      return () => delete heard.gone
    },
    onExit(listener) {
      heard.exit = listener
      return () => delete heard.exit
    },
    raise: (signal) => raised.push(signal),
  }
  const taken = (): string => {
    const text = written
    written = ''
    return text
  }
  return { terminal, heard, stops, raised, size, taken }
}

const able = { TERM: 'xterm' }

function liveProcess() {
  const fake = fakeTerminal()
  const clock = virtualClock(start + 192_000)
  const { io, err } = fakeProcess({ clock, env: able, terminal: true })
  const live: LiveIo = { ...io, terminal: fake.terminal }
  const now = { state: liveState({ nodes: [liveNode('a'), liveNode('b')] }) }
  const open = () => openLiveScreen(live, { state: () => now.state, paint: noPaint, redact: (text) => text })
  return { ...fake, clock, err, now, open }
}

const left = '\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l'
const frames = (text: string): number => text.split('\u001b[?2026h').length - 1

test.each<[string, Parameters<typeof fakeProcess>[0], Partial<Parameters<typeof wantsLive>[1]>, boolean]>([
  ['on a terminal', { env: able, terminal: true }, {}, true],
  ['not in a pipe', { env: able, terminal: false }, {}, false],
  ['not with --no-color', { env: able, terminal: true }, { color: false }, false],
  ['not with --json-output', { env: able, terminal: true }, { jsonOutput: true }, false],
  ['not where the cursor cannot be moved', { env: { TERM: 'dumb' }, terminal: true }, {}, false],
  ['not where nothing is known of the terminal', { env: {}, terminal: true }, {}, false],
  ['not in CI', { env: { ...able, CI: 'true' }, terminal: true }, {}, false],
  ['not with NO_COLOR', { env: { ...able, NO_COLOR: '1' }, terminal: true }, {}, false],
])('is wanted %s', (_, parts, options, wanted) => {
  const { io } = fakeProcess(parts)
  expect(wantsLive({ ...io, terminal: fakeTerminal().terminal }, { color: true, ...options })).toBe(wanted)
  expect(wantsLive(io, { color: true, ...options })).toBe(false)
})

test('writes a frame, and after it only lines that changed', async () => {
  const { open, taken, clock, now } = liveProcess()
  const screen = open()
  expect(taken()).toMatch(/^\u001b\[\?1049h\u001b\[\?25l\u001b\[\?7l\u001b\[\?2026h\u001b\[2J\u001b\[1;1H/)
  await clock.advance(3000)
  expect(taken()).toBe('')
  now.state = { ...now.state, nodes: [liveNode('a'), liveNode('b', { state: 'working', message: 'start' })] }
  await clock.advance(1000)
  const text = taken()
  expect(text).toMatch(/▸ b .*start/)
  expect(text).not.toContain('✓ a')
  screen.close()
})

test('draws at most five times a second, however much happens', async () => {
  const { open, taken, clock, now, heard } = liveProcess()
  const screen = open()
  taken()
  for (let event = 0; event < 100; event += 1) {
    now.state = { ...now.state, nodes: [liveNode(`n${event}`)] }
    screen.show({ ...runEvent, reason: 'StepDone', message: `number ${event}` })
    heard.keys?.('j')
    await clock.advance(20)
  }
  const text = taken()
  expect(frames(text)).toBeGreaterThan(4)
  expect(frames(text)).toBeLessThanOrEqual(10)
  expect(text).toContain('number 99')
  screen.close()
})

test('shows what others write, of a log its message, and writes it out in the end', async () => {
  const { open, taken, clock, heard, err } = liveProcess()
  const screen = open()
  heard.taken?.('warning: \u001b[33mcareful\u001b[39m\n')
  heard.taken?.('{"level":"warn","time":"2026-11-21T12:00:00.000Z","msg":"slow host"}\n')
  await clock.advance(400)
  expect(taken()).toMatch(/warning: careful.*warn {2}slow host/s)
  expect(err()).toBe('')
  screen.close()
  expect(err()).toMatch(/careful.*\n\{"level":"warn".*\}\nhomestak watched for 3m: 2 ready\n$/)
})

test('draws anew where the size changes, or Ctrl-L is pressed', async () => {
  const { open, taken, clock, heard, size } = liveProcess()
  const screen = open()
  taken()
  size.rows = 10
  heard.resize?.()
  await clock.advance(400)
  expect(taken()).toMatch(/\u001b\[2J.*\u001b\[10;1H\u001b\[2K2 ready/s)
  heard.keys?.('\u000c')
  await clock.advance(400)
  expect(taken()).toContain('✓ a')
  screen.close()
})

test('passes Ctrl-C and q on as the signal, Ctrl-Z as the stop, and leaves out what means nothing', () => {
  const { open, heard, raised } = liveProcess()
  const screen = open()
  heard.keys?.('\u0003xq\u001b[15~\u001a')
  expect(raised).toEqual(['SIGINT', 'SIGINT', 'SIGTSTP'])
  screen.close()
})

test('asks the run to end where the terminal is gone', () => {
  const { open, heard, raised } = liveProcess()
  const screen = open()
  heard.gone?.()
  expect(raised).toEqual(['SIGTERM'])
  screen.close()
})

test('is away while the process is stopped, and drawn whole when it goes on', async () => {
  const { open, taken, clock, stops, heard } = liveProcess()
  const screen = open()
  taken()
  stops[0]?.pause()
  expect(taken()).toBe(left)
  expect(heard.keys).toBeUndefined()
  await clock.advance(1000)
  expect(taken()).toBe('')
  stops[0]?.resume()
  expect(taken()).toMatch(/\u001b\[\?1049h.*✓ a/s)
  expect(heard.keys).toBeDefined()
  screen.close()
})

test.each(['close', 'exit'])('lets go of all it took at %s, once', async (way) => {
  const { open, taken, clock, stops, heard, err } = liveProcess()
  const screen = open()
  taken()
  if (way === 'exit') heard.exit?.()
  screen.close()
  screen.close()
  expect(taken()).toBe(left)
  expect({ ...heard, stops }).toEqual({ stops: [] })
  await clock.advance(5000)
  expect(taken()).toBe('')
  expect(err()).toBe('homestak watched for 3m: 2 ready\n')
})
