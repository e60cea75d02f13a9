/** Checks JSON outputs against `schemas/`, more strictly than their readers should: unknown fields count. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const readSchema = (name: string): object =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../schemas', `${name}.schema.json`), 'utf8'))

/** The schema with every object limited to the properties that it lists. */
export function closed(schema: unknown): object {
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close)
    if (typeof value !== 'object' || value === null) return value
    const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, close(item)]))
    return 'properties' in copy ? { ...copy, additionalProperties: false } : copy
  }
  return Object(close(schema))
}

/** What is wrong with `value`, as it is after a trip through JSON. */
export function violations(name: string, value: unknown): readonly string[] {
  const ajv = new Ajv2020({ allErrors: true, validateFormats: false })
  const validate = ajv.compile(closed(readSchema(name)))
  validate(JSON.parse(JSON.stringify(value)))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
