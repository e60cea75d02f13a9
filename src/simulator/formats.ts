/** The named value formats of the API: each answers with the complaint of the real server, or nothing. */
import { isIPv4, isIPv6 } from 'node:net'
import type { Property } from './schema.ts'
import { readProperties } from './schema.ts'
import { privileges } from './roles.ts'

const matches = (pattern: RegExp, complaint: string) => (value: string) => (pattern.test(value) ? undefined : complaint)

const prefixed = (value: string, family: 4 | 6): boolean => {
  const [, address = '', prefix = ''] = /^(.*)\/(\d{1,3})$/.exec(value) ?? []
  return family === 4 ? isIPv4(address) && Number(prefix) <= 32 : isIPv6(address) && Number(prefix) <= 128
}

const volumeId = (value: string): string | undefined =>
  /^[a-zA-Z][a-zA-Z0-9\-_.]*[a-zA-Z0-9]:.+$/.test(value) ? undefined : `unable to parse volume ID '${value}'\n`

export const contentTypes = ['images', 'rootdir', 'vztmpl', 'iso', 'backup', 'snippets', 'import', 'none']

const word = '[A-Za-z][A-Za-z0-9.\\-_]+'
const userid = new RegExp(`^[^\\s:/]+@${word}$`)
const dnsName = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/

const netmask = /^(?:[0-9]|[12][0-9]|3[0-2])$/
const hotplugFeatures = new Set(['network', 'disk', 'cpu', 'memory', 'usb', 'cloudinit'])

/** Ones, then zeros. */
function isNetmask(value: string): boolean {
  if (!isIPv4(value)) return false
  const bits = value.split('.').map((part) => Number(part).toString(2).padStart(8, '0'))
  return /^1*0*$/.test(bits.join(''))
}

type Check = (value: string) => string | undefined

