/** One run of the `tofu` program: its lines as they come, interrupted when the run is to stop or nothing moves any more. */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Clock } from '../../clock.ts'
import { HomestakError } from '../../errors.ts'
import type { NodePlace, TofuTools } from './tools.ts'

export interface Command {
  /** Without the program. */
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly place: Pick<NodePlace, 'folder' | 'group'>
  readonly clock: Clock
  readonly stop: AbortSignal
  /** Milliseconds without a beat after which it is interrupted. */
  readonly silenceMs: number
  readonly pulse: Pulse
  readonly onLine: (line: string) => void
}

/** What `tofu` is told to do, e.g. `plan`. */
export const verbOf = (words: readonly string[]): string => words.find((word) => !word.startsWith('-')) ?? ''

/** When something last moved. */
export interface Pulse {
  beat(): void
  last(): number
}

export function createPulse(clock: Clock): Pulse {
  let last = clock.now()
  return { beat: () => void (last = clock.now()), last: () => last }
}

export interface Exit {
  readonly code: number | null
  /** The end of what it wrote to stderr. */
  readonly err: string
}

/** Interrupted, OpenTofu ends what it has begun and writes it down; after this long it is killed. */
const graceMs = 60_000
const mostText = 16_384

/**
 * The child is a process group of its own, so that an interrupt at the terminal reaches it through us alone, and its
 * number is written down before it begins: the next run can end it if this one is killed. Throws Stalled.
 */
export async function runChild(tools: TofuTools, command: Command): Promise<Exit> {
  const { words, env, place, clock, stop, silenceMs, pulse, onLine } = command
  const program = typeof tools.program === 'string' ? tools.program : ''
  // What it writes is for nobody else to read.
  const script = 'umask 077; echo $$ >"$0"; exec "$@"'
  const child = spawn('/bin/sh', ['-c', script, place.group, program, ...words], {
    cwd: place.folder,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new AbortController()
  let stalled = false
  let err = ''
  const interrupt = () => void end(child.pid)
  const end = async (group: number | undefined) => {
    // As a terminal does it: what is called tofu may be a script that waits for the program.
    if (group !== undefined) tools.signalGroup(group, 'SIGINT')
    await clock.sleep(graceMs, ended.signal).then(
      () => group !== undefined && tools.signalGroup(group, 'SIGKILL'),
      () => undefined,
    )
  }
  const watch = async () => {
    while (!ended.signal.aborted && !stop.aborted) {
      const left = pulse.last() + silenceMs - clock.now()
      if (left <= 0) {
        stalled = true
        return interrupt()
      }
      await clock.sleep(left, ended.signal).catch(() => undefined)
    }
  }

  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (text: string) => {
    err = `${err}${text}`.slice(-mostText)
  })
  createInterface({ input: child.stdout }).on('line', onLine)
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.once('error', reject)
  child.once('close', resolve)
  if (stop.aborted) interrupt()
  stop.addEventListener('abort', interrupt, { once: true })
  void watch()
  try {
    const code = await promise
    if (!stalled) return { code, err }
  } finally {
    ended.abort()
    stop.removeEventListener('abort', interrupt)
    rmSync(place.group, { force: true })
  }
  throw new HomestakError({
    code: 'Stalled',
    retry: 'conflict',
    message: `tofu ${verbOf(words)} was interrupted: nothing moved for ${silenceMs / 1000} s`,
    hint: 'the guest is looked at again before anything else is done',
  })
}
