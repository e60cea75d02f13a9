/** The methods of the cluster as a whole, and of its nodes. */
import { may } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import { fingerprintOf } from '../certificate.ts'
import { clusterName } from '../host.ts'
import { nodeAddress } from '../interfaces.ts'
import { parameterRefusal } from '../refusal.ts'
import { nodeFigures, resources } from './resources.ts'

export const version = { version: '9.2.11', release: '9.2', repoid: '14a22df35955d97d' }

function nodes({ host, caller }: Call): unknown[] {
  const fingerprint = fingerprintOf({ cert: host.certificate })
  return host.state.nodes.map((node) => ({
    id: `node/${node}`,
    node,
    type: 'node',
    status: host.trouble.isDown(node) ? 'offline' : 'online',
    level: '',
    ssl_fingerprint: fingerprint,
    ...(may(host.state, caller, `/nodes/${node}`, 'Sys.Audit') ? nodeFigures(host, node) : {}),
  }))
}

function nextId({ host, params }: Call): string {
  const asked = asText(params['vmid'])
  if (asked !== undefined) {
    if (host.state.guests[asked]) throw parameterRefusal({ vmid: `VM ${asked} already exists` })
    return asked
  }
  let free = 100
  while (host.state.guests[String(free)]) free += 1
  return String(free)
}

function clusterStatus({ host }: Call): unknown[] {
  const many = host.state.nodes.length > 1
  const members = host.state.nodes.map((node, index) => ({
    id: `node/${node}`,
    type: 'node',
    name: node,
    ip: nodeAddress(host, node),
    local: index === 0 ? 1 : 0,
    online: host.trouble.isDown(node) ? 0 : 1,
    nodeid: many ? index + 1 : 0,
    level: '',
  }))
  const cluster = {
    id: 'cluster',
    type: 'cluster',
    name: clusterName,
    nodes: members.length,
    quorate: 1,
    version: members.length,
  }
  return many ? [cluster, ...members] : members
}

const names = (list: string) => () => list.split(' ').map((name) => ({ name }))

const clusterIndex =
  'acme backup backup-info bulk-action ceph config firewall ha jobs log mapping metrics notifications nextid options ' +
  'qemu replication resources status tasks sdn'

export const clusterRoutes: Readonly<Record<string, Handler>> = {
  'GET /version': () => version,
  'GET /cluster': names(clusterIndex),
  'GET /cluster/resources': resources,
  'GET /cluster/nextid': nextId,
  'GET /cluster/status': clusterStatus,
  'GET /nodes': nodes,
}
