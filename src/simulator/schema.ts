/** The stripped API schema as typed data: which methods exist, what they take, who may call them. */
import apiSchema from '../pve/api-schema.json' with { type: 'json' }

export interface Property {
  readonly type: string | undefined
  /** What each item of a list has to be. */
  readonly items: Property | undefined
  readonly optional: boolean
  /** A named format, or the keys of a property string. */
  readonly format: string | ReadonlyMap<string, Property> | undefined
  readonly pattern: RegExp | undefined
  readonly choices: readonly string[] | undefined
  readonly minimum: number | undefined
  readonly maximum: number | undefined
  readonly maxLength: number | undefined
  readonly minLength: number | undefined
  readonly requires: string | undefined
  readonly defaultKey: boolean
  readonly alias: string | undefined
  readonly keyAlias: string | undefined
}

export interface Method {
  readonly template: string
  readonly verb: string
  readonly permissions: unknown
  /** Goes to the node that the path names. */
  readonly proxied: boolean
  /** Runs in the daemon, of which there are three workers. */
  readonly inDaemon: boolean
  /** Whether an API token may call it. */
  readonly forTokens: boolean
  readonly properties: ReadonlyMap<string, Property>
  readonly additionalProperties: boolean
}

export interface Match {
  readonly method: Method
  readonly pathParams: Readonly<Record<string, string>>
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
/** The schema writes some numbers as text. */
const amount = (value: unknown): number | undefined =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value)) ? Number(value) : undefined
const isFlag = (value: unknown): boolean => value === 1 || value === '1' || value === true

/** Perl's spelling of a regular expression, anchored as the daemon anchors it. */
function regex(perl: string): RegExp {
  const body = perl.replaceAll('(?^:', '(?:').replaceAll('(?^i:', '(?i:').replaceAll('{,', '{0,')
  return new RegExp(`^(?:${body})$`)
}

function readProperty(value: unknown): Property {
  const source = isRecord(value) ? value : {}
  const format = isRecord(source['format']) ? readProperties(source['format']) : text(source['format'])
  const pattern = text(source['pattern'])
  return {
    type: text(source['type']),
    items: isRecord(source['items']) ? readProperty(source['items']) : undefined,
    optional: isFlag(source['optional']),
    format,
    pattern: pattern === undefined ? undefined : regex(pattern),
    choices: Array.isArray(source['enum']) ? source['enum'].map(String) : undefined,
    minimum: amount(source['minimum']),
    maximum: amount(source['maximum']),
    maxLength: amount(source['maxLength']),
    minLength: amount(source['minLength']),
    requires: text(source['requires']),
    defaultKey: isFlag(source['default_key']),
    alias: text(source['alias']),
    keyAlias: text(source['keyAlias']),
  }
}

export const readProperties = (source: Record<string, unknown>): ReadonlyMap<string, Property> =>
  new Map(Object.entries(source).map(([key, value]) => [key, readProperty(value)]))

/** How many of an indexed option (`net[n]`) there are. */
const indexLimits: Readonly<Record<string, number>> = {
  ide: 4,
  sata: 6,
  scsi: 31,
  virtio: 16,
  net: 32,
  ipconfig: 32,
  unused: 256,
  serial: 4,
  parallel: 3,
  usb: 14,
  hostpci: 16,
  numa: 8,
  virtiofs: 10,
  link: 8,
  acmedomain: 6,
}

/** The property of a key, `net3` being one of `net[n]`. */
export function propertyOf(properties: ReadonlyMap<string, Property>, key: string): Property | undefined {
  const direct = properties.get(key)
  if (direct) return direct
  const [, name, index] = /^([a-z]+)(0|[1-9]\d*)$/.exec(key) ?? []
  if (name === undefined || Number(index) >= (indexLimits[name] ?? 0)) return undefined
  return properties.get(`${name}[n]`)
}

interface Branch {
  readonly literals: Map<string, Branch>
  parameter?: { readonly name: string; readonly branch: Branch }
  readonly methods: Map<string, () => Method>
}

const branch = (): Branch => ({ literals: new Map(), methods: new Map() })

function readMethod(template: string, verb: string, source: Record<string, unknown>): Method {
  const parameters = isRecord(source['parameters']) ? source['parameters'] : {}
  const properties = isRecord(parameters['properties']) ? parameters['properties'] : {}
  return {
    template,
    verb,
    permissions: source['permissions'],
    proxied: source['proxyto'] === 'node',
    inDaemon: isFlag(source['protected']),
    forTokens: source['allowtoken'] !== 0,
    properties: readProperties(properties),
    additionalProperties: parameters['additionalProperties'] !== 0,
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

function buildTree(): Branch {
  const root = branch()
  const paths: unknown = apiSchema.paths
  for (const [template, methods] of Object.entries(isRecord(paths) ? paths : {})) {
    let place = root
    for (const part of template.split('/').filter((piece) => piece !== '')) {
      const name = /^\{(.+)\}$/.exec(part)?.[1]
      if (name === undefined) {
        const next = place.literals.get(part) ?? branch()
        place.literals.set(part, next)
        place = next
      } else {
        place.parameter ??= { name, branch: branch() }
        place = place.parameter.branch
      }
    }
    for (const [verb, source] of Object.entries(isRecord(methods) ? methods : {})) {
      if (isRecord(source))
        place.methods.set(
          verb,
          once(() => readMethod(template, verb, source)),
        )
    }
  }
  return root
}

const tree = buildTree()

/** The method behind a decoded path without its `/api2/json`, or undefined. */
export function findMethod(verb: string, path: string): Match | undefined {
  const pathParams: Record<string, string> = {}
  const parts = path.split('/').filter((piece) => piece !== '')
  let place = tree
  for (const [index, part] of parts.entries()) {
    const literal = place.literals.get(part)
    if (literal) {
      place = literal
      continue
    }
    if (!place.parameter) return undefined
    // A volume id has slashes of its own and takes the rest of the path.
    const rest = place.parameter.name === 'volume'
    pathParams[place.parameter.name] = rest ? parts.slice(index).join('/') : part
    place = place.parameter.branch
    if (rest) break
  }
  const method = place.methods.get(verb)
  return method && { method: method(), pathParams }
}

/** The options that a guest's configuration knows. */
export const guestOptions: ReadonlyMap<string, Property> = (() => {
  const match = findMethod('PUT', '/nodes/n/qemu/100/config')
  if (!match) throw new Error('the API schema lacks the guest configuration')
  const asked = new Set(['node', 'vmid', 'delete', 'digest', 'force', 'revert', 'skiplock', 'background_delay'])
  return new Map([...match.method.properties].filter(([key]) => !asked.has(key)))
})()