const checks: Readonly<Record<string, Check>> = {
  'pve-vmid': matches(/^[1-9][0-9]{2,8}$/, 'value does not look like a valid VM ID\n'),
  'pve-node': matches(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/, 'value does not look like a valid node name\n'),
  'dns-name': matches(dnsName, 'value does not look like a valid DNS name\n'),
  'pve-storage-id': (value) =>
    /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i.test(value) ? undefined : `storage ID '${value}' contains illegal characters\n`,
  'pve-configid': (value) => (/^[a-z][a-z0-9_-]+$/i.test(value) ? undefined : `invalid configuration ID '${value}'\n`),
  'pve-userid': (value) =>
    userid.test(value) && value.length <= 64 ? undefined : `value '${value}' does not look like a valid user name\n`,
  'pve-tokenid': (value) =>
    new RegExp(`^[^\\s:/]+@${word}!${word}$`).test(value)
      ? undefined
      : `value '${value}' does not look like a valid token ID\n`,
  'pve-groupid': (value) =>
    /^[A-Za-z0-9.\-_]+$/.test(value) ? undefined : `group name '${value}' contains invalid characters\n`,
  'pve-roleid': (value) =>
    /^[A-Za-z0-9.\-_]+$/.test(value) ? undefined : `role name '${value}' contains invalid characters\n`,
  'pve-realm': matches(new RegExp(`^${word}$`), 'value does not look like a valid realm\n'),
  'pve-poolid': (value) =>
    /^[A-Za-z0-9.\-_]+(?:\/[A-Za-z0-9.\-_]+){0,2}$/.test(value)
      ? undefined
      : `value '${value}' does not look like a valid pool name\n`,
  'pve-priv': (value) => (privileges.has(value) ? undefined : `invalid privilege '${value}'\n`),
  'pve-tag': matches(/^[a-z0-9_][a-z0-9_\-+.]*$/i, 'invalid characters in tag\n'),
  'pve-volume-id': volumeId,
  'pve-volume-id-or-qm-path': (value) =>
    value === 'none' || value === 'cdrom' || value.startsWith('/') ? undefined : volumeId(value),
  'pve-volume-id-or-absolute-path': (value) => (value.startsWith('/') ? undefined : volumeId(value)),
  'pve-storage-content': (value) => (contentTypes.includes(value) ? undefined : `invalid content type '${value}'\n`),
  'disk-size': (value) =>
    /^\d+(?:\.\d+)?[KMGT]?$/.test(value) ? undefined : `value does not look like a valid disk size: ${value}\n`,
  'mac-addr': matches(
    /^[a-f0-9][02468ace](?::[a-f0-9]{2}){5}$/i,
    'value does not look like a valid unicast MAC address\n',
  ),
  'pve-bridge-id': matches(/^[-_.\w]+$/, 'value does not look like a valid bridge name\n'),
  'pve-bootdev': matches(/^(?:(?:ide|sata|scsi|virtio|net|usb|hostpci)\d+)$/, 'invalid boot device\n'),
  ipv4: (value) => (isIPv4(value) ? undefined : 'value does not look like a valid IPv4 address\n'),
  ipv6: (value) => (isIPv6(value) ? undefined : 'value does not look like a valid IPv6 address\n'),
  address: (value) =>
    isIPv4(value) || isIPv6(value) || dnsName.test(value) ? undefined : 'value does not look like a valid address\n',
  'pve-ipv4-config': (value) =>
    value === 'dhcp' || prefixed(value, 4)
      ? undefined
      : 'value does not look like a valid ipv4 network configuration\n',
  'pve-ipv6-config': (value) =>
    value === 'dhcp' || value === 'auto' || prefixed(value, 6)
      ? undefined
      : 'value does not look like a valid ipv6 network configuration\n',
  ip: (value) => (isIPv4(value) || isIPv6(value) ? undefined : 'value does not look like a valid IP address\n'),
  ipv4mask: (value) =>
    netmask.test(value) || isNetmask(value) ? undefined : 'value does not look like a valid IP netmask\n',
  CIDR: (value) =>
    prefixed(value, 4) || prefixed(value, 6) ? undefined : 'value does not look like a valid CIDR network\n',
  CIDRv4: (value) => (prefixed(value, 4) ? undefined : 'value does not look like a valid IPv4 network\n'),
  CIDRv6: (value) => (prefixed(value, 6) ? undefined : 'value does not look like a valid IPv6 network\n'),
  'email-opt': (value) =>
    value === '' || /^[\w+\-~]+(?:\.[\w+\-~]+)*@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/.test(value)
      ? undefined
      : 'value does not look like a valid email address\n',
  'mac-prefix': matches(
    /^[a-f0-9][02468ace](?::[a-f0-9]{2}){0,2}:?$/i,
    'value is not a valid unicast MAC address prefix\n',
  ),
  'pve-iface': (value) =>
    /^[a-zA-Z][a-zA-Z0-9_]{1,20}(?:[:.]\d+)?$/.test(value) ? undefined : `invalid network interface name '${value}'\n`,
  'pve-storage-path': matches(/^\/[-/a-zA-Z0-9_.@]+$/, 'value does not look like a valid absolute path\n'),
  'pve-storage-server': (value) =>
    isIPv4(value) || isIPv6(value) || dnsName.test(value)
      ? undefined
      : 'value does not look like a valid server name or IP address\n',
  'pve-storage-vgname': (value) =>
    /^[a-z0-9_.+-]+$/i.test(value) ? undefined : `lvm volume group name '${value}' contains illegal characters\n`,
  'pve-task-status-type': (value) =>
    /^(?:ok|error|warning|unknown)$/i.test(value) ? undefined : `invalid status '${value}'\n`,
  'pve-hotplug-features': (value) =>
    /^[01]$/.test(value) || value.split(/[,;\s]+/).every((feature) => hotplugFeatures.has(feature))
      ? undefined
      : 'unable to parse hotplug option\n',
  urlencoded: (value) => (/^[-%a-zA-Z0-9_.!~*'()]*$/.test(value) ? undefined : `invalid urlencoded string: ${value}\n`),
}

const keys = (source: Record<string, unknown>): ReadonlyMap<string, Property> => readProperties(source)
const optional = (more: Record<string, unknown>) => ({ optional: 1, type: 'string', ...more })

/** Named formats that are property strings; the schema gives only their names. */
export const stringFormats: Readonly<Record<string, ReadonlyMap<string, Property>>> = {
  'pve-qm-ipconfig': keys({
    ip: optional({ format: 'pve-ipv4-config' }),
    gw: optional({ format: 'ipv4' }),
    ip6: optional({ format: 'pve-ipv6-config' }),
    gw6: optional({ format: 'ipv6' }),
  }),
  'pve-qm-cicustom': keys({
    meta: optional({ format: 'pve-volume-id' }),
    network: optional({ format: 'pve-volume-id' }),
    user: optional({ format: 'pve-volume-id' }),
    vendor: optional({ format: 'pve-volume-id' }),
  }),
  'pve-qm-boot': keys({
    legacy: optional({ default_key: 1, pattern: '[acdn]{1,4}' }),
    order: optional({ format: 'pve-bootdev-list' }),
  }),
  'pve-qm-watchdog': keys({
    model: optional({ default_key: 1, enum: ['i6300esb', 'ib700'] }),
    action: optional({ enum: ['reset', 'shutdown', 'poweroff', 'pause', 'debug', 'none'] }),
  }),
  'pve-qm-smbios1': keys({
    uuid: optional({ pattern: '[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}' }),
    ...Object.fromEntries(
      ['version', 'serial', 'manufacturer', 'product', 'sku', 'family'].map((key) => [key, optional({})]),
    ),
    base64: optional({ type: 'boolean' }),
  }),
  'pve-qm-rng': keys({
    source: { default_key: 1, type: 'string', enum: ['/dev/urandom', '/dev/random', '/dev/hwrng'] },
    max_bytes: optional({ type: 'integer' }),
    period: optional({ type: 'integer' }),
  }),
  'prune-backups': keys({
    'keep-all': optional({ type: 'boolean' }),
    ...Object.fromEntries(
      ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'].map((key) => [
        `keep-${key}`,
        optional({ type: 'integer' }),
      ]),
    ),
  }),
  'pve-startup-order': keys({
    order: optional({ default_key: 1, type: 'integer', minimum: 0 }),
    up: optional({ type: 'integer' }),
    down: optional({ type: 'integer' }),
  }),
}

/** The complaint about a value of a named format, as the server words it, or undefined. Unknown formats accept all. */
export function checkFormat(format: string, value: string): string | undefined {
  const list = /^(.+)-list$/.exec(format)?.[1]
  if (list !== undefined) {
    for (const item of value.split(/[,;\s\0]+/).filter((piece) => piece !== '')) {
      const complaint = checkFormat(list, item)
      if (complaint !== undefined) return complaint
    }
    return undefined
  }
  return checks[format]?.(value)
}
