/** The methods of the guest agent. */
import { answering } from '../agent-answer.ts'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import { span } from '../host.ts'
import { failure, Refusal } from '../refusal.ts'
import { cardsOf, linkLocal, seedFile } from '../network.ts'
import type { Guest, Running } from '../state.ts'
import { memoryOf, coresOf } from '../qemu/guest.ts'
import { drivesOf } from '../qemu/drive.ts'
import { switchOff } from '../qemu/lifecycle.ts'
import { agentProgramRoutes } from './agent-programs.ts'

type Work = (call: Call, guest: Guest, running: Running) => unknown

const result =
  (work: Work): Handler =>
  async (call) => {
    const { guest, running } = await answering(call)
    return { result: work(call, guest, running) }
  }

const counters = {
  'rx-bytes': 110,
  'rx-packets': 1,
  'rx-errs': 0,
  'rx-dropped': 0,
  'tx-bytes': 266,
  'tx-packets': 3,
  'tx-errs': 0,
  'tx-dropped': 0,
}

const loopback = {
  name: 'lo',
  'hardware-address': '00:00:00:00:00:00',
  'ip-addresses': [
    { 'ip-address': '127.0.0.1', 'ip-address-type': 'ipv4', prefix: 8 },
    { 'ip-address': '::1', 'ip-address-type': 'ipv6', prefix: 128 },
  ],
  statistics: counters,
}

const interfaces: Work = ({ host }, guest) => [
  loopback,
  ...cardsOf(host, guest).map(({ name, mac, address }) => ({
    name,
    'hardware-address': mac.toLowerCase(),
    'ip-addresses': [
      { 'ip-address': address.address, 'ip-address-type': 'ipv4', prefix: address.prefix },
      { 'ip-address': linkLocal(mac), 'ip-address-type': 'ipv6', prefix: 64 },
    ],
    statistics: counters,
  })),
]

/** The name that the guest gave itself: from its seed, else from the configuration. */
const hostName: Work = ({ host }, guest) => {
  const seeded = /^local-hostname:\s*"?([^"\s]+)"?\s*$/m.exec(seedFile(host, guest, 'meta-data') ?? '')?.[1]
  return { 'host-name': seeded ?? guest.config['name'] ?? 'localhost' }
}

const osInfo: Work = (_call, _guest, running) => {
  const version = /(\d+)$/.exec(running.system ?? '')?.[1] ?? '13'
  return {
    id: 'debian',
    name: 'Debian GNU/Linux',
    'pretty-name': `Debian GNU/Linux ${version}`,
    version,
    'version-id': version,
    machine: 'x86_64',
    'kernel-release': '6.12.0-amd64',
    'kernel-version': '#1 SMP PREEMPT_DYNAMIC Debian',
  }
}

const fsInfo: Work = (_call, guest) => [
  {
    name: 'sda1',
    mountpoint: '/',
    type: 'ext4',
    'total-bytes': 4_294_967_296,
    'total-bytes-privileged': 4_294_967_296,
    'used-bytes': 1_073_741_824,
    disk: [
      {
        bus: 0,
        'bus-type': 'scsi',
        dev: '/dev/sda1',
        target: 0,
        unit: 0,
        'pci-controller': { bus: 0, domain: 0, function: 0, slot: 5 },
        ...(guest.config['scsi0']?.includes('serial=')
          ? { serial: /serial=([^,]+)/.exec(guest.config['scsi0'])?.[1] }
          : {}),
      },
    ],
  },
]

const block = 134_217_728

const memoryBlocks: Work = (_call, guest) =>
  Array.from({ length: Math.max(1, Math.round(memoryOf(guest.config) / block)) }, (_, index) => ({
    'phys-index': index,
    online: true,
    'can-offline': true,
  }))

const vcpus: Work = (_call, guest) =>
  Array.from({ length: coresOf(guest.config) }, (_, index) => ({
    'logical-id': index,
    online: true,
    'can-offline': index > 0,
  }))

