/** Property strings, `a,b=c`: read into their keys, and written in the one form the server stores. */
import type { Property } from './schema.ts'

type Keys = ReadonlyMap<string, Property>

/** `a,b=c` by key, booleans as 1 and 0; a text is what is wrong with its form. */
export function parsePropertyString(keys: Keys, value: string): Record<string, string> | string {
  const found: Record<string, string> = {}
  for (const part of value.split(',')) {
    if (part.trim() === '') continue
    const complaint = part.includes('=') ? readPair(keys, part, found) : readDefault(keys, part, found)
    if (complaint !== undefined) return complaint
  }
  return found
}

const duplicate = (key: string): string => `duplicate key in comma-separated list property: ${key}\n`

function readPair(keys: Keys, part: string, found: Record<string, string>): string | undefined {
  const [, key = '', text = ''] = /^([^=]+)=(.+)$/.exec(part) ?? []
  if (key === '') return 'missing key in comma-separated list property\n'
  if (found[key] !== undefined) return duplicate(key)
  const property = keys.get(key)
  if (property?.keyAlias !== undefined) {
    if (found[property.keyAlias] !== undefined) return `key alias '${property.keyAlias}' is already defined\n`
    found[property.keyAlias] = key
  }
  const name = property?.alias ?? key
  found[name] = keys.get(name)?.type === 'boolean' ? readBoolean(text) : text
  return undefined
}

function readDefault(keys: Keys, part: string, found: Record<string, string>): string | undefined {
  const name = [...keys].find(([, property]) => property.defaultKey)?.[0]
  if (name === undefined) return 'value without key, but schema does not define a default key\n'
  if (found[name] !== undefined) return duplicate(name)
  found[name] = part
  return undefined
}

function readBoolean(text: string): string {
  if (/^(?:1|on|yes|true)$/i.test(text)) return '1'
  return /^(?:0|off|no|false)$/i.test(text) ? '0' : text
}

/** The canonical form: the default key's value first, the other keys alphabetically. */
export function printPropertyString(keys: Keys, values: Readonly<Record<string, string>>): string {
  const parts: string[] = []
  for (const name of Object.keys(values).toSorted()) {
    if (keys.get(name)?.defaultKey) parts.unshift(values[name] ?? '')
    else parts.push(`${name}=${values[name]}`)
  }
  return parts.join(',')
}
