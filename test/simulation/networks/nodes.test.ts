/** What was applied is in effect once every node has taken it over, whoever applied it: only the nodes know. */
import { describe, expect, test } from 'vitest'
import { TransportError } from '../../../src/pve/transport.ts'
import type { FaultRule } from '../../../src/simulator/trouble.ts'
import { createLab, type Lab } from '../../lab.ts'
import { lineOf, manifest, vm } from '../rules/scene.ts'
import { reconcileUnanswered } from '../mortal.ts'
import { watchLab } from '../watch/watching.ts'
import { declare, network, on, sdnHand, type Nodes } from './scene.ts'

const declared = [network('devnet'), on('devnet', 'web')]
const zone = { name: 'vl', type: 'vlan', bridge: 'vmbr7' }

const cluster = (nodes: Nodes, faults: readonly FaultRule[] = []): Promise<Lab> =>
  createLab({ 'dev.yaml': manifest('dev', nodes) }, { nodeNames: ['pve', 'pve2'], faults: { faults } })

/** The node takes nothing over, for so many seconds. */
const stuck = (node: string, until: number): FaultRule => ({ kind: 'task-fails', task: 'srvreload', node, until })

const applies = ({ simulator: { world } }: Lab): number =>
  world.requests().filter(({ method, path }) => method === 'PUT' && path.endsWith('/cluster/sdn')).length

const asksOfNodes = ({ simulator: { world } }: Lab): string[] =>
  world.requests().flatMap(({ path }) => (/\/nodes\/.*\/sdn/.test(path) ? [path.replace('/api2/json', '')] : []))

async function giveBridge(lab: Lab, node: string): Promise<void> {
  await lab.settle(lab.simulator.world.run('POST', `/nodes/${node}/network`, { iface: 'vmbr7', type: 'bridge' }))
  await lab.settle(lab.simulator.world.run('PUT', `/nodes/${node}/network`))
}

describe('a node that has not taken over what was applied', () => {
  test('is named by the next diff, also without any state, and the next run applies again', async () => {
    const lab = await cluster(declared, [stuck('pve2', 3600)])
    const failed = await lab.reconcile()
    expect(failed.exitCode).toBe(4)
    expect(lineOf(failed, 'dev/devnet').message).toContain('pending on pve2')
    lab.loseState()
    const told = lineOf(await lab.diff(), 'dev/devnet')
    expect(told).toMatchObject({
      action: 'update',
      steps: [{ summary: 'apply what is configured once more: pending on pve2' }],
    })
    expect(told.changes).toEqual([{ path: 'applied', desired: true, observed: 'pending on pve2', forces: 'update' }])
    await lab.clock.advance(3_600_000)
    const before = applies(lab)
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(applies(lab)).toBe(before + 1)
    expect(await lab.diff()).toMatchObject({ summary: { unchanged: 2 } })
  })

  test('is applied to again in the same run, with growing pauses, and holds the guest on it until then', async () => {
    const lab = await cluster(declared, [{ ...stuck('pve2', 3600), times: 3 }])
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(applies(lab)).toBe(4)
    expect(lab.events.filter(({ reason }) => reason === 'Retry')).toHaveLength(2)
    const ends = lab.events.filter(({ reason }) => reason === 'Ready').map(({ key }) => key)
    expect(ends).toEqual(['dev/devnet', 'dev/web'])
  })

  test('is not applied to for ever where another one says something only now and then', async () => {
    let asked = 0
    const isSilent = () => asked++ % 4 > 1
    const lab = await createLab(
      { 'dev.yaml': manifest('dev', [network('devnet')]) },
      {
        nodeNames: ['pve', 'pve2', 'pve3'],
        faults: { faults: [stuck('pve2', Infinity), stuck('pve3', Infinity)] },
        wrap: (inner) => async (request, options) => {
          if (asked > 100) throw new Error('it goes on and on')
          if (request.path.endsWith('/nodes/pve2/sdn/zones') && isSilent())
            throw new TransportError({ kind: 'reset', sent: true, message: 'connection reset' })
          return inner(request, options)
        },
      },
    )
    expect(await lab.reconcile()).toMatchObject({ exitCode: 4, counts: { failed: 1 } })
    expect(applies(lab)).toBe(6)
  })

  test('is seen after a run that was killed before its node had reloaded', async () => {
    const lab = await cluster(declared, [stuck('pve2', 60)])
    const end = await reconcileUnanswered(lab, (inner) => async (request, options) => {
      const answer = await inner(request, options)
      const isApply = request.method === 'PUT' && request.path === '/api2/json/cluster/sdn'
      return isApply ? new Promise(() => undefined) : answer
    })
    expect(end).toBe('died')
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(applies(lab)).toBe(2)
  })

  test('makes an adopted network wait, too', async () => {
    const lab = await cluster([vm('other')], [{ ...stuck('pve2', 3600), times: 3 }])
    const { do: act, apply } = sdnHand(lab)
    await act('POST', '/zones', { zone: 'dev', type: 'vxlan', peers: '10.0.12.1,10.0.12.2', mtu: 1450 })
    await act('POST', '/vnets', { vnet: 'devnet', zone: 'dev', tag: 100 })
    await apply()
    declare(lab, [network('devnet')])
    expect(await lab.reconcile({ adopt: ['dev/devnet'] })).toMatchObject({ exitCode: 0, counts: { ready: 1 } })
    expect(lab.events.some(({ message }) => message.includes("once more: pending on pve2' was done"))).toBe(true)
  })

  test('is let be where the zone is none of ours, is limited to others, or the node is down', async () => {
    const lab = await cluster([vm('other')], [stuck('pve2', 60)])
    const { do: act, apply } = sdnHand(lab)
    await act('POST', '/zones', { zone: 'theirs', type: 'simple' })
    await act('POST', '/vnets', { vnet: 'theirs', zone: 'theirs' })
    await apply()
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
    expect(asksOfNodes(lab)).toEqual([])

    await act('POST', '/zones', { zone: 'dev', type: 'simple', nodes: 'pve' })
    await apply()
    declare(lab, [network('lan', { zone: { name: 'dev', type: 'simple' } })])
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 1 } })
  })

  test('that takes long to answer is not waited for, neither by a look nor by a run', async () => {
    const lab = await cluster(declared, [{ kind: 'slow', path: '/nodes/pve2/sdn/*', seconds: 45, from: 600 }])
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    await lab.clock.advance(600_000)
    declare(lab, [network('devnet', { tag: 7 }), on('devnet', 'web')])
    expect(await lab.diff()).toMatchObject({ summary: { update: 1, unchanged: 1 } })
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
  })

  test('is let be while it is down, and named once it is back', async () => {
    const down: FaultRule = { kind: 'node-down', node: 'pve2', until: 100 }
    const lab = await cluster([network('devnet')], [down, stuck('pve2', 200)])
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 1 } })
    await lab.clock.advance(100_000)
    expect(lineOf(await lab.diff(), 'dev/devnet').changes).toMatchObject([{ observed: 'pending on pve2' }])
  })
})