const commands = [
  'guest-exec',
  'guest-exec-status',
  'guest-file-close',
  'guest-file-open',
  'guest-file-read',
  'guest-file-write',
  'guest-fsfreeze-freeze',
  'guest-fsfreeze-status',
  'guest-fsfreeze-thaw',
  'guest-fstrim',
  'guest-get-fsinfo',
  'guest-get-host-name',
  'guest-get-memory-block-info',
  'guest-get-memory-blocks',
  'guest-get-osinfo',
  'guest-get-time',
  'guest-get-timezone',
  'guest-get-users',
  'guest-get-vcpus',
  'guest-info',
  'guest-network-get-interfaces',
  'guest-ping',
  'guest-set-user-password',
  'guest-shutdown',
]

const information: Work = () => ({
  version: '10.0.2',
  supported_commands: commands.map((name) => ({ name, enabled: true, 'success-response': name !== 'guest-shutdown' })),
})

/** The guest goes down by itself a moment later. */
const shutdown: Work = ({ host }, guest, running) => {
  const down = async (): Promise<void> => {
    const ms = span(host, 'shutdown')
    if (ms > 0) await host.clock.sleep(ms, host.off)
    host.settle()
    if (guest.running === running) switchOff(host, guest)
  }
  down().catch(() => undefined)
  return null
}

/** Both tell how many file systems they touched. */
const freeze: Work = (_call, _guest, running) => {
  const before = running.frozen === true ? 0 : 1
  running.frozen = true
  return before
}

const thaw: Work = (_call, _guest, running) => {
  const before = running.frozen === true ? 1 : 0
  running.frozen = false
  return before
}

/** Only a disk that passes discards on can be trimmed. */
const fstrim: Work = (_call, guest) => {
  const trims = drivesOf(guest.config).some(([, drive]) => drive['discard'] === 'on')
  return { paths: [{ path: '/', ...(trims ? { minimum: 0, trimmed: 0 } : { error: 'trim not supported' }) }] }
}

/** The users of the guest: root, and whom cloud-init made. */
const setPassword: Work = ({ params }, guest, { system }) => {
  const failed = 'Agent error: child process has failed to set user password'
  if (system === 'busybox') throw failure(`${failed}: failed to exec 'chpasswd': No such file or directory`)
  const name = asText(params['username']) ?? ''
  if (name !== 'root' && name !== guest.config['ciuser']) {
    throw failure(`${failed}: chpasswd: (user ${name}) user not found`)
  }
  return {}
}

const index =
  'exec exec-status file-read file-write fsfreeze-freeze fsfreeze-status fsfreeze-thaw fstrim get-fsinfo get-host-name ' +
  'get-memory-block-info get-memory-blocks get-osinfo get-time get-timezone get-users get-vcpus info ' +
  'network-get-interfaces ping set-user-password shutdown suspend-disk suspend-hybrid suspend-ram'

const at = '/nodes/{node}/qemu/{vmid}/agent'

const reads: Readonly<Record<string, Work>> = {
  'network-get-interfaces': interfaces,
  'get-host-name': hostName,
  'get-osinfo': osInfo,
  'get-fsinfo': fsInfo,
  'get-time': ({ host }) => host.clock.now() * 1_000_000,
  'get-timezone': () => ({ zone: 'UTC', offset: 0 }),
  'get-users': () => [],
  'get-vcpus': vcpus,
  'get-memory-blocks': memoryBlocks,
  'get-memory-block-info': () => ({ size: block }),
  info: information,
}

const writes: Readonly<Record<string, Work>> = {
  ping: () => ({}),
  'fsfreeze-status': (_call, _guest, running) => (running.frozen === true ? 'frozen' : 'thawed'),
  'fsfreeze-freeze': freeze,
  'fsfreeze-thaw': thaw,
  fstrim,
  'set-user-password': setPassword,
  shutdown,
}

function command(call: Call): unknown {
  const name = asText(call.params['command']) ?? ''
  const work = reads[name] ?? writes[name]
  if (!work) throw new Refusal(501, `Method '${call.label}' with command '${name}' not implemented`)
  return result(work)(call)
}

export const agentRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: () => index.split(' ').map((name) => ({ name })),
  [`POST ${at}`]: command,
  ...Object.fromEntries(Object.entries(reads).map(([name, work]) => [`GET ${at}/${name}`, result(work)])),
  ...Object.fromEntries(Object.entries(writes).map(([name, work]) => [`POST ${at}/${name}`, result(work)])),
  ...agentProgramRoutes,
}
