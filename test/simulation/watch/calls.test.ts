/** What a run that watches costs: a handful of calls a look however many guests there are, and nothing that grows with time. */
import { describe, expect, test } from 'vitest'
import { createPveClient } from '../../../src/pve/client.ts'
import { tokenCredentials } from '../../../src/pve/credentials.ts'
import { cutConnection } from '../../../src/simulator/faults.ts'
import { isRecord } from '../../../src/simulator/schema.ts'
import { createSimulator, simulatedTransport, type Simulator } from '../../../src/simulator/simulator.ts'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, hand, manifest, vm } from '../rules/scene.ts'
import { seededRandom, virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { watchLab } from './watching.ts'

/** Guests that converged: made a hundred at a time on hosts of their own, and then put together on one. */
const farm = async (count: number): Promise<Lab> => {
  const clock = virtualClock()
  const texts: Record<string, string> = {}
  const made: Simulator[] = []
  for (let first = 0; first < count; first += 100) {
    const indexes = Array.from({ length: Math.min(100, count - first) }, (_, index) => first + index)
    const nodes = indexes.map((index) => vm(`n${index}`, { vmid: 20_000 + index }))
    const text = manifest(`farm${first / 100}`, nodes)
    texts[`farm${first / 100}.yaml`] = text
    const part = await createLab({ 'farm.yaml': text }, { profile: 'instant', clock, seed: first + 1 })
    expect((await part.reconcile({ concurrency: 50 })).counts.ready).toBe(nodes.length)
    made.push(part.simulator)
  }
  const snapshots = made.map((part) => part.toSnapshot()).filter(isRecord)
  const all = (name: string) => Object.assign({}, ...snapshots.map((snapshot) => snapshot[name]))
  const snapshot = { ...snapshots[0], guests: all('guests'), volumes: all('volumes') }
  const simulator = createSimulator({ clock, random: seededRandom(2), profile: 'instant', snapshot })
  return createLab(texts, { profile: 'instant', clock, simulator })
}

/** Requests since it was last asked, by kind; a guest's configuration apart. */
const tally = (lab: Lab) => {
  const paths = lab.simulator.world.requests().map(({ method, path }) => `${method} ${path.replace(/^.*json/, '')}`)
  lab.simulator.world.clearRequests()
  const vmids = paths.flatMap((path) => /GET .*\/qemu\/(\d+)\/pending/.exec(path)?.[1] ?? [])
  return {
    all: paths.length,
    writes: paths.filter((path) => !path.startsWith('GET')),
    vmids,
    others: paths.length - vmids.length,
  }
}

test('with a thousand guests a look is two calls, and each configuration is read once in a drift interval', async () => {
  const lab = await farm(1000)
  const watched = await watchLab(lab)
  await watched.pass(60)
  expect(watched.state().nodes.filter(({ state }) => state !== 'ready')).toEqual([])
  tally(lab)
  const { looks } = watched.state()
  await watched.pass(600)
  const { vmids, others, writes } = tally(lab)
  const looked = watched.state().looks.count - looks.count
  expect(others / looked).toBeLessThanOrEqual(5)
  expect(new Set(vmids).size).toBeGreaterThanOrEqual(990)
  expect(vmids.length).toBeLessThanOrEqual(1010)
  expect(writes).toEqual([])
  await watched.stop()
})

describe('with nothing to do', () => {
  test('the second hour is as quiet as the first', async () => {
    const lab = await farm(30)
    const watched = await watchLab(lab)
    await watched.pass(900)
    const told = watched.events.length
    tally(lab)
    await watched.pass(3600)
    const first = tally(lab)
    await watched.pass(3600)
    const second = tally(lab)
    expect(Math.abs(second.all - first.all)).toBeLessThan(30)
    expect([first.writes, second.writes]).toEqual([[], []])
    expect(watched.events.slice(told)).toEqual([])
    await watched.stop()
  })

  test('nothing is left to wait for that was not there an hour before', async () => {
    const lab = await farm(10)
    const watched = await watchLab(lab)
    await watched.pass(900)
    const before = [lab.clock.waiting(), watched.state().queue, watched.state().nodes.length]
    await watched.pass(3600)
    expect([lab.clock.waiting(), watched.state().queue, watched.state().nodes.length]).toEqual(before)
    await watched.stop()
  })
})

test('two entries of one cluster look once, and the other takes over where the first falls silent', async () => {
  const one = await createLab({}, { profile: 'instant' })
  const silent = { sim: false }
  const lab = await createLab(
    {
      'shop.yaml': manifest('shop', [vm('web')], { host: 'sim' }),
      'farm.yaml': manifest('farm', [vm('hen')], { host: 'twin' }),
    },
    { profile: 'instant', clock: one.clock, simulator: one.simulator, hosts: { twin: one.simulator } },
  )
  const inner = simulatedTransport(lab.simulator, lab.clock)
  const connect: typeof lab.ports.connect = ({ name }) => ({
    client: createPveClient({
      host: name,
      transport: (request, options) =>
        name === 'sim' && silent.sim ? Promise.reject(cutConnection('refuse')) : inner(request, options),
      credentials: tokenCredentials(name, lab.tokens.get(name) ?? ''),
      clock: lab.clock,
    }),
    peerFingerprint: () => 'AA:BB',
    close: async () => undefined,
  })
  const watched = await watchLab(lab, { ports: { ...lab.ports, connect }, load: () => lab.desire(undefined, '') })
  const standing = () => watched.state().nodes.map(({ label, state }) => `${label} ${state}`)
  await watched.pass(120)
  expect(standing()).toEqual(['farm/hen ready', 'shop/web ready'])
  lab.simulator.world.clearRequests()
  const { looks } = watched.state()
  await watched.pass(600)
  const lists = lab.simulator.world.requests().filter(({ path }) => path.endsWith('/cluster/resources')).length
  expect(lists / (watched.state().looks.count - looks.count)).toBeLessThan(0.6)
  silent.sim = true
  await watched.pass(120)
  expect(standing()).toEqual(['farm/hen ready', 'shop/web unknown'])
  await hand(lab).stop(guestOf(lab.simulator, 'farm/hen').vmid)
  await watched.pass(30)
  expect(guestOf(lab.simulator, 'farm/hen').running).toBeDefined()
  silent.sim = false
  await watched.pass(120)
  expect(standing()).toEqual(['farm/hen ready', 'shop/web ready'])
  await watched.stop()
})

describe('a new process', () => {
  test('does not read again what was read lately, and finds what the list shows of what changed in between', async () => {
    const lab = await farm(40)
    const before = await watchLab(lab)
    await before.pass(120)
    await before.stop()
    await lab.clock.advance(60_000)
    await hand(lab).stop(guestOf(lab.simulator, 'farm0/n7').vmid)
    await hand(lab).set(guestOf(lab.simulator, 'farm0/n8').vmid, { name: 'other' })
    await lab.clock.advance(20_000)
    tally(lab)
    const after = await watchLab(lab)
    await after.pass(4)
    expect(tally(lab).vmids.length).toBeLessThan(12)
    await after.pass(60)
    expect(guestOf(lab.simulator, 'farm0/n7').running).toBeDefined()
    expect(guestOf(lab.simulator, 'farm0/n8').config['name']).not.toBe('other')
    expect(after.state().nodes.filter(({ state }) => state !== 'ready')).toEqual([])
    await after.stop()
  })

  test('finds what the list does not show within a drift interval', async () => {
    const lab = await farm(20)
    const before = await watchLab(lab)
    await before.pass(590)
    await before.stop()
    const { vmid } = guestOf(lab.simulator, 'farm0/n7')
    await hand(lab).set(vmid, { agent: 'enabled=0' })
    const after = await watchLab(lab)
    await after.pass(620)
    expect(lab.simulator.world.guest(vmid)?.config['agent']).not.toBe('enabled=0')
    await after.stop()
  })

  test('reads everything once the state is lost', async () => {
    const lab = await farm(20)
    lab.loseState()
    const after = await watchLab(lab)
    await after.pass(60)
    expect(new Set(tally(lab).vmids).size).toBe(20)
    expect(after.state().nodes.filter(({ state }) => state !== 'ready')).toEqual([])
    await after.stop()
  })
})

test('what we write ourselves makes no guest be read more than twice', async () => {
  const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) }, { profile: 'fast' })
  const watched = await watchLab(lab)
  await watched.pass(300)
  tally(lab)
  await watched.save('shop.yaml', manifest('shop', [vm('web', { tags: ['new'] }), vm('db')]))
  await watched.pass(20)
  const { vmids, writes } = tally(lab)
  expect(writes).toHaveLength(1)
  // Once before the write as its warrant is spent, once after it, once as the list shows it, and the turn of both guests.
  expect(vmids.length).toBeLessThanOrEqual(5)
  await watched.stop()
})