test('status that looks again says where a network is not in effect, or not applied', async () => {
  const lab = await cluster(declared)
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
  const ready = async () => {
    const { nodes } = await lab.status({ fresh: true })
    return nodes.find(({ key }) => key === 'dev/devnet')?.conditions.find(({ type }) => type === 'Ready')
  }
  expect(await ready()).toMatchObject({ status: 'True' })
  await sdnHand(lab).do('PUT', '/vnets/devnet', { tag: 9 })
  expect(await ready()).toMatchObject({ status: 'False', message: 'what is configured is not applied' })
  await sdnHand(lab).do('PUT', '/vnets/devnet', { tag: 100 })
  await lab.settle(lab.simulator.world.call('PUT', '/cluster/sdn'))
  expect(await ready()).toMatchObject({ status: 'False', message: 'not in effect: pending on pve, pve2' })
})

describe('a node on which something is missing', () => {
  const lan = network('lan', { zone, tag: 20 })

  async function cutOff(): Promise<Lab> {
    const lab = await cluster([lan, vm('other')])
    await giveBridge(lab, 'pve')
    return lab
  }

  test('is applied to once more, and then holds the network with what it says', async () => {
    const lab = await cutOff()
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(5)
    expect(lineOf(summary, 'dev/lan').held).toEqual({
      reason: 'NotInEffect',
      message: 'network lan is applied, and not in effect on every node: missing vmbr7 on pve2',
      fix: 'put that right there, or limit zone vl to other nodes; then apply in Datacenter → SDN',
    })
    expect(applies(lab)).toBe(2)
    expect(lineOf(await lab.diff(), 'dev/lan').changes).toMatchObject([{ observed: 'missing vmbr7 on pve2' }])
    await giveBridge(lab, 'pve2')
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { writes: 0 } })
  })

  test('is let be once its zone is limited to other nodes, as the fix says', async () => {
    const lab = await cutOff()
    await lab.reconcile()
    await sdnHand(lab).do('PUT', '/zones/vl', { nodes: 'pve' })
    await sdnHand(lab).apply()
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { writes: 0 } })
  })

  test('holds it where the token may not read what it says', async () => {
    const lab = await cutOff()
    const { world } = lab.simulator
    const privs = 'SDN.Allocate,SDN.Use,Sys.Audit,Sys.Modify'
    const roles = 'PVEVMAdmin,PVEDatastoreAdmin,Network'
    await lab.settle(world.call('POST', '/access/roles', { roleid: 'Network', privs }))
    lab.tokens.set('sim', await lab.settle(world.addToken('op@pve!lab', [{ path: '/', roles }])))
    const { message } = lineOf(await lab.reconcile(), 'dev/lan').held ?? {}
    expect(message).toContain('an error that the token may not read (SDN.Audit) on pve2')
  })

  test('is noticed by a run that watches, held without a loop, and let go of when it is well again', async () => {
    const lab = await cutOff()
    const watched = await watchLab(lab)
    await watched.pass(60)
    expect(watched.node('dev/lan')).toMatchObject({ state: 'held', message: expect.stringContaining('missing vmbr7') })
    expect(applies(lab)).toBe(2)
    await watched.pass(3600)
    expect(applies(lab)).toBe(2)
    await giveBridge(lab, 'pve2')
    await watched.pass(120)
    expect(watched.node('dev/lan')?.state).toBe('ready')
    expect(applies(lab)).toBe(2)
    await watched.stop()
  })
})

test('a run that watches does not meddle while somebody else applies', async () => {
  const lab = await cluster(declared, [{ kind: 'task-hangs', task: 'srvreload', node: 'pve2', from: 50 }])
  const watched = await watchLab(lab)
  await watched.pass(60)
  const before = applies(lab)
  await lab.settle(lab.simulator.world.call('PUT', '/cluster/sdn'))
  await watched.pass(60)
  expect(applies(lab)).toBe(before)
  expect(watched.node('dev/devnet')?.state).toBe('ready')
  await watched.stop()
})
