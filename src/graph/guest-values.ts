/** What a node says, what its preset says and what the site says, merged in that order of strength, and the bounds of the result. */
import { isIPv4 } from 'node:net'
import type { Preset, Site } from '../config/site-config.ts'
import type { ManifestNode } from '../manifest/manifest.ts'

export interface GuestValues {
  readonly cores?: number
  /** MiB. */
  readonly memory?: number
  /** GiB. */
  readonly disk?: number
  readonly image?: string
  readonly bridge: string
  /** `dhcp`, or IPv4 in CIDR form. */
  readonly ip: string
  /** Only beside a static address. */
  readonly gateway?: string
  readonly packages: readonly string[]
}

/** A value that cannot be used; `field` is the key of node or preset that it came from. */
export interface Fault {
  readonly field: string
  readonly message: string
  readonly hint: string
}

type OwnValues = Pick<ManifestNode, 'disk' | 'image' | 'ip' | 'gateway'>

/** Empty texts of site.yaml count as not given, as its example file ships them. */
export function mergeValues(node: OwnValues, preset: Preset, defaults: Site['defaults']): GuestValues {
  const disk = node.disk ?? preset.disk
  const image = node.image ?? preset.image
  const ip = node.ip ?? preset.ip ?? 'dhcp'
  const gateway = ip === 'dhcp' ? undefined : (node.gateway ?? preset.gateway ?? (defaults.gateway || undefined))
  return {
    bridge: preset.bridge ?? defaults.bridge,
    ip,
    packages: [...new Set(preset.packages ?? [])],
    ...(preset.cores === undefined ? {} : { cores: preset.cores }),
    ...(preset.memory === undefined ? {} : { memory: preset.memory }),
    ...(disk === undefined ? {} : { disk }),
    ...(image === undefined ? {} : { image }),
    ...(gateway === undefined ? {} : { gateway }),
  }
}

/** The bounds of the OpenTofu module, so that both provisioners take the same guests. */
const bounds = {
  cores: { least: 1, most: 128, unit: '' },
  memory: { least: 512, most: Infinity, unit: ' MiB' },
  disk: { least: 1, most: Infinity, unit: ' GiB' },
} as const

const sizes = ['cores', 'memory', 'disk'] as const

/** Faults of the values that are there; whether one is missing depends on the type of the node. */
export function faultsOf(values: GuestValues): readonly Fault[] {
  const { ip, gateway } = values
  const faults: Fault[] = []
  for (const field of sizes) {
    const value = values[field]
    const { least, most, unit } = bounds[field]
    if (value === undefined || (value >= least && value <= most)) continue
    const range = most === Infinity ? `at least ${least}${unit}` : `${least} to ${most}`
    faults.push({ field, message: `${field} is ${value}`, hint: `it must be ${range}` })
  }
  if (ip !== 'dhcp' && !isCidr(ip)) {
    faults.push({
      field: 'ip',
      message: `ip '${ip}' is no address`,
      hint: 'write dhcp, or IPv4 with its prefix length, e.g. 192.0.2.10/24',
    })
  }
  if (gateway !== undefined && !isIPv4(gateway)) {
    faults.push({
      field: 'gateway',
      message: `gateway '${gateway}' is no address`,
      hint: 'write IPv4 without a prefix length, e.g. 192.0.2.1',
    })
  }
  return faults
}

export const missingSizes = (values: GuestValues): readonly (typeof sizes)[number][] =>
  sizes.filter((field) => values[field] === undefined)

function isCidr(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/')
  return rest.length === 0 && isIPv4(address) && /^\d{1,2}$/.test(prefix) && Number(prefix) <= 32
}
