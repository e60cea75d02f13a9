/** Proxmox VE's own cloud-init: which values the image has, and the files that it would hold. */
import { createHash } from 'node:crypto'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import type { Host } from '../host.ts'
import { readStringFormat } from '../string-formats.ts'
import type { Config, Guest } from '../state.ts'
import { drivesOf, isCloudinit, isNetKey, parseDrive } from './drive.ts'
import { checkLock, findGuest, merged, typed, withGuestLock } from './guest.ts'

const keys = ['cicustom', 'cipassword', 'citype', 'ciupgrade', 'ciuser', 'nameserver', 'searchdomain', 'sshkeys']

/** The values that go into the image. */
export function cloudinitValues(config: Readonly<Config>): Config {
  return Object.fromEntries(
    Object.entries(config).filter(
      ([key]) => keys.includes(key) || /^ipconfig\d+$/.test(key) || key === 'name' || isNetKey(key),
    ),
  )
}

export const hasCloudinit = (config: Readonly<Config>): boolean =>
  drivesOf(config).some(([, drive]) => isCloudinit(drive))

/** What the configuration says, and where the image says something else. */
function pendingValues(guest: Guest): Record<string, unknown>[] {
  const config = merged(guest)
  const image = hasCloudinit(config) ? (guest.cloudinit ?? cloudinitValues(config)) : cloudinitValues(config)
  const shown = [...new Set([...Object.keys(config), ...Object.keys(image)])]
    .filter((key) => keys.includes(key))
    .toSorted()
  return shown.map((key) => {
    const value = image[key]
    const next = config[key]
    return {
      key,
      ...(value === undefined ? {} : { value: typed(key, value) }),
      ...(next === undefined || next === value ? {} : { pending: typed(key, next) }),
      ...(next === undefined ? { delete: 1 } : {}),
    }
  })
}

function userFile(guest: Guest): string {
  const config = merged(guest)
  const name = config['name'] ?? `VM${guest.vmid}`
  const domain = config['searchdomain']?.split(/[\s;,]/)[0]
  const sshkeys = decodeURIComponent(config['sshkeys'] ?? '')
    .split('\n')
    .filter((line) => line !== '')
  return [
    '#cloud-config',
    `hostname: ${name}`,
    'manage_etc_hosts: true',
    `fqdn: ${domain === undefined ? name : `${name}.${domain}`}`,
    ...(config['ciuser'] === undefined ? [] : [`user: ${config['ciuser']}`]),
    ...(config['cipassword'] === undefined ? [] : [`password: ${config['cipassword']}`]),
    ...(sshkeys.length === 0 ? [] : ['ssh_authorized_keys:', ...sshkeys.map((line) => `  - ${line}`)]),
    'chpasswd:',
    '  expire: False',
    'users:',
    '  - default',
    `package_upgrade: ${config['ciupgrade'] === '0' ? 'false' : 'true'}`,
    '',
  ].join('\n')
}

/** The options of `ipconfigN`. */
export const ipConfig = (text: string | undefined): Record<string, string> => readStringFormat('pve-qm-ipconfig', text)

function subnet(text: string | undefined): string[] {
  const { ip, gw } = ipConfig(text)
  if (ip === undefined || ip === 'dhcp') return ['      - type: dhcp4']
  const [address = '', prefix = '24'] = ip.split('/')
  const bits = (0xffffffff << (32 - Number(prefix))) >>> 0
  const mask = [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')
  const gateway = gw === undefined ? [] : [`        gateway: '${gw}'`]
  return ['      - type: static', `        address: '${address}'`, `        netmask: '${mask}'`, ...gateway]
}

function networkFile(guest: Guest): string {
  const config = merged(guest)
  const parts = ['version: 1', 'config:']
  for (const key of Object.keys(config).filter(isNetKey).toSorted()) {
    const index = key.slice(3)
    if (config[`ipconfig${index}`] === undefined) continue
    const mac = (parseDrive(key, config[key] ?? '')['macaddr'] ?? '').toLowerCase()
    parts.push('    - type: physical', `      name: eth${index}`, `      mac_address: '${mac}'`, '      subnets:')
    parts.push(...subnet(config[`ipconfig${index}`]))
  }
  parts.push('    - type: nameserver', '      address:', `      - '${config['nameserver'] ?? '10.9.9.1'}'`)
  if (config['searchdomain'] !== undefined) parts.push('      search:', `      - '${config['searchdomain']}'`)
  return `${parts.join('\n')}\n`
}

function dump({ host, node, params }: Call): string {
  const guest = findGuest(host, node, Number(params['vmid']))
  const type = asText(params['type'])
  if (type === 'network') return networkFile(guest)
  if (type === 'user') return userFile(guest)
  return `instance-id: ${createHash('sha1')
    .update(userFile(guest) + networkFile(guest))
    .digest('hex')}\n`
}

async function regenerate(host: Host, guest: Guest): Promise<null> {
  await withGuestLock(host, guest.vmid, undefined, async () => {
    checkLock(guest)
    guest.cloudinit = cloudinitValues(merged(guest))
  })
  return null
}

const at = '/nodes/{node}/qemu/{vmid}/cloudinit'
const guestOf = ({ host, node, params }: Call): Guest => findGuest(host, node, Number(params['vmid']))

export const cloudinitRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: (call) => pendingValues(guestOf(call)),
  [`PUT ${at}`]: (call) => regenerate(call.host, guestOf(call)),
  [`GET ${at}/dump`]: dump,
}
