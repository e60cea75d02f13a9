/** A zone that was begun and never got its network carries no mark: what was begun is remembered, and taken back once it is not declared so any more. */
import { expect, test } from 'vitest'
import { TransportError } from '../../../src/pve/transport.ts'
import { createLab, type Lab } from '../../lab.ts'
import { mortal, pointsOf, reconcileMortally, reconcileUnanswered } from '../mortal.ts'
import { isApplied } from '../rules.ts'
import { anywhere, holds, lineOf, manifest, vm } from '../rules/scene.ts'
import { watchLab } from '../watch/watching.ts'
import { declare, inEffect, network, sdnHand, zone } from './scene.ts'

const other = vm('other')
const lab7 = network('labnet', { zone: { name: 'lab', type: 'simple' } })

const begin = () => createLab({ 'dev.yaml': manifest('dev', [network('devnet'), other]) }, { profile: 'instant' })

/** Killed after it made zone dev, before it made the network in it. */
async function cutOff(): Promise<Lab> {
  const lab = await begin()
  const end = await reconcileUnanswered(lab, (inner) => async (request, options) => {
    const isVnet = request.method === 'POST' && request.path.endsWith('/sdn/vnets')
    return isVnet ? new Promise(() => undefined) : inner(request, options)
  })
  expect(end).toBe('died')
  expect(Object.keys(lab.simulator.world.networks().config.zones)).toEqual(['dev'])
  expect(isApplied(lab.simulator)).toBe(false)
  return lab
}

test.each([
  ['the network is declared in another zone', [lab7, other], ['lab']],
  ['its zone is declared otherwise', [network('devnet', { zone: { ...zone, mtu: 1400 } }), other], ['dev']],
  ['its zone is declared as another type', [network('lan', { zone: { name: 'dev', type: 'simple' } })], ['dev']],
  ['nothing is declared', [other], []],
])('where %s, it is taken back', async (_, nodes, zones) => {
  const lab = await cutOff()
  declare(lab, nodes)
  expect(holds(await lab.diff())).toEqual({})
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
  expect(inEffect(lab.simulator).zones).toEqual(zones)
  expect(isApplied(lab.simulator)).toBe(true)
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { writes: 0 } })
  expect(lab.store.begunZones()).toEqual([])
})

test('killed at any point while it is made, and then declared in another zone, it leaves none behind', async () => {
  const points = await pointsOf(await begin())
  for (let point = 1; point <= points; point++) {
    const lab = await begin()
    expect(await reconcileMortally(lab, mortal(lab, point)), `point ${point}`).toBe('died')
    declare(lab, [lab7, other])
    expect(await lab.reconcile(), `point ${point}`).toMatchObject({ exitCode: 0 })
    expect(inEffect(lab.simulator).zones, `point ${point}`).toEqual(['lab'])
    expect(isApplied(lab.simulator), `point ${point}`).toBe(true)
  }
})

test('where it is declared as before, it is used', async () => {
  const lab = await cutOff()
  lab.simulator.world.clearRequests()
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
  const zones = lab.simulator.world.requests().filter(({ method, path }) => method !== 'GET' && path.includes('/zones'))
  expect(zones).toEqual([])
  expect(inEffect(lab.simulator)).toMatchObject({ zones: ['dev'], vnets: ['devnet'] })
  expect(lab.store.begunZones()).toEqual([])
})

test('where the host fell silent while it was made, the next run takes it back', async () => {
  let isFirst = true
  let isSilent = false
  const lab = await createLab(
    { 'dev.yaml': manifest('dev', [network('devnet'), other]) },
    {
      wrap: (inner) => async (request, options) => {
        if (isSilent) throw new TransportError({ kind: 'reset', sent: true, message: 'connection reset' })
        const answer = await inner(request, options)
        isSilent = isFirst && request.method === 'POST' && request.path.endsWith('/sdn/zones')
        return answer
      },
    },
  )
  expect((await lab.reconcile()).exitCode).toBe(4)
  isFirst = false
  isSilent = false
  declare(lab, [lab7, other])
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
  expect(inEffect(lab.simulator).zones).toEqual(['lab'])
  expect(lab.store.begunZones()).toEqual([])
})

test('a run that watches takes it back, too', async () => {
  const lab = await cutOff()
  declare(lab, [lab7, other])
  const watched = await watchLab(lab)
  await watched.pass(60)
  expect(watched.node('dev/labnet')?.state).toBe('ready')
  expect(inEffect(lab.simulator).zones).toEqual(['lab'])
  expect(isApplied(lab.simulator)).toBe(true)
  await watched.stop()
})

