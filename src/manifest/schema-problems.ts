/** What the schema refuses, in plain words and with the place in the file. */
import type { ErrorObject } from 'ajv/dist/2020.js'
import { isMapping, type Path, type Places } from './document.ts'
import type { Problem } from './manifest.ts'
import { nameHint, nearest } from './nearest.ts'
import { labelOf, placeOf, shown } from './words.ts'

/** Narrows the value; after a refusal `errors` lists everything that is wrong. */
export interface Validator<Value> {
  (value: unknown): value is Value
  readonly errors?: readonly ErrorObject[] | null
}

type Finding = Pick<Problem, 'message' | 'hint'>

export function schemaProblems(root: unknown, errors: readonly ErrorObject[], places: Places): readonly Problem[] {
  const paths = new Map(errors.map((error) => [error, pathOf(root, error.instancePath)]))
  const wrongType = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath))
  return errors
    .filter(({ keyword, instancePath }) => keyword === 'type' || !wrongType.has(instancePath))
    .map((error) => {
      const path = paths.get(error) ?? []
      const unknown: unknown = error.keyword === 'additionalProperties' ? error.params['additionalProperty'] : undefined
      if (typeof unknown !== 'string') return { ...places.at(path), ...explain(root, path, error) }
      return { ...places.keyAt([...path, unknown]), ...unknownField(root, path, unknown, error) }
    })
}

/** Segments of a JSON pointer; those into lists become numbers. */
function pathOf(root: unknown, pointer: string): Path {
  const path: (string | number)[] = []
  let value = root
  for (const segment of pointer.split('/').slice(1)) {
    const step = segment.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(value) ? Number(step) : step)
    value = Array.isArray(value) ? value[Number(step)] : isMapping(value) ? value[step] : undefined
  }
  return path
}

function unknownField(root: unknown, path: Path, field: string, { parentSchema }: ErrorObject): Finding {
  const known = Object.keys(parentSchema?.['properties'] ?? {})
  const hint = nameHint(field, known, 'fields') ?? 'schemas/manifest.schema.json lists the fields'
  return { message: `${placeOf(root, path)}unknown field '${field}'`, hint }
}

function explain(root: unknown, path: Path, error: ErrorObject): Finding {
  const label = labelOf(root, path)
  const { keyword, data, params, parentSchema } = error
  switch (keyword) {
    case 'required':
      return { message: `${placeOf(root, path)}${params['missingProperty']} is missing` }
    case 'type':
      return typeFinding(label, data, String(params['type']))
    case 'const':
      return { message: `${label} ${shown(data)} is not supported`, hint: `supported: ${params['allowedValue']}` }
    case 'enum':
      return enumFinding(label, data, params['allowedValues'])
    case 'minItems':
      return { message: `${label} is empty`, hint: 'list at least one' }
    case 'maxItems':
      return { message: `${label} has more than ${params['limit']} entries` }
    case 'uniqueItems':
      return {
        message: `${label} has ${shown(Array.isArray(data) ? data[params['i']] : data)} twice`,
        hint: 'keep one of them',
      }
    case 'minimum':
      return { message: `${label} must be at least ${params['limit']}, not ${shown(data)}` }
    case 'maximum':
      return { message: `${label} must be at most ${params['limit']}, not ${shown(data)}` }
    default:
      return formatFinding(label, data, parentSchema)
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  'string,null': 'text',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of fields',
  'object,null': 'a mapping of fields',
}

function typeFinding(label: string, data: unknown, type: string): Finding {
  const message = `${label} must be ${typeNames[type] ?? type}, not ${shown(data)}`
  if (data === null) return { message, hint: 'give a value, or leave the line out' }
  if (type.startsWith('string') && typeof data !== 'object') return { message, hint: 'put it in quotes' }
  if (type === 'integer' && typeof data === 'string' && /^\d+$/.test(data))
    return { message, hint: 'leave out the quotes' }
  return { message }
}

function enumFinding(label: string, data: unknown, allowed: unknown): Finding {
  const values = Array.isArray(allowed) ? allowed.map(String) : []
  const message = `${label} ${shown(data)} is not one of ${values.join(', ')}`
  const meant = nearest(String(data), values)
  return meant === undefined ? { message } : { message, hint: `did you mean '${meant}'?` }
}

/** The schema's description of a format is the explanation. */
function formatFinding(label: string, data: unknown, schema: ErrorObject['parentSchema']): Finding {
  const description = String(schema?.['description'] ?? '')
  const format = `${description.charAt(0).toLowerCase()}${description.slice(1)}`
  const message = `${label} ${shown(data)} cannot be used: it must be ${format}`
  const example: unknown = Array.isArray(schema?.['examples']) ? schema['examples'][0] : undefined
  return typeof example === 'string' ? { message, hint: `for example ${example}` } : { message }
}
