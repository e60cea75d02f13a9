/** Writes `api.generated.ts` from `api-schema.json`; run by hand: `node src/pve/generate-api.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'

/** The part of PVE's schema language that becomes a type. */
export interface Schema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly optional?: number | string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

export interface MethodSchema {
  readonly parameters: { readonly properties?: Readonly<Record<string, Schema>> }
  readonly returns?: Schema
}

export interface ApiSchema {
  readonly paths: Readonly<Record<string, Readonly<Record<string, MethodSchema>>>>
}

const head = `/**
 * The calls of the Proxmox VE API with their parameters (those of the path too) and results, as the server's own schema
 * states them. Made by \`node src/pve/generate-api.ts\`, hence longer than a file of ours may be. What a server really
 * answers is checked where it is read; \`returns\` is what it promises.
 */
`

/** The text of `api.generated.ts`. Pure: the same schema gives the same text. */
export function generateApi(schema: ApiSchema): string {
  const calls = Object.entries(schema.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ key: `${method} ${path}`, call })),
  )
  calls.sort((a, b) => (a.key < b.key ? -1 : 1))
  const lines = calls.map(({ key, call }) => {
    const params = objectType(call.parameters.properties ?? {}, 'boolean | 0 | 1')
    return `  '${key}': {\n    params: ${params}\n    returns: ${typeOf(call.returns ?? {}, '0 | 1')}\n  }\n`
  })
  return `${head}export interface Api {\n${lines.join('')}}\n`
}

/** Booleans are sent as either form, and come back as numbers. */
function typeOf(schema: Schema, boolean: string): string {
  if (schema.enum) return schema.enum.map(quoted).join(' | ')
  switch (schema.type) {
    case 'boolean':
      return boolean
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
      return 'string'
    case 'null':
      return 'null'
    case 'array':
      return `readonly ${bracketed(typeOf(schema.items ?? {}, boolean))}[]`
    case 'object':
      return schema.properties ? objectType(schema.properties, boolean) : 'Readonly<Record<string, unknown>>'
    default:
      return 'unknown'
  }
}

function objectType(properties: Readonly<Record<string, Schema>>, boolean: string): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const type = typeOf(schema, boolean)
    const indexed = /^(.*)\[n\]$/.exec(name)
    if (indexed) return `[key: \`${indexed[1]}\${number}\`]: ${type}`
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)
    return `${key}${Number(schema.optional ?? 0) === 1 ? '?' : ''}: ${type}`
  })
  return fields.length === 0 ? '{}' : `{ ${fields.sort().join('; ')} }`
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const bracketed = (type: string): string => (/^[\w.]+$/.test(type) || type.startsWith('{') ? type : `(${type})`)

if (import.meta.main) {
  const schema: ApiSchema = JSON.parse(readFileSync(new URL('api-schema.json', import.meta.url), 'utf8'))
  writeFileSync(new URL('api.generated.ts', import.meta.url), generateApi(schema))
}