test('a run that watches says once why it cannot take it back, and does so when it can', async () => {
  const lab = await cutOff()
  await sdnHand(lab).do('POST', '/zones', { zone: 'theirs', type: 'simple' })
  declare(lab, [lab7, other])
  const watched = await watchLab(lab)
  await watched.pass(3600)
  expect(watched.node('dev/labnet')?.state).toBe('held')
  expect(watched.events.filter(({ reason }) => reason === 'LeftoverKept')).toHaveLength(1)
  await sdnHand(lab).do('DELETE', '/zones/theirs')
  await watched.pass(900)
  expect(watched.node('dev/labnet')?.state).toBe('ready')
  expect(inEffect(lab.simulator).zones).toEqual(['lab'])
  await watched.stop()
})

test('where the file that declared it cannot be read, nothing is lost', async () => {
  const lab = await cutOff()
  lab.files.set('dev.yaml', 'name: [')
  await lab.reconcile()
  declare(lab, [network('devnet'), other])
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
  expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
})

test.each([
  ['changed it', async (lab: Lab) => sdnHand(lab).do('PUT', '/zones/dev', { mtu: 1300 })],
  ['gave it nodes', async (lab: Lab) => sdnHand(lab).do('PUT', '/zones/dev', { nodes: 'pve' })],
  [
    'made a network in it',
    async (lab: Lab) => sdnHand(lab).do('POST', '/vnets', { vnet: 'theirs', zone: 'dev', tag: 9 }),
  ],
  ['began one of the same name, and the state is lost', async (lab: Lab) => lab.loseState()],
])('where somebody %s, it is theirs, and holds what would apply it', async (_, deed) => {
  const lab = await cutOff()
  await deed(lab)
  declare(lab, [lab7, other])
  const before = JSON.stringify(lab.simulator.world.networks())
  const summary = await lab.reconcile()
  expect(lineOf(summary, 'dev/labnet').held?.reason).toBe('ForeignChanges')
  expect(JSON.stringify(lab.simulator.world.networks())).toBe(before)
})

test('what was begun on another cluster says nothing of a zone of that name here', async () => {
  const elsewhere = await createLab({})
  const lab = await createLab({}, { hosts: { hv1: elsewhere.simulator }, clock: elsewhere.clock })
  const fields = '{"bridge":null,"mtu":1450,"peers":["10.0.12.1"],"type":"vxlan"}'
  for (const name of ['dev', 'lab']) {
    await sdnHand(lab).do('POST', '/zones', { zone: name, type: 'vxlan', peers: '10.0.12.1', mtu: 1450 })
    const host = name === 'dev' ? 'hv1' : 'sim'
    lab.store.beginZone({ host, manifest: 'dev', node: name, zone: name, fields })
  }
  declare(lab, [other])
  await lab.reconcile()
  expect(Object.keys(lab.simulator.world.networks().config.zones)).toEqual(['dev', 'lab'])
  const [kept] = lab.events.filter(({ reason }) => reason === 'LeftoverKept')
  expect(kept?.message).toContain('zone dev (new)')
})

test('of two entries of one cluster it is that of the network, whichever it was written through', async () => {
  const one = await createLab({})
  const lab = await createLab(
    {
      'one.yaml': manifest('one', [vm('web')], { host: 'sim' }),
      'two.yaml': manifest('two', [network('devnet')], { host: 'twin' }),
    },
    { clock: one.clock, simulator: one.simulator, hosts: { twin: one.simulator } },
  )
  lab.simulator.faults = ({ method, path }) => {
    const isNetworks = method !== 'GET' && path.includes('/cluster/sdn/')
    return isNetworks && !(method === 'POST' && path.endsWith('/zones')) ? 'refuse' : 'pass'
  }
  expect((await lab.reconcile(anywhere)).exitCode).toBe(4)
  expect(lab.store.begunZones()).toMatchObject([{ host: 'twin', zone: 'dev' }])
  lab.simulator.faults = () => 'pass'
  lab.files.set('two.yaml', manifest('two', [vm('db')], { host: 'twin' }))
  expect(await lab.reconcile(anywhere)).toMatchObject({ exitCode: 0 })
  expect(lab.simulator.world.networks().config.zones).toEqual({})
  expect(lab.store.begunZones()).toEqual([])
})
