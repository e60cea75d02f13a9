/** The diff document as text: what would be done to which node, and what is held and why. */
import type { Change } from '../../controllers/controller.ts'
import type { Action, DiffDocument, DiffHost, DiffNode, Hold } from '../reconciler/documents.ts'
import { actions } from '../reconciler/documents.ts'
import { columns } from './columns.ts'
import { count } from './duration.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

const symbols: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  restart: '~',
  replace: '-/+',
  configure: '~',
  delegate: '~',
  adopt: '*',
  move: '>',
  release: '<',
  destroy: '-',
  unchanged: '=',
  unknown: '?',
}

const longestValue = 100

/** A desired or observed value in one line; `(none)` where there is none. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '(none)'
  if (typeof value === 'string') return clipped(plain(value))
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : clipped(value.map(valueText).join(', '))
  if (typeof value === 'object' && '$secret' in value) return `(secret ${valueText(value.$secret)})`
  return clipped(plain(JSON.stringify(value)))
}

const clipped = (text: string): string => (text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text)

export function changeText({ path, desired, observed, forces }: Change): string {
  const values =
    observed === undefined || observed === null ? valueText(desired) : `${valueText(observed)} -> ${valueText(desired)}`
  return `${plain(path)}: ${values}${forces === 'update' ? '' : ` (${forces})`}`
}

/** `above`: what was said of the node before; one way out for many is shown once. */
export function holdLines({ reason, message, fix }: Hold, paint: Paint, above?: Hold): readonly string[] {
  const why = paint.attention(`held, ${plain(reason)}: ${plain(message)}`)
  if (fix === '') return [why]
  return [why, `to go on: ${fix === above?.fix ? 'as above' : plain(fix)}`]
}

export const silentHostLines = (hosts: readonly DiffHost[], paint: Paint): readonly string[] =>
  hosts
    .filter(({ reachable }) => !reachable)
    .flatMap(({ host, message, hint }) => [
      paint.bad(`host ${plain(host)} cannot be looked at: ${plain(message ?? 'no answer')}`),
      ...(hint === null ? [] : [`  ${plain(hint)}`]),
    ])

/** What is said of a silent host is not said again of each of its nodes. */
export const withoutHostMessage = (text: string, hosts: readonly DiffHost[]): string =>
  hosts.some(({ reachable, message }) => !reachable && message === text) ? 'its host cannot be looked at' : text

/** Nodes without a difference are only counted, unless `verbose`. Ends with a line break. */
export function diffText(document: DiffDocument, paint: Paint, { verbose }: { readonly verbose: boolean }): string {
  const shown = document.nodes.filter((node) => verbose || node.action !== 'unchanged' || node.held)
  const heads = columns(shown.map((node) => headOf(node, document.hosts, paint)))
  const lines = shown.flatMap((node, index) => [
    heads[index] ?? '',
    ...bodyOf(node, paint, shown[index - 1]?.held).map((line) => `      ${line}`),
  ])
  return [...silentHostLines(document.hosts, paint), ...lines, diffCounts(document)].map((line) => `${line}\n`).join('')
}

function headOf({ key, action, vmid, reason }: DiffNode, hosts: readonly DiffHost[], paint: Paint): readonly string[] {
  const colour = colourOf(action, paint)
  return [
    colour(symbols[action].padEnd(3)),
    plain(key),
    colour(action),
    vmid === null ? '' : `vmid ${vmid}`,
    paint.faint(plain(withoutHostMessage(reason, hosts))),
  ]
}

function bodyOf(node: DiffNode, paint: Paint, above: Hold | undefined): readonly string[] {
  return [
    ...node.changes.map(changeText),
    ...node.steps.map(({ summary }) => paint.faint(`step: ${plain(summary)}`)),
    ...(node.held ? holdLines(node.held, paint, above) : []),
  ]
}

function colourOf(action: Action, paint: Paint): (text: string) => string {
  if (action === 'create' || action === 'adopt') return paint.good
  if (action === 'destroy' || action === 'replace') return paint.bad
  if (action === 'unchanged') return paint.faint
  return paint.attention
}

/** `2 create, 1 destroy, 3 unchanged; 1 held`. */
export function diffCounts({ summary }: DiffDocument): string {
  const parts = actions.flatMap((action) => (summary[action] ? [`${summary[action]} ${action}`] : []))
  const counted = parts.length === 0 ? count(0, 'node') : parts.join(', ')
  return summary.held > 0 ? `${counted}; ${summary.held} held` : counted
}
