/** From the syntax tree of YAML to plain values: aliases, merge keys, duplicate fields, and where everything stands. */
import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, type YAMLMap } from 'yaml'

/** Deeper than any manifest, and far from the end of the call stack. */
const maxDepth = 100
/** Values after aliases were worked in; a manifest of 10,000 nodes has about 200,000. */
const maxValues = 1_000_000

export interface Field {
  readonly key: Node
  readonly node: Node | null
  readonly value: unknown
}

export interface Tree {
  readonly value: unknown
  /** Fields of each mapping by name, those of merge keys included. */
  readonly fields: ReadonlyMap<Node, ReadonlyMap<string, Field>>
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Node, Node>
}

/** Called with the node at fault. */
export type Complain = (node: Node, message: string, hint: string) => void

interface Anchored {
  readonly node: Node
  /** Set once the whole of it was read: before, an alias to it would be its own part. */
  done?: { readonly value: unknown; readonly size: number }
}

export function readTree(root: ParsedNode | null, complain: Complain): Tree {
  const fields = new Map<Node, ReadonlyMap<string, Field>>()
  const targets = new Map<Node, Node>()
  const anchors = new Map<string, Anchored>()
  let size = 0

  /** Counts values, and says so once when they are too many. */
  function grow(node: Node, by: number): boolean {
    const before = size
    size += by
    if (before <= maxValues && size > maxValues) {
      complain(
        node,
        `the file comes to more than ${maxValues.toLocaleString('en')} values`,
        'use fewer aliases, or several manifests',
      )
    }
    return size <= maxValues
  }

  function read(node: Node | null, depth: number): unknown {
    if (node === null) return null
    if (isAlias(node)) return readAlias(node, node.source)
    if (!grow(node, 1)) return null
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
    if (anchor === undefined) return readContent(node, depth)
    const anchored: Anchored = { node }
    anchors.set(anchor, anchored)
    const before = size
    const value = readContent(node, depth)
    anchored.done = { value, size: size - before + 1 }
    return value
  }

  function readAlias(node: Node, name: string): unknown {
    const anchored = anchors.get(name)
    if (!anchored?.done) {
      const message = anchored ? `*${name} stands inside of &${name}` : `*${name} has no &${name} before it`
      complain(node, message, 'an alias repeats a value that was named earlier')
      return null
    }
    targets.set(node, anchored.node)
    return grow(node, anchored.done.size) ? anchored.done.value : null
  }

  function readContent(node: Node, depth: number): unknown {
    if (isScalar(node))
      return readScalar(node.value, node.source, () =>
        complain(node, `${node.source} is read as a date`, 'put it in quotes'),
      )
    if (depth >= maxDepth) {
      complain(node, 'the file is nested too deeply', 'no field of a manifest needs this')
      return null
    }
    if (isSeq<Node | null>(node)) return node.items.map((item) => read(item, depth + 1))
    return isMap<Node, Node | null>(node) ? readMapping(node, depth + 1) : null
  }

  function readMapping(map: YAMLMap<Node, Node | null>, depth: number): unknown {
    const own = new Map<string, Field>()
    const merged: (readonly [string, Field])[] = []
    for (const { key, value: node } of map.items) {
      const name = fieldName(key)
      if (name === undefined) complain(key, 'the name of a field must be text', 'write name: value')
      else if (isScalar(key) && typeof key.value === 'symbol') merged.push(...mergedFields(node, read(node, depth)))
      else if (own.has(name)) complain(key, `the field '${name}' stands here twice`, 'keep one of them')
      else own.set(name, { key, node, value: read(node, depth) })
    }
    for (const [name, field] of merged) if (!own.has(name)) own.set(name, field)
    fields.set(map, own)
    const value: Record<string, unknown> = Object.create(null)
    for (const [name, field] of own) value[name] = field.value
    return value
  }

  /** The fields that `<<: value` brings in; of several sources the first wins. */
  function mergedFields(node: Node | null, value: unknown): readonly (readonly [string, Field])[] {
    const target = node && (targets.get(node) ?? node)
    if (isSeq<Node | null>(target)) {
      return target.items.flatMap((item, index) => [...mergedFields(item, Array.isArray(value) ? value[index] : null)])
    }
    const found = target && fields.get(target)
    if (!found && node && value !== null)
      complain(node, '<< needs a mapping', 'write <<: *NAME with the name of a mapping')
    return [...(found ?? [])]
  }

  return { value: read(root, 0), fields, targets }
}

function readScalar(value: unknown, source: string | undefined, onDate: () => void): unknown {
  if (value === null || value === undefined) return null
  if (!(value instanceof Date)) return value
  onDate()
  return source
}

/** As it is written, whatever YAML would make of it. */
function fieldName(key: Node): string | undefined {
  return isScalar(key) ? (key.source ?? '') : undefined
}
