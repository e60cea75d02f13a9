/** What can be told of the nodes of a manifest that may be broken, so that all its problems show at once. */
import { isMapping, type Path } from './document.ts'

export interface OutlineNode {
  readonly index: number
  readonly name: string | undefined
  readonly type: string | undefined
  readonly parent: string | undefined
  /** With the place of each entry in the list. */
  readonly dependsOn: readonly { readonly name: string; readonly path: Path }[]
  readonly vmid: number | undefined
  readonly hasSpec: boolean
  readonly mode: string | undefined
  readonly isTemplate: boolean
  readonly provisioner: string | undefined
  /** Names of the extra disks and of the cards, with their places. */
  readonly disks: readonly { readonly name: string; readonly path: Path }[]
  readonly nics: readonly { readonly name: string; readonly path: Path }[]
  /** All of it as it is written. */
  readonly given: Readonly<Record<string, unknown>>
}

/** Values of a wrong type count as not given: the schema has spoken of them. */
export function outlineOf(document: unknown): readonly OutlineNode[] {
  const nodes = isMapping(document) ? document['nodes'] : undefined
  return Array.isArray(nodes) ? nodes.map(outlineNode) : []
}

function outlineNode(value: unknown, index: number): OutlineNode {
  const node = isMapping(value) ? value : {}
  const execution = isMapping(node['execution']) ? node['execution'] : {}
  return {
    index,
    name: textOf(node['name']),
    type: textOf(node['type']),
    parent: textOf(node['parent']),
    dependsOn: named(node['depends_on'], ['nodes', index, 'depends_on'], (entry) => entry),
    vmid: typeof node['vmid'] === 'number' ? node['vmid'] : undefined,
    hasSpec: node['spec'] !== undefined,
    mode: textOf(execution['mode']),
    isTemplate: node['template'] === true,
    provisioner: textOf(node['provisioner']),
    disks: named(node['disks'], ['nodes', index, 'disks'], nameOf),
    nics: named(node['nics'], ['nodes', index, 'nics'], nameOf),
    given: node,
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const nameOf = (value: unknown): unknown => (isMapping(value) ? value['name'] : undefined)

function named(list: unknown, path: Path, pick: (entry: unknown) => unknown): OutlineNode['dependsOn'] {
  if (!Array.isArray(list)) return []
  return list.flatMap((entry, index) => {
    const name = pick(entry)
    return typeof name === 'string' ? [{ name, path: [...path, index] }] : []
  })
}
