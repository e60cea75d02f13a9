/** The nodes of a status as rows, narrowed to the width that there is. */
import type { StatusNode } from '../reconciler/documents.ts'
import { columns, displayWidth } from './columns.ts'
import { age } from './duration.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

interface Column {
  readonly head: string
  cell(node: StatusNode): string
}

/** The head and a row for each node. Where `width` is too little, the columns that are missed least go first. */
export function statusTable(
  nodes: readonly StatusNode[],
  paint: Paint,
  now: number,
  width: number | null,
): readonly string[] {
  const { key, type, vmid, ready, since, addresses, fewAddresses, seen } = columnsOf(paint, now)
  const choices: readonly (readonly Column[])[] = [
    [key, type, vmid, ready, since, addresses, seen],
    [key, type, vmid, ready, since, fewAddresses, seen],
    [key, type, vmid, ready, since, fewAddresses],
    [key, vmid, ready, since, fewAddresses],
    [key, vmid, ready, since],
  ]
  let lines: readonly string[] = []
  for (const chosen of choices) {
    const [head = '', ...rows] = columns([
      chosen.map((column) => column.head),
      ...nodes.map((node) => chosen.map((column) => column.cell(node))),
    ])
    lines = [paint.strong(head), ...rows]
    if (width === null || lines.every((line) => displayWidth(line) <= width)) break
  }
  return lines
}

function columnsOf(paint: Paint, now: number) {
  const readyOf = ({ conditions }: StatusNode) => conditions.find(({ type }) => type === 'Ready')
  return {
    key: { head: 'NODE', cell: (node) => plain(node.key) },
    type: { head: 'TYPE', cell: (node) => node.type },
    vmid: { head: 'VMID', cell: ({ vmid }) => (vmid === null ? '-' : String(vmid)) },
    ready: {
      head: 'READY',
      cell(node) {
        const status = readyOf(node)?.status ?? 'Unknown'
        return (status === 'True' ? paint.good : paint.attention)(status)
      },
    },
    since: {
      head: 'FOR',
      cell(node) {
        const ready = readyOf(node)
        return ready ? age(now - ready.since) : '-'
      },
    },
    addresses: { head: 'ADDRESSES', cell: (node) => plain(node.addresses.join(' ')) || '-' },
    fewAddresses: {
      head: 'ADDRESSES',
      cell: ({ addresses: [first, ...others] }) =>
        first === undefined ? '-' : `${plain(first)}${others.length === 0 ? '' : ` +${others.length}`}`,
    },
    seen: { head: 'SEEN', cell: (node) => `${age(now - Date.parse(node.updated))} ago` },
  } satisfies Record<string, Column>
}
