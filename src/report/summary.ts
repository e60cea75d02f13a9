/** How a run ended: each node with its outcome, what holds it, and the counts. */
import type { NodeOutcome, RunSummary } from '../reconciler/documents.ts'
import { columns } from './columns.ts'
import { holdLines, silentHostLines, withoutHostMessage } from './diff.ts'
import { count } from './duration.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

const order: readonly NodeOutcome[] = [
  'ready',
  'destroyed',
  'released',
  'unsupported',
  'waiting',
  'held',
  'unknown',
  'interrupted',
  'failed',
]

type NodeLine = RunSummary['nodes'][number]

/** Ends with a line break. */
export function summaryText(summary: RunSummary, paint: Paint): string {
  const nodes = summary.nodes.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  const heads = columns(nodes.map((node) => headOf(node, summary.hosts, paint)))
  const lines = nodes.flatMap((node, index) => [
    heads[index] ?? '',
    ...(node.held ? holdLines(node.held, paint, nodes[index - 1]?.held) : []).map((line) => `      ${line}`),
  ])
  return [...silentHostLines(summary.hosts, paint), ...lines, summaryCounts(summary)]
    .map((line) => `${line}\n`)
    .join('')
}

function headOf(
  { key, outcome, vmid, addresses, message, held }: NodeLine,
  hosts: RunSummary['hosts'],
  paint: Paint,
): readonly string[] {
  const note = held || message === null || outcome === 'ready' ? '' : plain(withoutHostMessage(message, hosts))
  return [
    colourOf(outcome, paint)(outcome),
    plain(key),
    vmid === null ? '' : `vmid ${vmid}`,
    [plain(addresses.join(' ')), note].filter((text) => text !== '').join('  '),
  ]
}

function colourOf(outcome: NodeOutcome, paint: Paint): (text: string) => string {
  if (outcome === 'ready' || outcome === 'destroyed' || outcome === 'released') return paint.good
  return outcome === 'failed' || outcome === 'unknown' ? paint.bad : paint.attention
}

/** `2 ready, 1 held in 3.1 s (12 reads, 4 writes)`. */
export function summaryCounts({ counts, seconds, calls, problems, hosts }: RunSummary): string {
  const parts = order.flatMap((outcome) => (counts[outcome] ? [`${counts[outcome]} ${outcome}`] : []))
  const files = problems.length === 0 ? [] : [count(problems.length, 'problem in files', 'problems in files')]
  const isWhole = problems.length === 0 && hosts.every(({ reachable }) => reachable)
  const nothing = isWhole ? 'nothing to do' : 'nothing done'
  const counted = parts.length === 0 ? [nothing] : parts
  const spent = `${count(calls.reads, 'read')}, ${count(calls.writes, 'write')}`
  return `${[...counted, ...files].join(', ')} in ${seconds.toFixed(1)} s (${spent})`
}
