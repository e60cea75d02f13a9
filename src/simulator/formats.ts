/** The named value formats of the API: each answers with the complaint of the real server, or nothing. */
import { isIP, isIPv4, isIPv6 } from 'node:net'
import { privileges } from './roles.ts'

type Check = (value: string) => string | undefined

const matches = (pattern: RegExp, complaint: string) => (value: string) => (pattern.test(value) ? undefined : complaint)

/** The complaint names the value, between `before` and `after`. */
const fits =
  (pattern: RegExp, before: string, after: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : `${before} '${value}'${after}\n`

/** An address with a prefix that leaves some of the first byte out. */
function prefixed(value: string, family: 4 | 6): boolean {
  const [, address = '', digits = ''] = /^(.*)\/(\d+)$/.exec(value) ?? []
  const prefix = Number(digits)
  return prefix > 7 && (family === 4 ? isIPv4(address) && prefix <= 32 : isIPv6(address) && prefix <= 128)
}

const volumeId = fits(/^[a-zA-Z][a-zA-Z0-9\-_.]*[a-zA-Z0-9]:.+$/, 'unable to parse volume ID', '')
const volumeOrPath: Check = (value) => (value.startsWith('/') ? undefined : volumeId(value))

export const contentTypes = ['images', 'rootdir', 'vztmpl', 'iso', 'backup', 'snippets', 'import', 'none']

const word = '[A-Za-z][A-Za-z0-9.\\-_]+'
const userid = new RegExp(`^[^\\s:/]+@${word}$`)
const dnsName = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/
const email = /^[\w+\-~]+(?:\.[\w+\-~]+)*@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/
const noEmail = 'value does not look like a valid email address\n'

function checkUserid(value: string): string | undefined {
  if (value.length < 3) return `user name '${value}' is too short\n`
  if (value.length > 64) return `user name '${value}' is too long (${value.length} > 64)\n`
  return userid.test(value) ? undefined : `value '${value}' does not look like a valid user name\n`
}

function checkPoolid(value: string): string | undefined {
  if (value.split('/').length > 3) return `pool name '${value}' nested more than 3 levels deep\n`
  return /^[\w.-]+(?:\/[\w.-]+){0,2}$/.test(value) ? undefined : `pool name '${value}' contains invalid characters\n`
}

/** Ones, then zeros. */
function isNetmask(value: string): boolean {
  if (!isIPv4(value)) return false
  const bits = value.split('.').map((part) => Number(part).toString(2).padStart(8, '0'))
  return /^1*0*$/.test(bits.join(''))
}

function checkVlan(value: string): string | undefined {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(value) ?? []
  if (from === undefined) return `invalid VLAN configuration '${value}'\n`
  const wrong = [from, to ?? from].find((tag) => Number(tag) < 2 || Number(tag) > 4094)
  if (wrong !== undefined) return `invalid VLAN tag '${wrong}'\n`
  if (to !== undefined && Number(from) >= Number(to)) return `VLAN range must go from lower to higher tag '${value}'\n`
  return undefined
}

function checkStartup(value: string): string | undefined {
  const parts = value.split(',').filter((part) => part.trim() !== '')
  const known = parts.every((part) => /^(?:(?:order=)?|up=|down=)\d+$/.test(part))
  return known && value !== '' && value !== '0' ? undefined : 'unable to parse startup options\n'
}

const hotplugFeatures = new Set(['network', 'disk', 'cpu', 'memory', 'usb', 'cloudinit'])

function checkHotplug(value: string): string | undefined {
  if (value === '0' || value === '1') return undefined
  const unknown = splitList(value).find((feature) => !hotplugFeatures.has(feature))
  return unknown === undefined ? undefined : `invalid hotplug feature '${unknown}'\n`
}

const isAddress = (value: string): boolean => isIP(value) !== 0
const ip = (complaint: string, test: (value: string) => boolean) => (value: string) =>
  test(value) ? undefined : `value does not look like a valid ${complaint}\n`

const bootDevice =
  /^(?:ide[0-3]|sata[0-5]|scsi(?:[12]?\d|30)|virtio(?:\d|1[0-5])|net(?:[12]?\d|3[01])|usb(?:\d|1[0-3])|hostpci(?:\d|1[0-5]))$/
const bootDisk = /^(?:ide[0-3]|sata[0-5]|scsi(?:[12]?\d|30)|virtio(?:\d|1[0-5]))$/

const checks: Readonly<Record<string, Check>> = {
  string: () => undefined,
  'pve-vmid': matches(/^[1-9][0-9]{2,8}$/, 'value does not look like a valid VM ID\n'),
  'pve-node': matches(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/, 'value does not look like a valid node name\n'),
  'dns-name': matches(dnsName, 'value does not look like a valid DNS name\n'),
  'pve-storage-id': fits(/^[a-z][a-z0-9\-_.]*[a-z0-9]$/i, 'storage ID', ' contains illegal characters'),
  'pve-configid': fits(/^[a-z][a-z0-9_-]+$/i, 'invalid configuration ID', ''),
  'pve-userid': checkUserid,
  'pve-tokenid': fits(new RegExp(`^[^\\s:/]+@${word}!${word}$`), 'value', ' does not look like a valid token ID'),
  'pve-groupid': fits(/^[A-Za-z0-9.\-_]+$/, 'group name', ' contains invalid characters'),
  'pve-roleid': fits(/^[A-Za-z0-9.\-_]+$/, 'role name', ' contains invalid characters'),
  'pve-realm': matches(new RegExp(`^${word}$`), 'value does not look like a valid realm\n'),
  'pve-poolid': checkPoolid,
  'pve-priv': (value) => (privileges.has(value) ? undefined : `invalid privilege '${value}'\n`),
  'pve-tag': matches(/^[a-z0-9_][a-z0-9_\-+.]*$/i, 'invalid characters in tag\n'),
  'pve-volume-id': volumeId,
  'pve-volume-id-or-qm-path': (value) => (value === 'none' || value === 'cdrom' ? undefined : volumeOrPath(value)),
  'pve-volume-id-or-absolute-path': volumeOrPath,
  'pve-storage-content': (value) => (contentTypes.includes(value) ? undefined : `invalid content type '${value}'\n`),
  'pve-storage-format': (value) =>
    ['raw', 'qcow2', 'vmdk', 'subvol'].includes(value) ? undefined : `invalid format '${value}'\n`,
  'pve-storage-path': matches(/^\/[-/a-zA-Z0-9_.@]+$/, 'value does not look like a valid absolute path\n'),
  'pve-storage-server': (value) =>
    isAddress(value) || dnsName.test(value)
      ? undefined
      : 'value does not look like a valid server name or IP address\n',
  'pve-storage-vgname': fits(/^[a-z0-9][a-z0-9\-_.]*[a-z0-9]$/i, 'lvm name', ' contains illegal characters'),
  'pve-storage-options': fits(/^\S+$/, 'invalid options', ''),
  'disk-size': (value) =>
    /^\d+(?:\.\d+)?[KMGT]?$/.test(value) ? undefined : `value does not look like a valid disk size: ${value}\n`,
  'mac-addr': matches(
    /^[a-f0-9][02468ace](?::[a-f0-9]{2}){5}$/i,
    'value does not look like a valid unicast MAC address\n',
  ),
  'mac-prefix': matches(
    /^[a-f0-9][02468ace](?::[a-f0-9]{2}){0,2}:?$/i,
    'value is not a valid unicast MAC address prefix\n',
  ),
  'pve-bridge-id': fits(/^[-_.\w]+$/, 'invalid bridge ID', ''),
  'pve-qm-bootdev': fits(bootDevice, 'invalid boot device', ''),
  'pve-qm-bootdisk': fits(bootDisk, 'invalid boot disk', ''),
  'pve-cpuset': matches(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/, 'unable to parse cpuset option\n'),
  'pve-phys-bits': (value) =>
    value === 'host' || (/^\d{1,2}$/.test(value) && Number(value) >= 8 && Number(value) <= 64)
      ? undefined
      : "value must be an integer between 8 and 64 or 'host'\n",
  'pve-startup-order': checkStartup,
  'pve-hotplug-features': checkHotplug,
  ipv4: ip('IPv4 address', isIPv4),
  ipv6: ip('IPv6 address', isIPv6),
  ip: ip('IP address', isAddress),
  address: (value) =>
    isAddress(value) || dnsName.test(value) ? undefined : `value does not look like a valid address: ${value}\n`,
  'pve-ipv4-config': ip('ipv4 network configuration', (value) => /^(?:dhcp|manual)$/.test(value) || prefixed(value, 4)),
  'pve-ipv6-config': ip(
    'ipv6 network configuration',
    (value) => /^(?:auto|dhcp|manual)$/.test(value) || prefixed(value, 6),
  ),
  ipv4mask: ip('IP netmask', isNetmask),
  CIDR: ip('CIDR network', (value) => prefixed(value, 4) || prefixed(value, 6)),
  CIDRv4: ip('IPv4 CIDR network', (value) => prefixed(value, 4)),
  CIDRv6: ip('IPv6 CIDR network', (value) => prefixed(value, 6)),
  'pve-sdn-subnet-id': ip('CIDR network', (value) => {
    const cidr = value.includes('/') ? value : value.split('-').slice(1).join('/')
    return prefixed(cidr, 4) || prefixed(cidr, 6)
  }),
  email: matches(email, noEmail),
  'pve-iface': fits(/^[a-zA-Z][a-zA-Z0-9_]{1,20}(?:[:.]\d+)?$/, 'invalid network interface name', ''),
  'pve-vlan-id-or-range': checkVlan,
  'pve-task-status-type': fits(/^(?:ok|error|warning|unknown)$/i, 'invalid status', ''),
  'ldap-simple-attr': fits(/^[a-zA-Z0-9]+$/, 'value', ' does not look like a simple ldap attribute name'),
  urlencoded: (value) => (/^[-%a-zA-Z0-9_.!~*'()]*$/.test(value) ? undefined : `invalid urlencoded string: ${value}\n`),
}

/** The items of a list as the API writes it; where a field was repeated only that divides. */
export const splitList = (value: string): string[] =>
  (value.includes('\0') ? value.split('\0') : value.split(/[,;\s]+/)).filter((item) => item !== '')

/** The complaint about a value of a named format, as the server words it, or undefined. Unknown formats accept all. */
export function checkFormat(format: string, value: string): string | undefined {
  const [, name = '', kind] = /^(.*?)(?:-(list|opt))?$/.exec(format) ?? []
  if (kind === 'opt' && value === '') return undefined
  if (kind !== 'list') return checks[name]?.(value)
  for (const item of splitList(value)) {
    const complaint = checks[name]?.(item)
    if (complaint !== undefined) return complaint
  }
  return undefined
}
