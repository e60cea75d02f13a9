/** Follows a task of Proxmox VE to its end, however long it takes, as long as it moves. */
import type { Clock } from '../clock.ts'
import type { PveClient } from './client.ts'
import { HomestakError } from '../errors.ts'
import { list, number, optional, record, text } from './checks.ts'
import { isTaskGone } from './error-questions.ts'
import { taskError } from './errors.ts'

export interface Upid {
  readonly node: string
  readonly type: string
  /** The vmid or volume; may be empty. */
  readonly id: string
  /** `user@realm`, with `!token` where one was used. */
  readonly user: string
  /** Seconds since the epoch. */
  readonly started: number
}

/** Undefined for text that is no UPID. */
export function parseUpid(upid: string): Upid | undefined {
  const [, node, started, type, id, user] =
    /^UPID:([^:]+):[0-9A-F]{8,}:[0-9A-F]{8,}:([0-9A-F]{8,}):([^:]+):([^:]*):([^:]+):$/i.exec(upid) ?? []
  if (!node || !started || !type || id === undefined || !user) return undefined
  return { node, type, id, user, started: Number.parseInt(started, 16) }
}

export interface Waiting {
  readonly clock: Clock
  /** Milliseconds without a new log line after which the wait is given up. */
  readonly silenceMs: number
  readonly signal?: AbortSignal | undefined
  /** Told of every new last line of the log, with the seconds waited so far. */
  readonly onProgress?: (lastLogLine: string, seconds: number) => void
}

export interface TaskEnd {
  /** 0 for a plain OK. */
  readonly warnings: number
  /** The last lines of the log as far as they were followed. */
  readonly lines: readonly string[]
}

const firstPauseMs = 150
const longestPauseMs = 1000
/** Whoever waits behind a short task waits for its end to be seen: looks begin close together. */
const pauseGrowth = 1.05
/** Its log is for people, and needs no such haste. */
const logEveryMs = 1000
const pageLines = 500

/**
 * Resolves when the task ended well. Throws what its exit text means (TaskFailed, Busy, VmidTaken, …), Stalled when
 * it was silent too long, OutcomeUnknown when the node forgot it or its worker vanished: then only the guest can tell.
 * Failing reads count as silence. The task goes on in any case, also when the signal aborts the wait.
 */
export async function waitForTask(
  client: PveClient,
  upid: string,
  { clock, silenceMs, signal, onProgress }: Waiting,
): Promise<TaskEnd> {
  const node = parseUpid(upid)?.node
  if (node === undefined)
    throw new HomestakError({ code: 'Bug', message: `${client.host} gave a task that is none: ${upid}` })
  const started = clock.now()
  const log = followLog(client, node, upid, signal)
  let moved = started
  let read = started
  let failure: HomestakError | undefined
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * pauseGrowth)) {
    try {
      const exit = await readExit(client, node, upid, signal)
      const isDue = clock.now() - read >= logEveryMs
      const line = await log.next(exit === undefined ? isDue : exitWarnings(exit) === undefined)
      if (isDue) read = clock.now()
      if (exit !== undefined) return ended(client, upid, exit, log.last)
      failure = undefined
      if (line !== undefined) {
        moved = clock.now()
        onProgress?.(line, (moved - started) / 1000)
      }
    } catch (error) {
      failure = passing(client, upid, error)
    }
    if (clock.now() - moved >= silenceMs) throw stalled(client, upid, silenceMs, log.last, failure)
    await clock.sleep(pause, signal)
  }
}

/** Undefined while the task runs. */
const readExit = (
  client: PveClient,
  node: string,
  upid: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> =>
  client.get(
    '/nodes/{node}/tasks/{upid}/status',
    { node, upid },
    (reply) => {
      const { status, exitstatus } = record(reply)
      return status === 'running' ? undefined : (optional(text)(exitstatus) ?? 'unexpected status')
    },
    { signal },
  )

/** Undefined where the exit text is a failure. */
function exitWarnings(exit: string): number | undefined {
  if (exit === 'OK') return 0
  const [, count] = /^WARNINGS: (\d+)$/.exec(exit) ?? []
  return count === undefined ? undefined : Number(count)
}

function ended(client: PveClient, upid: string, exit: string, lines: readonly string[]): TaskEnd {
  const warnings = exitWarnings(exit)
  if (warnings !== undefined) return { warnings, lines }
  if (exit === 'unexpected status') throw outcomeUnknown(client, upid, 'its worker vanished')
  throw taskError(client.host, upid, exit, lines)
}

/** Reads only the lines that are new since the last time. */
function followLog(client: PveClient, node: string, upid: string, signal: AbortSignal | undefined) {
  let seen = 0
  let last: readonly string[] = []
  const entries = list((entry) => ({ n: number(record(entry).n), t: text(record(entry).t) }))
  return {
    get last() {
      return last
    },
    /** The newest line; undefined where nothing is new or nothing is `wanted`. */
    async next(wanted: boolean): Promise<string | undefined> {
      if (!wanted) return undefined
      const page = await client.get(
        '/nodes/{node}/tasks/{upid}/log',
        { node, upid, start: seen, limit: pageLines },
        entries,
        { signal },
      )
      // An empty log is shown as one line of this text.
      const fresh = page.filter(({ n, t }) => n > seen && t !== 'no content')
      seen = fresh.at(-1)?.n ?? seen
      last = [...last, ...fresh.map(({ t }) => t)].slice(-10)
      return fresh.at(-1)?.t
    },
  }
}

/** A failed read that the next one may make good; throws any other error. */
function passing(client: PveClient, upid: string, error: unknown): HomestakError {
  if (isTaskGone(error)) throw outcomeUnknown(client, upid, 'the node no longer knows it')
  if (error instanceof HomestakError && error.code === 'Unreachable') return error
  throw error
}

const outcomeUnknown = (client: PveClient, upid: string, why: string): HomestakError =>
  new HomestakError({
    code: 'OutcomeUnknown',
    retry: 'conflict',
    message: `how task ${upid} on ${client.host} ended is not known: ${why}`,
    hint: 'the guest is looked at before anything else is done',
  })

function stalled(
  client: PveClient,
  upid: string,
  silenceMs: number,
  lines: readonly string[],
  failure: HomestakError | undefined,
): HomestakError {
  const silence = `${Math.round(silenceMs / 1000)} s`
  const last = lines.at(-1)
  const message = failure
    ? `${client.host} gave no answer about task ${upid} for ${silence}: ${failure.message}`
    : `task ${upid} on ${client.host} made no progress for ${silence}${last ? ` (last: ${last})` : ''}`
  return new HomestakError({
    code: 'Stalled',
    retry: 'conflict',
    message,
    hint: `it may still run: pvenode task status ${upid}`,
    cause: failure,
  })
}
