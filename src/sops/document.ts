/** YAML in and out: a scalar is the text that it is written as, whatever YAML would make of it. */
import { parseDocument, type Document } from 'yaml'
import { Refusal } from './refusal.ts'

/** Throws Refusal for what is not one YAML document. */
export function parse(text: string): Document {
  const document = parseDocument(text, { version: '1.2', schema: 'failsafe', prettyErrors: false, uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    const several = error.code === 'MULTIPLE_DOCS'
    throw new Refusal(
      several ? 'the file holds more than one YAML document' : 'the file is not valid YAML here',
      several ? 'put all into one' : 'put texts with special characters in quotes',
      error.pos[0],
    )
  }
  return document
}

/** Scalars stay as they were written. */
export const emit = (document: Document): string => document.toString({ lineWidth: 0 })

/** Scalars are values: text that could be taken for something else is put in quotes. */
export function show(document: Document): string {
  document.setSchema('1.2', { schema: 'core', compat: 'yaml-1.1' })
  return emit(document)
}
