/** Property strings of Proxmox VE (drives, network cards, agent, …) and disk sizes, taken apart and put together. */

const unitBytes: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

/**
 * The parts of a property string by name; the first part without a name gets `defaultKey`.
 * `vmstore:100/vm-100-disk-0.qcow2,size=96M` with `file` is `{ file: 'vmstore:…', size: '96M' }`.
 */
export function parseProperties(text: string, defaultKey: string): Readonly<Record<string, string>> {
  const parts = text.split(',').filter((part) => part.trim() !== '')
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=')
      return at === -1 ? [defaultKey, part.trim()] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
    }),
  )
}

/** As PVE writes it: the value of `defaultKey` first and without its name, then the others alphabetically. */
export function printProperties(properties: Readonly<Record<string, string>>, defaultKey: string): string {
  const { [defaultKey]: first, ...others } = properties
  const rest = Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
  return [...(first === undefined ? [] : [first]), ...rest].join(',')
}

/** `10G`, `512M`, `4096K`, `1T` or plain bytes. Throws a RangeError for anything else. */
export function sizeInBytes(text: string): number {
  const [, figure, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text.trim()) ?? []
  const factor = unitBytes[unit ?? 'none']
  if (figure === undefined || factor === undefined) throw new RangeError(`not a disk size: ${text}`)
  return Number(figure) * factor
}

export interface Drive {
  /** `STORAGE:VOLUME`, `STORAGE:SIZE` for a new one, or `none`. */
  readonly volume: string
  readonly cdrom: boolean
  readonly sizeBytes?: number
  readonly serial?: string
  /** All other properties as they stand. */
  readonly rest: Readonly<Record<string, string>>
}

export function parseDrive(text: string): Drive {
  const { file = 'none', media, size, serial, ...rest } = parseProperties(text, 'file')
  return {
    volume: file,
    cdrom: media === 'cdrom',
    rest,
    ...(size === undefined ? {} : { sizeBytes: sizeInBytes(size) }),
    ...(serial === undefined ? {} : { serial }),
  }
}

export interface Nic {
  readonly model: string
  /** Upper case; absent, PVE makes one up, also on an update. */
  readonly mac?: string
  readonly bridge?: string
  readonly vlan?: number
  /** All other properties as they stand. */
  readonly rest: Readonly<Record<string, string>>
}

const macAddress = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i

/** Takes `virtio=MAC,bridge=…`, `virtio,bridge=…` and the long form `model=virtio,macaddr=MAC,…`. */
export function parseNic(text: string): Nic {
  const { bridge, tag, model: named, macaddr, ...others } = parseProperties(text, 'model')
  const short = Object.entries(others).find(([, value]) => macAddress.test(value))
  const model = named ?? short?.[0] ?? 'virtio'
  const mac = macaddr ?? short?.[1]
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => key !== short?.[0]))
  return {
    model,
    rest,
    ...(mac === undefined ? {} : { mac: mac.toUpperCase() }),
    ...(bridge === undefined ? {} : { bridge }),
    ...(tag === undefined ? {} : { vlan: Number(tag) }),
  }
}

export function printNic({ model, mac, bridge, vlan, rest }: Nic): string {
  const properties = { ...rest, ...(bridge ? { bridge } : {}), ...(vlan === undefined ? {} : { tag: String(vlan) }) }
  const first = mac ? `${model}=${mac.toUpperCase()}` : model
  return printProperties({ model: first, ...properties }, 'model')
}
