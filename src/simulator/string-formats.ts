/** Named formats that are property strings: the schema of the API gives only their names. */
import { parsePropertyString } from './property-string.ts'
import type { Property } from './schema.ts'
import { readProperties } from './schema.ts'

const keys = (source: Record<string, unknown>): ReadonlyMap<string, Property> => readProperties(source)
const optional = (more: Record<string, unknown>) => ({ optional: 1, type: 'string', ...more })
const base64 = { pattern: '[A-Za-z0-9+/]+={0,2}' }

export const stringFormats: Readonly<Record<string, ReadonlyMap<string, Property>>> = {
  'pve-qm-ipconfig': keys({
    ip: optional({ format: 'pve-ipv4-config' }),
    gw: optional({ format: 'ipv4', requires: 'ip' }),
    ip6: optional({ format: 'pve-ipv6-config' }),
    gw6: optional({ format: 'ipv6', requires: 'ip6' }),
  }),
  'pve-qm-cicustom': keys({
    meta: optional({ format: 'pve-volume-id' }),
    network: optional({ format: 'pve-volume-id' }),
    user: optional({ format: 'pve-volume-id' }),
    vendor: optional({ format: 'pve-volume-id' }),
  }),
  'pve-qm-boot': keys({
    legacy: optional({ default_key: 1, pattern: '[acdn]{1,4}' }),
    order: optional({ format: 'pve-qm-bootdev-list' }),
  }),
  'pve-qm-watchdog': keys({
    model: optional({ default_key: 1, enum: ['i6300esb', 'ib700'] }),
    action: optional({ enum: ['reset', 'shutdown', 'poweroff', 'pause', 'debug', 'none'] }),
  }),
  'pve-qm-smbios1': keys({
    uuid: optional({ pattern: '[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}' }),
    ...Object.fromEntries(
      ['version', 'serial', 'manufacturer', 'product', 'sku', 'family'].map((key) => [key, optional(base64)]),
    ),
    base64: optional({ type: 'boolean' }),
  }),
  'pve-qm-rng': keys({
    source: { default_key: 1, type: 'string', enum: ['/dev/urandom', '/dev/random', '/dev/hwrng'] },
    max_bytes: optional({ type: 'integer' }),
    period: optional({ type: 'integer' }),
  }),
  'pve-vm-cpu-conf': keys({
    cputype: optional({ default_key: 1 }),
    'reported-model': optional({}),
    hidden: optional({ type: 'boolean' }),
    'hv-vendor-id': optional({ pattern: '[a-zA-Z0-9]{1,12}' }),
    flags: optional({ pattern: '[+-][a-zA-Z0-9\\-_.]+(?:;[+-][a-zA-Z0-9\\-_.]+)*' }),
    'guest-phys-bits': optional({ type: 'integer', minimum: 32, maximum: 64 }),
    'phys-bits': optional({ format: 'pve-phys-bits' }),
  }),
  'pve-sdn-dhcp-range': keys({ 'start-address': { type: 'ip' }, 'end-address': { type: 'ip' } }),
  'prune-backups': keys({
    'keep-all': optional({ type: 'boolean' }),
    ...Object.fromEntries(
      ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'].map((key) => [
        `keep-${key}`,
        optional({ type: 'integer' }),
      ]),
    ),
  }),
}

/** What a text of such a format says; nothing where it is malformed. */
export function readStringFormat(format: string, text: string | undefined): Record<string, string> {
  const parsed = parsePropertyString(stringFormats[format] ?? new Map(), text ?? '')
  return typeof parsed === 'string' ? {} : parsed
}

const intel = [
  '486 pentium pentium2 pentium3 coreduo core2duo Conroe Penryn Nehalem Nehalem-IBRS Westmere Westmere-IBRS',
  'SandyBridge SandyBridge-IBRS IvyBridge IvyBridge-IBRS Haswell Haswell-IBRS Haswell-noTSX Haswell-noTSX-IBRS',
  'Broadwell Broadwell-IBRS Broadwell-noTSX Broadwell-noTSX-IBRS Skylake-Client Skylake-Client-IBRS',
  'Skylake-Client-noTSX-IBRS Skylake-Client-v4 Skylake-Server Skylake-Server-IBRS Skylake-Server-noTSX-IBRS',
  'Skylake-Server-v4 Skylake-Server-v5 Cascadelake-Server Cascadelake-Server-v2 Cascadelake-Server-noTSX',
  'Cascadelake-Server-v4 Cascadelake-Server-v5 Cooperlake Cooperlake-v2 KnightsMill Icelake-Client',
  'Icelake-Client-noTSX Icelake-Server Icelake-Server-noTSX Icelake-Server-v3 Icelake-Server-v4 Icelake-Server-v5',
  'Icelake-Server-v6 SapphireRapids SapphireRapids-v2 GraniteRapids',
]
const amd = [
  'athlon phenom Opteron_G1 Opteron_G2 Opteron_G3 Opteron_G4 Opteron_G5 EPYC EPYC-IBPB EPYC-v3 EPYC-v4 EPYC-Rome',
  'EPYC-Rome-v2 EPYC-Rome-v3 EPYC-Rome-v4 EPYC-Milan EPYC-Milan-v2 EPYC-Genoa',
]
const generic = ['host kvm32 kvm64 qemu32 qemu64 max x86-64-v2 x86-64-v2-AES x86-64-v3 x86-64-v4']

/** The processors that a guest can be given. */
const processors: ReadonlySet<string> = new Set([...intel, ...amd, ...generic].join(' ').split(' '))

const flags = [
  'nested-virt',
  'md-clear',
  'pcid',
  'spec-ctrl',
  'ssbd',
  'ibpb',
  'virt-ssbd',
  'amd-ssbd',
  'amd-no-ssb',
  'pdpe1gb',
  'hv-tlbflush',
  'hv-evmcs',
  'aes',
]
const allowedFlags = new RegExp(`^[+-](?:${flags.join('|')})(?:;[+-](?:${flags.join('|')}))*$`)

function checkProcessor(cpu: Readonly<Record<string, string>>): string | undefined {
  const { cputype = '', flags: asked } = cpu
  if (cputype === '') return 'CPU is missing cputype\n'
  if (cputype.startsWith('custom-')) return `Custom cputype '${cputype.slice(7)}' not found\n`
  if (!processors.has(cputype)) {
    return `Built-in cputype '${cputype}' is not defined (missing 'custom-' prefix?)\n`
  }
  if (asked !== undefined && !allowedFlags.test(asked)) {
    return `VM-specific CPU flags must be a subset of: ${flags.join(', ')}\n`
  }
  return cpu['reported-model'] === undefined
    ? undefined
    : "Property 'reported-model' not allowed in VM-specific CPU config.\n"
}

/** What a property string has to hold as a whole. */
export const wholeChecks: Readonly<Record<string, (values: Readonly<Record<string, string>>) => string | undefined>> = {
  'pve-vm-cpu-conf': checkProcessor,
}
