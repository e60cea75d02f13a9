/** The methods of networks across nodes as a whole: to apply what was declared, to undo it, and how nodes fare. */
import type { Call, Handler } from '../call.ts'
import { asText, isOn } from '../call.ts'
import { pass, uuid } from '../host.ts'
import { isOnNode } from '../interfaces.ts'
import { failure, prefixed } from '../refusal.ts'
import { checkLock, hasChanges, runningOf, sdnOf, seesZone, spread } from '../sdn/config.ts'
import { vnetStatus, zonesOn } from '../sdn/status.ts'
import { beginTask } from '../tasks.ts'
import { callerOf } from '../caller.ts'

function release({ host, params }: Call): void {
  if (params['lock-token'] !== undefined && isOn(params['release-lock'])) delete sdnOf(host).lock
}

/** What was declared counts at once; each node then takes it over in a task of its own. */
function apply(call: Call): string {
  const { host, node, caller } = call
  const sdn = sdnOf(host)
  prefixed('could not commit SDN config', () => checkLock(sdn, call.params))
  sdn.running = structuredClone(sdn.config)
  sdn.version += 1
  release(call)
  return beginTask(host, { node, type: 'reloadnetworkall', id: '', caller }, async (worker) => {
    for (const member of host.state.nodes) {
      worker.log(`${member}: reloading network config`)
      const plan = { node: member, type: 'srvreload', id: 'networking', caller: callerOf('root@pam') }
      await beginTask(host, plan, async ({ signal }) => {
        await pass(host, 'configure', signal)
        spread(host, member)
      }).ended
    }
  }).upid
}

function lock(call: Call): string {
  const { host, params } = call
  const sdn = sdnOf(host)
  return prefixed('could not acquire lock for SDN config', () => {
    checkLock(sdn, {})
    if (!isOn(params['allow-pending']) && hasChanges(host)) throw failure('configuration has pending changes')
    sdn.lock = uuid(host)
    return sdn.lock
  })
}

function unlock({ host, params }: Call): null {
  const sdn = sdnOf(host)
  if (!isOn(params['force'])) prefixed('could not release lock', () => checkLock(sdn, params))
  delete sdn.lock
  return null
}

function rollback(call: Call): null {
  const sdn = sdnOf(call.host)
  prefixed('could not rollback SDN configuration', () => checkLock(sdn, call.params))
  sdn.config = structuredClone(runningOf(call.host))
  release(call)
  return null
}

const nodeZones = (call: Call): unknown[] => zonesOn(call.host, call.node).filter(({ zone }) => seesZone(call, zone))

function zoneContent({ host, node, params }: Call): unknown[] {
  const running = runningOf(host)
  const zone = asText(params['zone']) ?? ''
  const entry = running.zones[zone]
  if (!entry || !isOnNode(entry, node)) return []
  return Object.entries(running.vnets)
    .filter(([, vnet]) => vnet['zone'] === zone)
    .map(([vnet]) => ({ vnet, ...vnetStatus(host, node, entry) }))
}

export const sdnRoutes: Readonly<Record<string, Handler>> = {
  'GET /cluster/sdn': () => ['vnets', 'zones', 'controllers', 'ipams', 'dns', 'fabrics'].map((id) => ({ id })),
  'PUT /cluster/sdn': apply,
  'POST /cluster/sdn/lock': lock,
  'DELETE /cluster/sdn/lock': unlock,
  'POST /cluster/sdn/rollback': rollback,
  'GET /cluster/sdn/controllers': () => [],
  'GET /cluster/sdn/dns': () => [],
  'GET /cluster/sdn/ipams': () => [{ ipam: 'pve', type: 'pve' }],
  'GET /nodes/{node}/sdn/zones': nodeZones,
  'GET /nodes/{node}/sdn/zones/{zone}': () => [{ subdir: 'content' }],
  'GET /nodes/{node}/sdn/zones/{zone}/content': zoneContent,
}
