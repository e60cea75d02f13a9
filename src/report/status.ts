/** The status document as a table: every node, and under it what keeps it from being Ready. */
import type { Condition, StatusDocument, StatusNode } from '../reconciler/documents.ts'
import { columns } from './columns.ts'
import { silentHostLines } from './diff.ts'
import { age } from './duration.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

export interface StatusView {
  /** Milliseconds since the epoch: ages are counted from here. */
  readonly now: number
  /** Show every condition, not only what keeps a node from Ready. */
  readonly verbose: boolean
}

/** Ends with a line break. */
export function statusText(document: StatusDocument, paint: Paint, view: StatusView): string {
  const rows = document.nodes.map((node) => rowOf(node, paint, view.now))
  const [head = '', ...table] = columns([['NODE', 'TYPE', 'VMID', 'READY', 'FOR', 'ADDRESSES', 'SEEN'], ...rows])
  const nodes = document.nodes.flatMap((node, index) => [
    table[index] ?? '',
    ...conditionLines(node, paint, view).map((line) => `    ${line}`),
  ])
  const lines = [
    ...silentHostLines(document.hosts, paint),
    ...(nodes.length === 0 ? ['no node is known yet'] : [paint.strong(head), ...nodes]),
    ...orphanLines(document),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function rowOf(node: StatusNode, paint: Paint, now: number): readonly string[] {
  const ready = node.conditions.find(({ type }) => type === 'Ready')
  const colour = ready?.status === 'True' ? paint.good : paint.attention
  return [
    plain(node.key),
    node.type,
    node.vmid === null ? '-' : String(node.vmid),
    colour(ready?.status ?? 'Unknown'),
    ready ? age(now - ready.since) : '-',
    node.addresses.length === 0 ? '-' : plain(node.addresses.join(' ')),
    `${age(now - Date.parse(node.updated))} ago`,
  ]
}

// Blocked is the one condition whose True is bad news.
const isGood = ({ type, status }: Condition): boolean => (type === 'Blocked' ? status !== 'True' : status === 'True')

function conditionLines(node: StatusNode, paint: Paint, { now, verbose }: StatusView): readonly string[] {
  const shown = node.conditions.filter((condition) => verbose || (!isGood(condition) && condition.type !== 'Ready'))
  const lines = columns(
    shown.map((condition) => [
      (isGood(condition) ? paint.good : paint.attention)(`${condition.type}=${condition.status}`),
      plain(condition.reason),
      age(now - condition.since),
      plain(condition.message),
    ]),
  )
  const stale =
    node.observedGeneration < node.generation
      ? [`speaks of generation ${node.observedGeneration}, the manifest is at ${node.generation}`]
      : []
  const next = node.nextTry === null ? [] : [`next try in ${age(Date.parse(node.nextTry) - now)}`]
  return [...lines, ...stale, ...next]
}

function orphanLines({ orphans, looseVolumes }: StatusDocument): readonly string[] {
  if (orphans === undefined && looseVolumes === undefined) return []
  const guests = (orphans ?? []).map(
    ({ key, host, vmid, name }) =>
      `orphan ${plain(key)} on ${plain(host)}: vmid ${vmid}, ${plain(name)}; homestak destroy ${plain(key)} takes it away`,
  )
  const volumes = (looseVolumes ?? []).map(({ host, volume }) => `loose volume on ${plain(host)}: ${plain(volume)}`)
  const lines = [...guests, ...volumes]
  return lines.length === 0 ? ['no orphans'] : lines
}
