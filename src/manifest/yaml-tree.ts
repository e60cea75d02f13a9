/** From the syntax tree of YAML to plain values: aliases, merge keys, duplicate fields, and where everything stands. */
import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, type Scalar, type YAMLMap } from 'yaml'

/** Deeper than any manifest, and far from the end of the call stack. */
const maxDepth = 100
/** Values after aliases were worked in; a manifest of 10,000 nodes has about 200,000. */
const maxValues = 1_000_000

/** A value and where it stands, as an offset into the text: all that is kept of the syntax tree. */
export interface Located {
  readonly offset: number
  readonly value: unknown
  /** Of a mapping, by name, those of merge keys included. */
  readonly fields: ReadonlyMap<string, Field> | undefined
  /** Of a list; undefined where an entry is not written at all. */
  readonly items: readonly (Located | undefined)[] | undefined
}

export interface Field {
  /** Where the name stands. */
  readonly key: number
  readonly at: Located
}

/** Called with the offset of what is at fault. */
export type Complain = (offset: number, message: string, hint: string) => void

interface Anchored {
  /** Set once the whole of it was read: before, an alias to it would be its own part. */
  done?: { readonly at: Located; readonly size: number }
}

export function readTree(root: ParsedNode | null, complain: Complain): Located {
  const anchors = new Map<string, Anchored>()
  let size = 0

  /** Counts values, and says so once when they are too many. */
  function grow(offset: number, by: number): boolean {
    const before = size
    size += by
    if (before <= maxValues && size > maxValues) {
      complain(
        offset,
        `the file comes to more than ${maxValues.toLocaleString('en')} values`,
        'use fewer aliases, or several manifests',
      )
    }
    return size <= maxValues
  }

  function read(node: Node, depth: number): Located {
    const offset = offsetOf(node)
    if (isAlias(node)) return readAlias(offset, node.source)
    if (!grow(offset, 1)) return nothing(offset)
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
    if (anchor === undefined) return readContent(node, offset, depth)
    const anchored: Anchored = {}
    anchors.set(anchor, anchored)
    const before = size
    const at = readContent(node, offset, depth)
    anchored.done = { at, size: size - before + 1 }
    return at
  }

  function readAlias(offset: number, name: string): Located {
    const anchored = anchors.get(name)
    if (!anchored?.done) {
      const message = anchored ? `*${name} stands inside of &${name}` : `*${name} has no &${name} before it`
      complain(offset, message, 'an alias repeats a value that was named earlier')
      return nothing(offset)
    }
    const { at, size: more } = anchored.done
    return { ...at, offset, value: grow(offset, more) ? at.value : null }
  }

  function readContent(node: Node, offset: number, depth: number): Located {
    if (isScalar(node)) return located(offset, readScalar(node, offset))
    if (depth >= maxDepth) {
      complain(offset, 'the file is nested too deeply', 'no field of a manifest needs this')
      return nothing(offset)
    }
    if (isSeq<Node | null>(node)) {
      const items = node.items.map((item) => (item === null ? undefined : read(item, depth + 1)))
      return located(
        offset,
        items.map((item) => item?.value ?? null),
        undefined,
        items,
      )
    }
    return isMap<Node, Node | null>(node) ? readMapping(node, offset, depth + 1) : nothing(offset)
  }

  function readMapping(map: YAMLMap<Node, Node | null>, offset: number, depth: number): Located {
    const fields = new Map<string, Field>()
    const merged: (readonly [string, Field])[] = []
    for (const { key: name, value: node } of map.items) {
      const key = offsetOf(name)
      const text = fieldName(name)
      if (text === undefined) complain(key, 'the name of a field must be text', 'write name: value')
      else if (isScalar(name) && typeof name.value === 'symbol') {
        if (node !== null) merged.push(...mergedFields(read(node, depth)))
      } else if (fields.has(text)) complain(key, `the field '${text}' stands here twice`, 'keep one of them')
      else fields.set(text, { key, at: node === null ? nothing(key) : read(node, depth) })
    }
    for (const [name, field] of merged) if (!fields.has(name)) fields.set(name, field)
    const value: Record<string, unknown> = Object.create(null)
    for (const [name, { at }] of fields) value[name] = at.value
    return located(offset, value, fields)
  }

  /** The fields that `<<: value` brings in; of several sources the first wins. */
  function mergedFields({ offset, value, fields, items }: Located): readonly (readonly [string, Field])[] {
    if (items) return items.flatMap((item) => (item ? mergedFields(item) : []))
    if (!fields && value !== null) complain(offset, '<< needs a mapping', 'write <<: *NAME with the name of a mapping')
    return fields ? [...fields] : []
  }

  function readScalar({ value, source = '' }: Scalar, offset: number): unknown {
    if (value === null || value === undefined) return null
    if (typeof value === 'number' && surprising.test(source) && Number(source) !== value) {
      complain(offset, `${source} is read as the number ${value}`, `write ${value}, or put it in quotes`)
    }
    if (!(value instanceof Date)) return value
    complain(offset, `${source} is read as a date`, 'put it in quotes')
    return source
  }

  return root === null ? nothing(0) : read(root, 0)
}

/** Octal and base 60, as YAML 1.1 has them and hardly anybody means them. */
const surprising = /^[-+]?0\d|:/

const located = (offset: number, value: unknown, fields?: Located['fields'], items?: Located['items']): Located => ({
  offset,
  value,
  fields,
  items,
})

const nothing = (offset: number): Located => located(offset, null)

const offsetOf = (node: Node): number => node.range?.[0] ?? 0

/** As it is written, whatever YAML would make of it. */
function fieldName(key: Node): string | undefined {
  return isScalar(key) ? (key.source ?? '') : undefined
}
