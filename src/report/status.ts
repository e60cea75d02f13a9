/** The status document as text: every node, under it what keeps it from being Ready, then who watches, and the counts. */
import type { Condition, StatusDocument, StatusNode, StatusOutcome, StatusWatch } from '../reconciler/documents.ts'
import { columns } from './columns.ts'
import { cutTo } from './cut.ts'
import { silentHostLines } from './diff.ts'
import { age, count } from './duration.ts'
import { asTyped, type Typed } from '../typed.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'
import { problemLines } from './problem.ts'
import { statusTable } from './status-table.ts'

export interface StatusView {
  /** Milliseconds since the epoch: ages are counted from here. */
  readonly now: number
  /** Show every condition, not only what keeps a node from Ready, and all of its message. */
  readonly verbose: boolean
  /** Cells of the terminal, in which lines about nodes are to fit; null: nothing is cut. */
  readonly width: number | null
  /** How commands are typed where this is read. */
  readonly typed?: Typed
}

/** Ends with a line break. */
export function statusText(document: StatusDocument, paint: Paint, view: StatusView): string {
  const { now, width, verbose } = view
  const [head = '', ...rows] = statusTable(document.nodes, paint, now, width)
  const nodes = document.nodes.flatMap((node, index) => [
    rows[index] ?? '',
    ...noteLines(node, paint, view).map((line) => `    ${line}`),
  ])
  const lines = [
    ...silentHostLines(document.hosts, paint),
    ...problemLines(document.problems).map(paint.bad),
    ...(nodes.length === 0
      ? ['no node is known yet']
      : [head, ...nodes].map((line) => (width === null || verbose ? line : cutTo(line, width)))),
    ...orphanLines(document).map((line) => asTyped(line, view.typed)),
    ...(document.watch ? [watchLine(document.watch, now, paint)] : []),
    ...statusCounts(document),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

// Blocked is the one condition whose True is bad news.
const isGood = ({ type, status }: Condition): boolean => (type === 'Blocked' ? status !== 'True' : status === 'True')

function noteLines(node: StatusNode, paint: Paint, { now, verbose }: StatusView): readonly string[] {
  const blocked = node.conditions.find((condition) => condition.type === 'Blocked' && !isGood(condition))
  // Why a node is not Ready is why it is blocked, where it is.
  const isTold = ({ type, reason }: Condition) => type === 'Ready' && reason === blocked?.reason
  const lines = columns(
    node.conditions
      .filter((condition) => verbose || (!isGood(condition) && !isTold(condition)))
      .map((condition) => [
        (isGood(condition) ? paint.good : paint.attention)(`${condition.type}=${condition.status}`),
        plain(condition.reason),
        age(now - condition.since),
        plain(condition.message),
      ]),
  )
  const restart = node.pendingRestart !== null && blocked?.reason !== 'RestartRequired' ? [node.pendingRestart] : []
  const stale =
    node.observedGeneration < node.generation
      ? [`speaks of generation ${node.observedGeneration}, the manifest is at ${node.generation}`]
      : []
  const fix = blocked?.fix === undefined ? [] : [paint.strong(`fix: ${plain(blocked.fix)}`)]
  return [
    ...lines,
    ...fix,
    ...restart.map((text) => paint.attention(`restart pending: ${plain(text)}`)),
    ...stale,
    ...driftLines(node, paint, now),
    ...nextTryLines(node, now),
  ]
}

function driftLines({ drift }: StatusNode, paint: Paint, now: number): readonly string[] {
  if (!drift) return []
  const { found, last } = drift
  const begun = Date.parse(last.time)
  const text = `drift ${age(now - begun)} ago: ${plain(last.message)}`
  const all = found === 1 ? '' : ` (${found} times so far)`
  if (last.repaired === null) return [paint.attention(`${text}; not repaired yet${all}`)]
  const took = age(Date.parse(last.repaired) - begun)
  return [paint.faint(`${text}; repaired ${took === '0s' ? 'at once' : `after ${took}`}${all}`)]
}

function nextTryLines({ nextTry }: StatusNode, now: number): readonly string[] {
  if (nextTry === null) return []
  const wait = Date.parse(nextTry) - now
  return [wait > 0 ? `next try in ${age(wait)}` : `next try was due ${age(-wait)} ago`]
}

function orphanLines({ orphans, orphanNetworks, looseVolumes }: StatusDocument): readonly string[] {
  if (orphans === undefined && looseVolumes === undefined) return []
  const orphan = (key: string, host: string, what: string) =>
    `orphan ${plain(key)} on ${plain(host)}: ${what}; homestak destroy ${plain(key)} takes it away`
  const guests = (orphans ?? []).map(({ key, host, vmid, name }) => orphan(key, host, `vmid ${vmid}, ${plain(name)}`))
  const volumes = (looseVolumes ?? []).map(({ host, volume }) => `loose volume on ${plain(host)}: ${plain(volume)}`)
  const networks = (orphanNetworks ?? []).map(({ key, host, vnet }) => orphan(key, host, `network ${plain(vnet)}`))
  const lines = [...guests, ...networks, ...volumes]
  return lines.length === 0 ? ['no orphans'] : lines
}

function watchLine(watch: StatusWatch, now: number, paint: Paint): string {
  const { running, pid, started, paths, driftIntervalSeconds, lastLook } = watch
  const ago = (time: string) => age(now - Date.parse(time))
  if (!running) return paint.attention(`no run watches now; the last one, process ${pid}, began ${ago(started)} ago`)
  const look = lastLook === null ? 'has not looked yet' : `last looked ${ago(lastLook)} ago`
  const every = age(driftIntervalSeconds * 1000)
  return `process ${pid} watches since ${ago(started)}, for drift every ${every}, ${look}: ${plain(paths.join(', '))}`
}

const order: readonly StatusOutcome[] = ['ready', 'drifted', 'waiting', 'unsupported', 'held', 'unknown', 'failed']

/** `3 ready, 1 held; 1 restart pending`. */
function statusCounts({
  nodes,
  summary,
  problems,
  orphans = [],
  orphanNetworks = [],
}: StatusDocument): readonly string[] {
  const orphanCount = orphans.length + orphanNetworks.length
  const parts = order.flatMap((outcome) => (summary[outcome] ? [`${summary[outcome]} ${outcome}`] : []))
  const more = [
    ...(summary.pendingRestarts === 0 ? [] : [count(summary.pendingRestarts, 'restart') + ' pending']),
    ...(problems.length === 0 ? [] : [count(problems.length, 'problem in files', 'problems in files')]),
    ...(orphanCount === 0 ? [] : [count(orphanCount, 'orphan')]),
  ]
  if (nodes.length === 0 && more.length === 0) return []
  return [[parts.join(', ') || count(0, 'node'), ...(more.length === 0 ? [] : [more.join(', ')])].join('; ')]
}
