/** From YAML or JSON text to a document whose values know their line and column. */
import { LineCounter, parseDocument, Schema } from 'yaml'
import type { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions, Tags, YAMLError } from 'yaml'
import type { Document, Path, Places } from './document.ts'
import type { Position, Problem } from './manifest.ts'
import { offsetOf, placesOf, type Place } from './places.ts'
import { shortened } from './words.ts'
import { readTree, type Located } from './yaml-tree.ts'

type Options = ParseOptions & DocumentOptions & SchemaOptions

const common: Options = { prettyErrors: false, uniqueKeys: false, strict: true }

// YAML 1.1 as the seed's reader had it: yes, no, on and off are booleans, but y and n are text; its types without a
// place in JSON count as unknown tags.
const notInJson = new Set(['binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`))
const trueWords = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const falseWords = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/
function seedTag(tag: Tags[number]): Tags {
  if (typeof tag === 'string') return [tag]
  if (notInJson.has(tag.tag)) return []
  if (tag.collection || tag.tag !== 'tag:yaml.org,2002:bool') return [tag]
  return [{ ...tag, test: tag.test?.test('yes') ? trueWords : falseWords }]
}
// Text that begins with none of the letters of null, true, yes, on and their like is just that: most values need not
// be held against the pattern of every other type.
const plainText: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: /^[A-EG-MP-SU-XZa-eg-mp-su-xz]/,
  resolve: (text) => text,
}
const customTags = (tags: Tags): Tags => [plainText, ...tags.flatMap(seedTag)]
const yamlOptions: Options = { ...common, version: '1.1', customTags }
// Made once: most of what a small file costs is making its schema. A file may ask for another version of YAML.
const madeOnce: Options = { ...yamlOptions, schema: new Schema({ schema: 'yaml-1.1', customTags }) }
const directive = /^%/m
const jsonOptions: Options = { ...common, version: '1.2', schema: 'json' }

export const parseYaml = (file: string, text: string): Document =>
  parse(file, text, directive.test(text) ? yamlOptions : madeOnce)

/** Text that is not JSON to the letter is refused, though it might be YAML. */
export function parseJson(file: string, text: string): Document {
  try {
    JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    const offset = Number(/ at position (\d+)/.exec(reason)?.[1] ?? 0)
    const before = text.slice(0, offset).split('\n')
    const position = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
    const short = reason.replace(/ (?:in|after) JSON at position.*|, (?:\.\.\.)?".*/s, '')
    const message = `the text is not valid JSON: ${short}`
    return nothingBut({ ...position, message })
  }
  return parse(file, text, jsonOptions)
}

const nothingBut = (problem: Problem): Document => {
  const { file, line, column } = problem
  const position = () => ({ file, line, column })
  return { value: null, problems: [problem], readable: false, at: position, keyAt: position }
}

/** What is said of a file in which a merge was never finished: git leaves lines of its own there. */
export function mergeMarks(file: string, text: string): Problem | undefined {
  const found = /^(?:<{7}|>{7}) /m.exec(text)
  if (!found) return undefined
  const line = text.slice(0, found.index).split('\n').length
  const hint = 'choose between the two sides, and take out the lines with <<<<<<<, ======= and >>>>>>>'
  return { file, line, column: 1, message: 'the file has the marks of a merge that git could not do', hint }
}

function parse(file: string, text: string, options: Options): Document {
  const lineCounter = new LineCounter()
  const position = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const { contents, errors, warnings } = parseDocument(text, { ...options, lineCounter })
  const marks = errors.length > 0 ? mergeMarks(file, text) : undefined
  if (marks) return nothingBut(marks)
  const refusals = [...worthTelling(errors), ...warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')]
  const problems: Problem[] = refusals.map((error) => ({ ...position(error.pos[0]), ...explain(error) }))
  const complain = (offset: number, message: string, hint: string): void => {
    problems.push({ ...position(offset), message, hint })
  }
  const readable = errors.length === 0
  const root = readTree(readable ? contents : null, complain)
  return {
    value: root.value,
    problems,
    readable,
    ...placesIn(root, position),
  }
}

/** What keeps the places of values alone does not keep the tree. */
function placesIn(root: Located, position: (offset: number) => Position): Places {
  return { at: valuesAt(placesOf(root), position), keyAt: (path) => position(keyOf(root, path)) }
}

const valuesAt =
  (places: Place, position: (offset: number) => Position): Places['at'] =>
  (path) =>
    position(offsetOf(places, path))

/** Follows a path as far as it goes: where the last field's name on it stands, or the value itself. */
function keyOf(root: Located, path: Path): number {
  let at = root
  let key = root.offset
  for (const step of path) {
    const field = at.fields?.get(String(step))
    const next = field?.at ?? (typeof step === 'number' ? at.items?.[step] : undefined)
    if (!next) break
    key = field?.key ?? next.offset
    at = next
  }
  return key
}

/** One slip makes many errors behind it, and the end of the stack makes only nonsense. */
function worthTelling(errors: readonly YAMLError[]): readonly YAMLError[] {
  const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION')
  return exhausted ? [exhausted] : errors.slice(0, 5)
}

function explain({ code, message }: YAMLError): Pick<Problem, 'message' | 'hint'> {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return { message: 'the file holds more than one YAML document', hint: 'put each manifest into its own file' }
    case 'TAB_AS_INDENT':
      return { message: 'the line is indented with a tab', hint: 'YAML wants blanks' }
    case 'RESOURCE_EXHAUSTION':
      return { message: 'the file is nested too deeply', hint: 'no field of a manifest needs this' }
    case 'TAG_RESOLVE_FAILED':
      return {
        message: `the file uses a tag that manifests do not have: ${message.replace(/^Unresolved tag: /, '')}`,
        hint: 'leave out the tag',
      }
    default:
      return { message: `the file is not valid YAML: ${shortened(message, 120)}` }
  }
}
