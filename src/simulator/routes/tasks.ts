/** The methods of tasks. */
import { demand, may } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn, withTotal } from '../call.ts'
import type { Caller } from '../caller.ts'
import type { Host } from '../host.ts'
import { parameterRefusal } from '../refusal.ts'
import type { Task } from '../state.ts'
import { findTask, isRunning, stopTask } from '../tasks.ts'

const upidPattern = /^UPID:[^:]+:[0-9A-F]{8,9}:[0-9A-F]{8,9}:[0-9A-F]{8}:[^:\s]+:[^:\s]*:[^:\s]+:[^:\s]*$/

function upidOf({ params }: Call): string {
  const upid = asText(params['upid']) ?? ''
  if (!upidPattern.test(upid)) throw parameterRefusal({ upid: 'unable to parse worker upid' })
  return upid
}

/** A token has its own tasks only, a user those of its tokens too; the owner is named as in a UPID. */
const isOwn = (owner: string, { name }: Caller): boolean => name === owner || owner.startsWith(`${name}!`)

/** Refuses others than its owner, and who may look after the node's tasks. */
function demandTask({ host, caller, node }: Call, upid: string, privilege: 'Sys.Audit' | 'Sys.Modify'): void {
  const owner = upid.split(':')[7] ?? ''
  if (!isOwn(owner, caller)) demand(host.state, caller, `/nodes/${node}`, privilege)
}

/** A task that there is, for its owner or for whoever may see the node's. */
function taskOf(call: Call, privilege: 'Sys.Audit' | 'Sys.Modify'): Task {
  const upid = upidOf(call)
  const task = findTask(call.host, upid)
  if (!task) throw noSuchTask()
  demandTask(call, upid, privilege)
  return task
}

const noSuchTask = () => parameterRefusal({ upid: 'no such task' })

const ownerOf = ({ user, tokenid }: Task) => ({ user, ...(tokenid === undefined ? {} : { tokenid }) })

function status(call: Call): Record<string, unknown> {
  const task = taskOf(call, 'Sys.Audit')
  const { upid, node, pid, pstart, starttime, type, id } = task
  const running = isRunning(call.host, task)
  return {
    upid,
    node,
    pid,
    pstart,
    starttime,
    type,
    id,
    ...ownerOf(task),
    ...(running ? { status: 'running' } : { status: 'stopped', exitstatus: task.exitstatus ?? 'unexpected status' }),
  }
}

function log(call: Call): readonly unknown[] {
  const upid = upidOf(call)
  demandTask(call, upid, 'Sys.Audit')
  const task = findTask(call.host, upid)
  const lines = !task
    ? ['unable to open file - No such file or directory']
    : task.log.length === 0
      ? ['no content']
      : task.log
  const start = Number(call.params['start'] ?? 0)
  const limit = Number(call.params['limit'] ?? 50)
  const numbered = lines.map((t, index) => ({ n: index + 1, t }))
  return withTotal(limit === 0 ? numbered.slice(start) : numbered.slice(start, start + limit), lines.length)
}

/** Newest first; running ones before ended ones. */
function entries(host: Host, tasks: readonly Task[]): { readonly task: Task; readonly running: boolean }[] {
  const marked = tasks.map((task) => ({ task, running: isRunning(host, task) })).toReversed()
  return [...marked.filter(({ running }) => running), ...marked.filter(({ running }) => !running)]
}

function summary(task: Task, running: boolean): Record<string, unknown> {
  const { upid, node, pid, pstart, starttime, type, id } = task
  if (running) {
    return { upid, node, pid, pstart, starttime, type, id, user: listedUser(task, true), status: 'RUNNING', saved: '0' }
  }
  const end = { endtime: task.endtime ?? starttime, status: task.exitstatus ?? 'unexpected status' }
  return { upid, node, pid, pstart, starttime, type, id, ...ownerOf(task), ...end }
}

/** How a task ended, as a filter names it. */
function kindOf({ exitstatus = 'unexpected status' }: Task): string {
  if (exitstatus === 'unexpected status') return 'unknown'
  if (exitstatus === 'OK') return 'ok'
  return exitstatus.startsWith('WARNINGS: ') ? 'warning' : 'error'
}

/** Which ends of tasks are asked for: of one that runs it is not known yet. */
function kindsOf(params: Call['params']): readonly string[] {
  if (isOn(params['errors'])) return ['warning', 'error', 'unknown']
  if (params['statusfilter'] === undefined) return ['ok', 'warning', 'error', 'unknown']
  return asList(params['statusfilter']).map((kind) => kind.toLowerCase())
}

/** A task that runs is listed with its token in the name of its user. */
const listedUser = ({ user, tokenid }: Task, running: boolean): string =>
  running && tokenid !== undefined ? `${user}!${tokenid}` : user

function list({ host, caller, node, params }: Call): readonly unknown[] {
  const source = asText(params['source']) ?? 'archive'
  const all = may(host.state, caller, `/nodes/${node}`, 'Sys.Audit')
  const kinds = kindsOf(params)
  const user = asText(params['userfilter'])?.toLowerCase()
  const wanted = ({ task, running }: { task: Task; running: boolean }): boolean =>
    task.node === node &&
    (source === 'all' || running === (source === 'active')) &&
    (user === undefined || listedUser(task, running).toLowerCase().includes(user)) &&
    (all || (running ? listedUser(task, true) === caller.name : isOwn(listedUser(task, true), caller))) &&
    (params['typefilter'] === undefined || task.type === params['typefilter']) &&
    (params['vmid'] === undefined || task.id === params['vmid']) &&
    (params['since'] === undefined || task.starttime >= Number(params['since'])) &&
    (params['until'] === undefined || task.starttime <= Number(params['until'])) &&
    kinds.includes(running ? 'unknown' : kindOf(task))
  const found = entries(host, host.state.tasks).filter(wanted)
  const start = Number(params['start'] ?? 0)
  const page = found.slice(start, start + Number(params['limit'] ?? 50))
  const entriesOfPage = page.map(({ task, running }) => summary(task, running))
  return found.length === 0 ? [] : withTotal(entriesOfPage, found.length)
}

/** GET /cluster/tasks: the recent ones of all nodes. */
export function clusterTasks({ host, caller }: Call): unknown[] {
  const all = may(host.state, caller, '/', 'Sys.Audit')
  const seen = ({ task }: { task: Task }) => all || task.user === caller.name
  return entries(host, host.state.tasks)
    .filter(seen)
    .slice(0, 25)
    .map(({ task, running }) => {
      const { pid: _pid, pstart: _pstart, ...entry } = summary(task, running)
      return { ...entry, saved: running ? '0' : '1' }
    })
}

function stop(call: Call): null {
  stopTask(call.host, taskOf(call, 'Sys.Modify'))
  return null
}

const at = '/nodes/{node}/tasks'

export const taskRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: list,
  [`GET ${at}/{upid}`]: () => [{ name: 'log' }, { name: 'status' }],
  [`DELETE ${at}/{upid}`]: stop,
  [`GET ${at}/{upid}/status`]: status,
  [`GET ${at}/{upid}/log`]: log,
  'GET /cluster/tasks': clusterTasks,
}
