/** The live view in a terminal: it follows the size, is moved by keys, and leaves the terminal as it found it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { folder, startProgram } from './processes.ts'
import { inTerminal } from './pseudo-terminal.ts'

const program = [process.execPath, join(import.meta.dirname, 'live-program.ts')] as const

const open = (size = 'small') => inTerminal(folder(), [...program, size])

/** From its first line to its last. */
const isUp = (shown: string): boolean => /^homestak watches .*web on sim.*\d ready, .*$/s.test(shown)

test('is as large as the screen, and follows it', async () => {
  const terminal = open()
  await terminal.until(isUp)
  expect(terminal.screen.shown().split('\n')[23]).toMatch(/^3 ready, /)
  expect(terminal.screen.tooWide()).toBe(0)
  terminal.resize(200, 50)
  await terminal.until((shown) => /^3 ready, .*\? keys$/.test(shown.split('\n')[49] ?? ''))
  expect(terminal.screen.shown()).toContain('    ✓ worker-1')
  terminal.resize(20, 5)
  await terminal.until((shown) => shown.startsWith('homestak watches ma…'))
  expect(terminal.screen.shown().split('\n')[4]).toMatch(/^3 ready, .*…$/)
  terminal.kill('SIGTERM')
  await terminal.left()
})

test('is scrolled by keys to all of a thousand nodes', async () => {
  const terminal = open('1000')
  await terminal.until((shown) => isUp(shown) && shown.includes('▸ api') && shown.includes('! db'))
  terminal.type('\u001b[F')
  await terminal.until((shown) => shown.includes('✓ n0989') && !shown.includes('▸ api'))
  terminal.type('\u001b[5~k')
  await terminal.until((shown) => !shown.includes('✓ n0989'))
  terminal.type('\u001b[H')
  await terminal.until((shown) => shown.includes('▸ api'))
  terminal.type('jjj')
  await terminal.until((shown) => !shown.includes('▸ api'))
  terminal.type('f?')
  await terminal.until((shown) => shown.includes('draw\u00a0anew'))
  expect(terminal.screen.tooWide()).toBe(0)
  terminal.kill('SIGTERM')
  await terminal.left()
})

test('gives the terminal back at SIGTERM, and says how things stand', async () => {
  const terminal = open()
  await terminal.until(isUp)
  expect(terminal.screen.isRestored()).toBe(false)
  terminal.kill('SIGTERM')
  expect(await terminal.left()).toEqual({ code: 143, cooked: true })
  expect(terminal.screen.isRestored()).toBe(true)
  expect(terminal.screen.main()).toMatch(/stopping: running tasks are let finish/)
  expect(terminal.screen.main()).toMatch(/ {2}held {2}web\/db {2}RestartRequired: .*\n/)
  expect(terminal.screen.main()).toMatch(/homestak watched for \S+: 3 ready, 1 working, .*1 failed\n$/)
})

test('gives it back where the program breaks, and the error can be read', async () => {
  const terminal = open()
  await terminal.until(isUp)
  terminal.kill('SIGUSR2')
  expect(await terminal.left()).toEqual({ code: 1, cooked: true })
  expect(terminal.screen.isRestored()).toBe(true)
  expect(terminal.screen.main()).toContain('homestak: bug: as asked\n')
})

test.each(['\u0003', 'q'])('takes %j for the signal: one asks to stop, two end at once', async (key) => {
  const dir = folder()
  // What runs would be let finish for longer than anybody waits.
  const terminal = inTerminal(dir, [...program, 'small', join(dir, 'ending'), '600000'])
  await terminal.until(isUp)
  terminal.type(key)
  await terminal.until((shown) => shown.includes('homestak: stopping: running tasks'))
  terminal.type(key)
  expect(await terminal.left()).toEqual({ code: 130, cooked: true })
  expect(terminal.screen.isRestored()).toBe(true)
})

test('makes way for the shell at Ctrl-Z, and is there again after fg', async () => {
  const job = `${program.join(' ')}; echo "stopped with $?"; read answer; fg; echo "ended with $?"`
  const terminal = inTerminal(folder(), ['bash', '-m', '-c', job])
  await terminal.until(isUp)
  terminal.type('\u001a')
  await terminal.until((shown) => shown === '' && terminal.screen.main().includes('stopped with 148\n'))
  expect(terminal.screen.isRestored()).toBe(true)
  terminal.type('go on\n')
  await terminal.until(isUp)
  // The shell's terminal shows what is typed: keys reach the view only where it has them back.
  terminal.type('?')
  await terminal.until((shown) => shown.includes('draw\u00a0anew'))
  terminal.type('qq')
  expect(await terminal.left()).toMatchObject({ cooked: true })
  expect(terminal.screen.main()).toContain('go on\n')
  expect(terminal.screen.main()).toMatch(/ended with 130\n$/)
})

test('stays at Ctrl-Z where there is no shell that could continue it', async () => {
  const terminal = open()
  await terminal.until(isUp)
  terminal.type('\u001a')
  await terminal.until((shown) => terminal.screen.timesLeft() === 1 && isUp(shown))
  terminal.type('qq')
  expect(await terminal.left()).toEqual({ code: 130, cooked: true })
})

test('ends with the terminal, as at SIGTERM', async () => {
  const dir = folder()
  const ending = join(dir, 'ending')
  const terminal = inTerminal(dir, [...program, 'small', ending])
  await terminal.until(isUp)
  terminal.close()
  await vi.waitFor(() => expect(readFileSync(ending, 'utf8')).toBe('143'), { timeout: 60_000 })
})

test('a line written by somebody else is shown in the view, and again when it is gone', async () => {
  const terminal = open()
  await terminal.until((shown) => shown.includes('warning: written by somebody else at tick 5'))
  expect(terminal.screen.main()).toBe('')
  terminal.kill('SIGTERM')
  await terminal.left()
  expect(terminal.screen.main()).toMatch(/^warning: written by somebody else at tick 5\n/)
})

test('is not there in a pipe', async () => {
  const [node, path] = program
  expect(await startProgram(node, folder(), [path]).ended).toEqual({ code: 1, out: '', err: 'not live\n' })
})
