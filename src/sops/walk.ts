/** Goes through a YAML document as sops does: every value in order, every comment, each with the names on the way to it. */
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Scalar } from 'yaml'
import { isTextKey } from './leaf.ts'
import { Refusal } from './refusal.ts'

export type Place = readonly string[]

/** Throws Refusal for what sops cannot encrypt. */
export function eachValue(document: Document, visit: (scalar: Scalar, place: Place) => void): void {
  const walk = (node: unknown, place: Place): void => {
    if (isScalar(node)) visit(node, place)
    else if (isSeq(node)) for (const item of node.items) walk(item, place)
    else if (isMap<Node, Node | null>(node)) {
      for (const { key, value } of node.items) walk(value, [...place, nameOf(key)])
    } else if (isAlias(node)) {
      throw new Refusal(`*${node.source} repeats another value`, 'write the value out', node.range?.[0])
    }
  }
  walk(document.contents, [])
}

function nameOf(key: Node): string {
  if (isTextKey(key)) return String(key.value)
  throw new Refusal('the name is not text', 'put it in quotes', key.range?.[0])
}

/** Replaces each line of each comment; `place` is that of the mapping or list in which it stands. */
export function replaceComments(document: Document, replace: (line: string, place: Place) => string): void {
  const lines = (text: string, place: Place): string =>
    text
      .split('\n')
      .map((line) => (line.trim() === '' ? line : replace(line, place)))
      .join('\n')
  const both = (at: { comment?: string | null; commentBefore?: string | null }, place: Place): void => {
    if (at.commentBefore) at.commentBefore = lines(at.commentBefore, place)
    if (at.comment) at.comment = lines(at.comment, place)
  }
  const walk = (node: unknown, place: Place): void => {
    if (isMap<Node, Node | null>(node)) {
      for (const { key, value } of node.items) {
        both(key, place)
        const inside = [...place, isScalar(key) ? String(key.value) : '']
        if (value !== null) both(value, isScalar(value) ? place : inside)
        walk(value, inside)
      }
    } else if (isSeq<Node | null>(node)) {
      for (const item of node.items) {
        if (item !== null) both(item, place)
        walk(item, place)
      }
    }
  }
  both(document, [])
  if (document.contents !== null) both(document.contents, [])
  walk(document.contents, [])
}

/** The places of all mappings and lists: a comment stands in one of them. */
export function placesIn(document: Document): readonly Place[] {
  const places: Place[] = []
  const walk = (node: unknown, place: Place): void => {
    if (isMap<Node, Node | null>(node)) {
      places.push(place)
      for (const { key, value } of node.items) walk(value, [...place, isScalar(key) ? String(key.value) : ''])
    } else if (isSeq(node)) {
      places.push(place)
      for (const item of node.items) walk(item, place)
    }
  }
  walk(document.contents, [])
  return places
}
