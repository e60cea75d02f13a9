/** What a node says, what its preset says and what the site says, merged in that order of strength, and the bounds of the result. */
import { isIPv4 } from 'node:net'
import { inSite, said, type Path, type Said } from '../config/said.ts'
import type { Preset, Site } from '../config/site-config.ts'

export interface GuestValues {
  readonly cores: Said<number> | undefined
  /** MiB. */
  readonly memory: Said<number> | undefined
  /** GiB. */
  readonly disk: Said<number> | undefined
  readonly image: Said<string> | undefined
  readonly bridge: Said<string>
  /** `dhcp`, or IPv4 in CIDR form; undefined: dhcp. */
  readonly ip: Said<string> | undefined
  /** Of no effect beside dhcp. */
  readonly gateway: Said<string> | undefined
  readonly packages: Said<readonly string[]> | undefined
}

/** A value that cannot be used; `field` is the key of node or preset that it came from. */
export interface Fault {
  readonly field: string
  readonly by: Said<unknown>['by']
  readonly message: string
  readonly hint: string
}

export interface Layers {
  /** What the guest says itself, at this path of its manifest. */
  readonly own: { readonly [Field in keyof Preset]?: Preset[Field] | null }
  readonly path: Path
  readonly preset: Preset
  /** The name of the preset; empty where there is none. */
  readonly presetName: string
  readonly defaults: Site['defaults']
}

/** Empty texts of site.yaml count as not given, as its example file ships them. */
export function mergeValues({ own, path, preset, presetName, defaults }: Layers): GuestValues {
  const pick = <Value>(field: string, mine: Value | null | undefined, usual: Value | undefined) =>
    said(mine, { kind: 'manifest', path: [...path, field] }) ?? said(usual, inSite(`presets/${presetName}.yaml`, field))
  const site = (field: string) => inSite('site.yaml', 'defaults', field)
  const packages = pick('packages', own.packages, preset.packages)
  return {
    cores: pick('cores', own.cores, preset.cores),
    memory: pick('memory', own.memory, preset.memory),
    disk: pick('disk', own.disk, preset.disk),
    image: pick('image', own.image, preset.image),
    bridge: pick('bridge', own.bridge, preset.bridge) ?? { value: defaults.bridge, by: [site('bridge')] },
    ip: pick('ip', own.ip, preset.ip),
    gateway: pick('gateway', own.gateway, preset.gateway) ?? said(defaults.gateway || undefined, site('gateway')),
    packages: packages && { ...packages, value: [...new Set(packages.value)] },
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
    const found = values[field]
    const { least, most, unit } = bounds[field]
    if (found === undefined || (found.value >= least && found.value <= most)) continue
    const range = most === Infinity ? `at least ${least}${unit}` : `${least} to ${most}`
    faults.push({ field, by: found.by, message: `${field} is ${found.value}`, hint: `it must be ${range}` })
  }
  const isStatic = ip !== undefined && ip.value !== 'dhcp'
  if (isStatic && !isCidr(ip.value)) {
    faults.push({
      field: 'ip',
      by: ip.by,
      message: `ip '${ip.value}' is no address`,
      hint: 'write dhcp, or IPv4 with its prefix length, e.g. 192.0.2.10/24',
    })
  }
  if (isStatic && gateway !== undefined && !isIPv4(gateway.value)) {
    faults.push({
      field: 'gateway',
      by: gateway.by,
      message: `gateway '${gateway.value}' is no address`,
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
