/** What nodes resolve to, one value a line, if wanted with the place that said it. */
import type { SecretReference } from '../graph/desired-node.ts'
import { columns, displayWidth, padTo } from './columns.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

/** A place in a file; where there is none, `note` says what the value comes from. */
export interface Origin {
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly note: string | null
}

export interface ShownValue {
  readonly name: string
  /** A secret is only named. */
  readonly value: string | number | boolean | readonly string[] | SecretReference
  /** More than one where lists were put together. */
  readonly origins: readonly Origin[]
}

export interface ConfigDocument {
  readonly schema: 'homestak/config/v1'
  /** The site-config directory. */
  readonly siteConfig: string
  readonly nodes: readonly {
    readonly key: string
    readonly file: string
    readonly line: number
    readonly values: readonly ShownValue[]
  }[]
}

/** A value that is longer does not push the places of the others away. */
const widest = 40

const units: Readonly<Record<string, string>> = { memory: ' MiB', disk: ' GiB' }

/** Ends with a line break. */
export function configText(
  { siteConfig, nodes }: ConfigDocument,
  paint: Paint,
  { origin }: { readonly origin: boolean },
): string {
  const near = (file: string): string =>
    plain(file.startsWith(`${siteConfig}/`) ? file.slice(siteConfig.length + 1) : file)
  const blocks = nodes.map(({ key, file, line, values }) => {
    const shown = values.filter(isWorthALine)
    const texts = shown.map(({ name, value }) => plain(textOf(name, value)))
    const width = Math.max(0, ...texts.map(displayWidth).filter((own) => own <= widest))
    const rows = columns(
      shown.map(({ name, origins }, index) => {
        const text = texts[index] ?? ''
        const said = origins.map((one) => originText(one, near)).join(', ')
        return [`  ${plain(name)}`, origin ? `${padTo(text, width)}  ${paint.faint(said)}` : text]
      }),
    )
    const lines = rows.flatMap((row, index) => {
      const isApart = index > 0 && groupOf(shown[index]?.name) !== groupOf(shown[index - 1]?.name)
      return isApart ? ['', row] : [row]
    })
    return [`${paint.strong(plain(key))}${origin ? paint.faint(`  ${near(file)}:${line}`) : ''}`, ...lines]
  })
  const head = origin ? [paint.faint(`site-config: ${plain(siteConfig)}`), ''] : []
  return `${[...head, ...blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))].join('\n')}\n`
}

/** What belongs together stands together; how a node is treated is none of these. */
const groups = [
  /^(type|host|parent|depends_on|provisioner|spec)$/,
  /^(vmid|image|template|cores|memory|disk|datastore|vnet|tag)$|^(disks|nics|zone|subnets)\./,
  /^(ip|gateway|dns_servers|hostname|domain|vm_user|ssh_keys|root_password|packages)$/,
  /^spec\./,
  /^host\./,
]

const groupOf = (name = ''): number => groups.findIndex((group) => group.test(name))

/** An empty list that nobody wrote says nothing. */
const isWorthALine = ({ value, origins }: ShownValue): boolean =>
  (Array.isArray(value) ? value.length > 0 : value !== '') || origins.some(({ file }) => file !== null)

function textOf(name: string, value: ShownValue['value']): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return `${value}${units[name] ?? (name.endsWith('.size') ? ' GiB' : '')}`
  if (typeof value === 'string') return value
  if ('$secret' in value) return `(secret ${value.$secret})`
  return value.length === 0 ? 'none' : value.join(', ')
}

const originText = ({ file, line, note }: Origin, near: (file: string) => string): string =>
  file === null ? (note ?? '') : `${near(file)}:${line}`
