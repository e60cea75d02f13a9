/** Sets texts in a YAML file and leaves everything else as it is, comments too. */
import { isMap, isScalar, parseDocument, YAMLMap, type Document, type Node } from 'yaml'

export interface TextEdit {
  /** e.g. `['api_tokens', 'hv0']`. */
  readonly path: readonly string[]
  readonly text: string
}

/** `text` is valid YAML with a mapping in it, or empty. */
export function editYaml(text: string, edits: readonly TextEdit[]): string {
  const document: Document = parseDocument(text, { version: '1.1', prettyErrors: false })
  if (!isMap(document.contents)) document.contents = document.createNode({})
  const before = document.toJSON()
  for (const { path, text: value } of edits) set(document, path, value)
  const changed = JSON.stringify(document.toJSON()) !== JSON.stringify(before)
  return changed || text === '' ? document.toString({ lineWidth: 0 }) : text
}

function set(document: Document, path: readonly string[], text: string): void {
  for (let depth = 0; depth < path.length; depth += 1) {
    const above = path.slice(0, depth)
    const node = document.getIn(above, true)
    // An empty section is nothing, or {}: what is put into it stands in lines of its own.
    if (isMap(node)) {
      if (node.items.length === 0) node.flow = false
    } else document.setIn(above, commented(new YAMLMap(), node))
  }
  const old = document.getIn(path, true)
  if (isScalar(old)) {
    old.value = text
    delete old.source
    if (old.type === 'PLAIN') delete old.type
  } else document.setIn(path, text)
}

function commented<Made extends Node>(made: Made, old: unknown): Made {
  if (isScalar(old)) {
    if (old.commentBefore) made.commentBefore = old.commentBefore
    if (old.comment) made.commentBefore = [made.commentBefore, old.comment].filter(Boolean).join('\n')
  }
  return made
}
