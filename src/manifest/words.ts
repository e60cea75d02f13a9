/** How messages name places and values. */
import { isMapping, type Path } from './document.ts'

/** The name of a node for a message: `node 'web'`, or its position where it has no usable name. */
export function nodeLabel(root: unknown, index: number): string {
  const nodes = isMapping(root) ? root['nodes'] : undefined
  const node: unknown = Array.isArray(nodes) ? nodes[index] : undefined
  const name = isMapping(node) ? node['name'] : undefined
  return typeof name === 'string' && name !== '' ? `node ${shown(name)}` : `nodes[${index}]`
}

/** The value at a path: `settings.on_error`, `node 'web': disks[0].size`; the whole file is `the manifest`. */
export function labelOf(root: unknown, path: Path): string {
  const [first, index, ...rest] = path
  if (first === 'nodes' && typeof index === 'number') {
    const label = nodeLabel(root, index)
    return rest.length === 0 ? label : `${label}: ${dotted(rest)}`
  }
  return path.length === 0 ? 'the manifest' : dotted(path)
}

/** The same as the beginning of a sentence about a field in there: `node 'web': `, `settings: `, or nothing. */
export const placeOf = (root: unknown, path: Path): string => (path.length === 0 ? '' : `${labelOf(root, path)}: `)

const dotted = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')

export const shortened = (text: string, limit: number): string =>
  text.length > limit ? `${text.slice(0, limit)}…` : text

/** A value in a message; long text is cut. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${shortened(value, 80)}'`
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a mapping'
}
