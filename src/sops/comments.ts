/** Comments of an encrypted file: each of their lines is encrypted as a value is. */
import { isNode, isScalar, visit, type Document, type Scalar } from 'yaml'
import { isSealed, placeText } from './cipher.ts'
import { placesIn, replaceComments } from './walk.ts'

/** Which mapping a comment belongs to depends on the program that wrote it: the one for which it opens is right. */
export function openComments(document: Document, open: (line: string, place: string) => string | undefined): void {
  const places = placesIn(document).map(placeText)
  replaceComments(document, (line) => {
    if (!isSealed(line)) return line
    for (const place of places) {
      const opened = open(line, place)
      if (opened !== undefined) return opened
    }
    return line
  })
}

/** sops writes the comments of a list as entries of it: these entries become comments again. */
export function asComments(document: Document, comments: ReadonlySet<Scalar>): void {
  const isComment = (item: unknown): item is Scalar => isScalar(item) && comments.has(item)
  visit(document, {
    Seq(_, list) {
      let before: string | null = null
      const items: unknown[] = []
      for (const item of list.items) {
        if (isComment(item)) before = joined(before, String(item.value))
        else {
          if (isNode(item)) item.commentBefore = joined(before, item.commentBefore)
          before = null
          items.push(item)
        }
      }
      list.items = items
      list.comment = joined(before, list.comment)
    },
  })
}

const joined = (...texts: readonly (string | null | undefined)[]): string | null =>
  texts.filter(Boolean).join('\n') || null
