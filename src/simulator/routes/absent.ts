/** What a simulated host does not have: containers, high availability, a subscription. */
import type { Call, Handler } from '../call.ts'
import { failure } from '../refusal.ts'

const none: Handler = () => []

function noContainer({ node, params }: Call): never {
  throw failure(`Configuration file 'nodes/${node}/lxc/${String(params['vmid'])}.conf' does not exist`)
}

/** Machine types that the simulated QEMU knows, newest first. */
const machines = ['10.0+pve1', '10.0', '9.2+pve1', '9.2', '9.1', '9.0', '8.2', '8.1'].flatMap((version) => [
  { id: `pc-i440fx-${version}`, type: 'i440fx', version },
  { id: `pc-q35-${version}`, type: 'q35', version },
])

const processors = [
  ['default', 'kvm64'],
  ['default', 'qemu64'],
  ['default', 'host'],
  ['default', 'max'],
  ['default', 'x86-64-v2-AES'],
  ['default', 'x86-64-v3'],
  ['default', 'x86-64-v4'],
  ['GenuineIntel', 'Skylake-Server'],
  ['AuthenticAMD', 'EPYC'],
].map(([vendor, name]) => ({ name, vendor, custom: 0 }))

const subscription = {
  status: 'notfound',
  message: 'There is no subscription key',
  serverid: '0'.repeat(32),
  url: 'https://www.proxmox.com/en/proxmox-virtual-environment/pricing',
}

export const absentRoutes: Readonly<Record<string, Handler>> = {
  'GET /cluster/ha/resources': none,
  'GET /nodes/{node}/lxc': none,
  'GET /nodes/{node}/lxc/{vmid}/config': noContainer,
  'GET /nodes/{node}/lxc/{vmid}/status/current': noContainer,
  'GET /nodes/{node}/subscription': () => subscription,
  'GET /nodes/{node}/capabilities/qemu/machines': () => machines,
  'GET /nodes/{node}/capabilities/qemu/cpu': () => processors,
}
