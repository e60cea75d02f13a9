/** The methods of a node itself: its figures, clock, names, certificates and packages. */
import { X509Certificate } from 'node:crypto'
import type { Call, Handler } from '../call.ts'
import { asList, asText } from '../call.ts'
import { checkDigest, digestOf } from '../config-digest.ts'
import type { Host } from '../host.ts'
import { seconds } from '../host.ts'
import { settingsOf } from '../interfaces.ts'
import { packageList } from '../packages.ts'
import { parameterRefusal } from '../refusal.ts'
import { sampleAuthority } from '../sample-certificates.ts'
import { version } from './cluster.ts'
import { nodeCores, nodeFigures, nodeMemory, rootUse, uptime } from './resources.ts'

function nodeStatus({ host, node }: Call): Record<string, unknown> {
  const figures = nodeFigures(host, node)
  const used = Number(figures['mem'])
  const { disk, maxdisk } = rootUse
  const release = '6.17.2-1-pve'
  const build = '#1 SMP PREEMPT_DYNAMIC PMX 6.17.2-1'
  return {
    cpu: 0.01,
    wait: 0,
    idle: 0,
    uptime: uptime(host),
    loadavg: ['0.10', '0.12', '0.09'],
    memory: { total: nodeMemory, used, free: nodeMemory - used, available: nodeMemory - used },
    swap: { total: 0, used: 0, free: 0 },
    ksm: { shared: 0 },
    rootfs: { total: maxdisk, used: disk, free: maxdisk - disk, avail: maxdisk - disk },
    pveversion: `pve-manager/${version.version}/${version.repoid}`,
    kversion: `Linux ${release} ${build}`,
    'current-kernel': { sysname: 'Linux', release, version: build, machine: 'x86_64' },
    'boot-info': { mode: 'legacy-bios' },
    cpuinfo: {
      model: 'Simulated CPU',
      vendor: 'GenuineIntel',
      family: '6',
      cpus: nodeCores,
      cores: nodeCores,
      sockets: 1,
      hvm: '1',
      mhz: '3000.000',
      user_hz: 100,
      flags: 'fpu vmx lm nx',
    },
  }
}

/** Seconds that a zone is ahead of UTC now; undefined where there is no such zone. */
function offsetOf(timezone: string, now: number): number | undefined {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(now)
    const at = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
    const there = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'))
    return Math.round((there - now) / 1000)
  } catch {
    return undefined
  }
}

function time({ host, node }: Call): Record<string, unknown> {
  const { timezone } = settingsOf(host, node)
  const now = seconds(host)
  return { timezone, time: now, localtime: now + (offsetOf(timezone, now * 1000) ?? 0) }
}

function setTime({ host, node, params }: Call): null {
  const timezone = asText(params['timezone']) ?? ''
  if (offsetOf(timezone, host.clock.now()) === undefined) throw parameterRefusal({ timezone: 'No such timezone' })
  settingsOf(host, node).timezone = timezone
  return null
}

function setDns({ host, node, params }: Call): null {
  const given = ['search', 'dns1', 'dns2', 'dns3'].flatMap((key) => {
    const value = asText(params[key])
    return value === undefined ? [] : [[key, value] as const]
  })
  settingsOf(host, node).dns = Object.fromEntries(given)
  return null
}

const configNumbers = new Set(['startall-onboot-delay', 'ballooning-target'])

function config({ host, node, params }: Call): Record<string, unknown> {
  const { config: values } = settingsOf(host, node)
  const asked = asText(params['property'])
  const shown = Object.entries(values)
    .filter(([key]) => asked === undefined || key === asked)
    .map(([key, value]) => [key, configNumbers.has(key) ? Number(value) : value] as const)
  const digest = asked === undefined && shown.length > 0 ? { digest: digestOf(values) } : {}
  return { ...Object.fromEntries(shown), ...digest }
}

function setConfig({ host, node, params }: Call): null {
  const own = settingsOf(host, node)
  checkDigest(asText(params['digest']), own.config)
  const removed = asList(params['delete'])
  const given = Object.entries(params).flatMap(([key, value]) =>
    ['node', 'delete', 'digest'].includes(key) ? [] : [[key, asText(value) ?? ''] as const],
  )
  const kept = Object.entries(own.config).filter(([key]) => !removed.includes(key))
  own.config = Object.fromEntries([...kept, ...given])
  return null
}

function hosts({ host, node }: Call): Record<string, unknown> {
  const { hosts: data } = settingsOf(host, node)
  return { data, digest: digestOf(data) }
}

function setHosts({ host, node, params }: Call): null {
  const own = settingsOf(host, node)
  checkDigest(asText(params['digest']), own.hosts)
  own.hosts = asText(params['data']) ?? ''
  return null
}

const distinguished = (name: string): string =>
  name
    .split('\n')
    .map((part) => `/${part}`)
    .join('')

function described(filename: string, pem: string): Record<string, unknown> {
  const certificate = new X509Certificate(pem)
  const key = certificate.publicKey
  const curve = key.asymmetricKeyType === 'ec'
  return {
    filename,
    fingerprint: certificate.fingerprint256,
    subject: distinguished(certificate.subject),
    issuer: distinguished(certificate.issuer),
    notbefore: Math.floor(certificate.validFromDate.getTime() / 1000),
    notafter: Math.floor(certificate.validToDate.getTime() / 1000),
    'public-key-type': curve ? 'id-ecPublicKey' : 'rsaEncryption',
    'public-key-bits': curve ? 256 : (key.asymmetricKeyDetails?.modulusLength ?? 2048),
    san: (certificate.subjectAltName ?? '')
      .split(', ')
      .filter((name) => name !== '')
      .map((name) => name.replace(/^[^:]+:/, '')),
    pem,
  }
}

const certificates: Handler = ({ host }) => [
  described('pve-root-ca.pem', sampleAuthority),
  described('pve-ssl.pem', host.certificate),
]

const named =
  (key: string, list: string): Handler =>
  () =>
    list.split(' ').map((name) => ({ [key]: name }))

const versions = ({ host }: Pick<Call, 'host'>): unknown => packageList(isRecorded(host))
const isRecorded = (host: Host): boolean => host.state.recorded === true

const nodeIndex =
  'aplinfo apt capabilities ceph certificates config disks dns firewall hardware hosts journal lxc migrateall netstat ' +
  'network qemu query-oci-repo-tags query-url-metadata replication report rrd rrddata scan sdn services spiceshell ' +
  'startall status stopall storage subscription suspendall syslog tasks termproxy time version vncshell vzdump wakeonlan'

const at = '/nodes/{node}'

export const nodeRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: named('name', nodeIndex),
  [`GET ${at}/version`]: () => version,
  [`GET ${at}/status`]: nodeStatus,
  [`GET ${at}/time`]: time,
  [`PUT ${at}/time`]: setTime,
  [`GET ${at}/dns`]: ({ host, node }) => settingsOf(host, node).dns,
  [`PUT ${at}/dns`]: setDns,
  [`GET ${at}/config`]: config,
  [`PUT ${at}/config`]: setConfig,
  [`GET ${at}/hosts`]: hosts,
  [`POST ${at}/hosts`]: setHosts,
  [`GET ${at}/certificates`]: named('name', 'acme custom info'),
  [`GET ${at}/certificates/info`]: certificates,
  [`GET ${at}/apt`]: named('id', 'changelog repositories update versions'),
  [`GET ${at}/apt/versions`]: versions,
}
