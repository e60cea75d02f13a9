/** The methods of the options of the data centre. */
import { may } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText } from '../call.ts'
import { parsePropertyString } from '../property-string.ts'
import { findMethod } from '../schema.ts'
import type { Property } from '../schema.ts'

const properties = findMethod('PUT', '/cluster/options')?.method.properties ?? new Map<string, Property>()

/** What everybody may know. */
const open = new Set(['console', 'tag-style', 'registered-tags', 'user-tag-access', 'consent-text'])

/** A property string is shown taken apart, a list of tags as a list. */
function shownOption(key: string, value: string): unknown {
  const property = properties.get(key)
  if (key === 'registered-tags') return value.split(';')
  if (property?.type === 'integer' || property?.type === 'boolean') return Number(value)
  if (property?.format === undefined || typeof property.format === 'string') return value
  const keys = property.format
  const parsed = parsePropertyString(keys, value)
  if (typeof parsed === 'string') return value
  const isNumber = (name: string): boolean => /^(?:integer|number|boolean)$/.test(keys.get(name)?.type ?? '')
  return Object.fromEntries(Object.entries(parsed).map(([name, text]) => [name, isNumber(name) ? Number(text) : text]))
}

function show({ host, caller }: Call): Record<string, unknown> {
  const { options } = host.state
  const all = may(host.state, caller, '/', 'Sys.Audit')
  const shown = Object.entries(options).filter(([key]) => all || open.has(key))
  const tags = options['registered-tags']?.split(';') ?? []
  return {
    ...(all ? { description: '' } : {}),
    'allowed-tags': tags,
    ...Object.fromEntries(shown.map(([key, value]) => [key, shownOption(key, value)])),
  }
}

function change({ host, params }: Call): null {
  for (const key of asList(params['delete'])) delete host.state.options[key]
  for (const [key, value] of Object.entries(params)) {
    if (key !== 'delete') host.state.options[key] = asText(value) ?? ''
  }
  host.state.options['mac_prefix'] ??= 'BC:24:11'
  return null
}

export const optionRoutes: Readonly<Record<string, Handler>> = {
  'GET /cluster/options': show,
  'PUT /cluster/options': change,
}
