/** Tasks: work that goes on after its call was answered, with a UPID, a log and an end. */
import type { Caller } from './caller.ts'
import type { Host } from './host.ts'
import { seconds } from './host.ts'
import { failure, lineOf, Refusal } from './refusal.ts'
import type { Task } from './state.ts'
import type { FaultRule } from './trouble.ts'

export interface Worker {
  /** Adds a line to the log. */
  log(line: string): void
  readonly signal: AbortSignal
}

const big = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0')

/** How many tasks a host remembers. */
const kept = 2000

export interface TaskPlan {
  readonly node: string
  readonly type: string
  /** The vmid, a volume or nothing. */
  readonly id: string
  readonly caller: Caller
}

/** Starts the work and gives its UPID at once. */
export function startTask(host: Host, plan: TaskPlan, work: (worker: Worker) => Promise<void>): string {
  return beginTask(host, plan, work).upid
}

export function beginTask(
  host: Host,
  plan: TaskPlan,
  work: (worker: Worker) => Promise<void>,
): { readonly upid: string; readonly ended: Promise<void> } {
  const task = newTask(host, plan)
  host.state.tasks.push(task)
  if (host.state.tasks.length > kept) host.state.tasks.shift()
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, host.off])
  const worker: Worker = { log: (line) => task.log.push(line), signal }
  const fault = host.trouble.task(plan.type, plan.id, plan.node)
  if (fault?.kind === 'task-hangs') host.hung.add(signal)
  const ended = finish(host, task, work(worker), signal, fault)
  if (fault?.kind === 'task-fails') stop.abort(failure(fault.reason ?? 'got timeout'))
  if (fault?.kind === 'task-vanishes') stop.abort(new Vanished('the worker vanished'))
  host.workers.set(task.upid, { stop: () => stop.abort(), ended })
  return { upid: task.upid, ended }
}

/** Whether a task that was just begun ends within so many seconds; refuses where it ended badly. */
export async function endsWithin(
  host: Host,
  { upid, ended }: { readonly upid: string; readonly ended: Promise<void> },
  seconds: number,
  failed: (exit: string) => Refusal,
): Promise<boolean> {
  if (seconds === 0) return false
  const timer = new AbortController()
  const late = host.clock.sleep(seconds * 1000, timer.signal).then(
    () => false,
    () => false,
  )
  const inTime = await Promise.race([ended.then(() => true), late])
  timer.abort()
  const exit = findTask(host, upid)?.exitstatus ?? 'unexpected status'
  if (inTime && exit !== 'OK') throw failed(exit)
  return inTime
}

/** A worker that ended without a trace: nothing that it began is undone. */
export class Vanished extends Error {}

/** Whether what a worker made is to be left as it is. */
export const isCutOff = (host: Host, error: unknown): boolean => host.off.aborted || error instanceof Vanished

async function finish(
  host: Host,
  task: Task,
  work: Promise<void>,
  signal: AbortSignal,
  fault: FaultRule | undefined,
): Promise<void> {
  let exit = 'OK'
  try {
    await work
  } catch (error) {
    if (host.off.aborted) return
    if (error instanceof Vanished) {
      host.workers.delete(task.upid)
      return
    }
    exit = signal.aborted && !(signal.reason instanceof Refusal) ? 'received interrupt' : lineOf(error)
  }
  if (host.off.aborted) return
  const guest = host.state.guests[task.id]
  if (fault?.kind === 'stale-lock' && guest) guest.config['lock'] = fault.lock ?? 'backup'
  host.workers.delete(task.upid)
  task.log.push(exit === 'OK' ? 'TASK OK' : `TASK ERROR: ${exit}`)
  task.exitstatus = exit
  task.endtime = seconds(host)
}

function newTask(host: Host, { node, type, id, caller }: TaskPlan): Task {
  const pid = host.state.nextPid
  host.state.nextPid += 1 + Math.floor(host.random.float() * 7)
  const pstart = Math.floor((host.clock.now() - host.state.booted) / 10)
  const starttime = seconds(host)
  const upid = `UPID:${node}:${big(pid)}:${big(pstart)}:${big(starttime)}:${type}:${id}:${caller.name}:`
  const owner = caller.tokenid === undefined ? {} : { tokenid: caller.tokenid }
  return { upid, node, pid, pstart, starttime, type, id, user: caller.userid, ...owner, log: [] }
}

export const findTask = (host: Host, upid: string): Task | undefined =>
  host.state.tasks.find((task) => task.upid === upid)

/** A task that neither runs nor ended: its worker died with the simulator that a snapshot was taken of. */
export const isRunning = (host: Host, task: Task): boolean => host.workers.has(task.upid)

export function stopTask(host: Host, task: Task): void {
  host.workers.get(task.upid)?.stop()
}
