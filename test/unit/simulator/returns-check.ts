/** Holds an answer of the simulator against what the API schema says that the method returns. */
import apiSchema from '../../../src/pve/api-schema.json' with { type: 'json' }
import { findMethod, isRecord } from '../../../src/simulator/schema.ts'

/** Where the real server was recorded to answer otherwise than its own schema says. */
const otherwise: Readonly<Record<string, string>> = {
  'GET /access/users/{userid} .tokens': 'null where there is none',
  'GET /cluster/nextid ': 'a text',
  'GET /nodes/{node}/qemu/{vmid}/pending .value': 'a number where the option is one',
  'GET /nodes/{node}/qemu/{vmid}/pending .pending': 'a number where the option is one',
  'GET /nodes/{node}/qemu/{vmid}/status/current .clipboard': 'null where a display has none',
  'GET /nodes/{node}/storage/{storage}/content .parent': 'null where an image rests on none',
  'POST /access/users/{userid}/token/{tokenid} .info.privsep': 'a text where it was sent as one',
  'POST /access/users/{userid}/token/{tokenid} .info.expire': 'a text where it was sent as one',
  'PUT /access/users/{userid}/token/{tokenid} .privsep': 'a text where it was sent as one',
  'PUT /access/users/{userid}/token/{tokenid} .expire': 'a text where it was sent as one',
  'POST /nodes/{node}/qemu/{vmid}/config ': 'null where the task ended in time',
  'DELETE /nodes/{node}/storage/{storage}/content/{volume} ': 'null where the task ended in time',
}

/** What is wrong with the `data` of an answer; empty where the schema says nothing, or all is right. */
export function returnsProblems(verb: string, path: string, data: unknown): string[] {
  const method = findMethod(verb, path)?.method
  if (!method) return []
  const paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> = apiSchema.paths
  const source = paths[method.template]?.[verb]
  const returns = isRecord(source) ? source['returns'] : undefined
  const label = `${verb} ${method.template}`
  return problems(returns, data, '').filter((problem) => otherwise[`${label} ${problem.split(':')[0]}`] === undefined)
}

function problems(schema: unknown, value: unknown, path: string): string[] {
  if (!isRecord(schema)) return []
  const { type } = schema
  if (typeof type === 'string' && !fits[type]?.(value)) return [`${path}: ${JSON.stringify(value)} is no ${type}`]
  const choices = schema['enum']
  if (Array.isArray(choices) && !choices.map(String).includes(String(value))) {
    return [`${path}: ${JSON.stringify(value)} is none of ${choices.join(', ')}`]
  }
  if (Array.isArray(value)) return value.flatMap((item) => problems(schema['items'], item, path))
  const properties = schema['properties']
  if (!isRecord(value) || !isRecord(properties)) return []
  return Object.entries(properties).flatMap(([key, property]) => {
    const optional = isRecord(property) && property['optional'] !== undefined
    if (key.endsWith('[n]') || (value[key] === undefined && optional)) return []
    if (value[key] === undefined) return [`${path}.${key}: is missing`]
    return problems(property, value[key], `${path}.${key}`)
  })
}

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => value === 0 || value === 1,
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isRecord,
}
