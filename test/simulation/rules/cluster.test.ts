/** Several entries of site-config that lead to one cluster, and guests that move within it. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { createLab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { anywhere, guestOf, hand, holds, lineOf, manifest, markOf, owned, photo, vm, writes } from './scene.ts'

const clusterLab = async (files: Readonly<Record<string, string>>) => {
  const clock = virtualClock()
  const simulator = createSimulator({ clock, random: seededRandom(3), nodeNames: ['pve', 'pve2'] })
  const lab = await createLab(files, { clock, simulator, hosts: { a: simulator, b: simulator } })
  lab.site.set('nodes/b.yaml', (lab.site.get('nodes/b.yaml') ?? '').replace(/^node: .*$/m, 'node: pve2'))
  return lab
}

const east = (names: readonly string[]) =>
  manifest(
    'east',
    names.map((name) => vm(name)),
    { host: 'a' },
  )
const west = (names: readonly string[]) =>
  manifest(
    'west',
    names.map((name) => vm(name)),
    { host: 'b' },
  )

describe('two host entries of one cluster in one run', () => {
  test('are converged together, each on its node, and again with nothing to do', async () => {
    const lab = await clusterLab({ 'east.yaml': east(['db', 'web']), 'west.yaml': west(['db', 'web']) })
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['east/db@a', 'east/web@a', 'west/db@b', 'west/web@b'])
    expect(guestOf(lab.simulator, 'east/db').node).toBe('pve')
    expect(guestOf(lab.simulator, 'west/db').node).toBe('pve2')
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('give up a guest once', async () => {
    const lab = await clusterLab({ 'east.yaml': east(['db', 'web']), 'west.yaml': west(['db', 'web']) })
    await lab.reconcile(anywhere)
    lab.files.set('east.yaml', east(['web']))
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile(anywhere)
    expect({ code: summary.exitCode, db: lineOf(summary, 'east/db').outcome }).toEqual({ code: 0, db: 'destroyed' })
    expect(owned(lab.simulator)).toEqual(['east/web@a', 'west/db@b', 'west/web@b'])
    expect(writes(lab.simulator).filter((line) => line.includes('/qemu/'))).toHaveLength(2)
    expect(lab.events.filter(({ reason }) => reason === 'Retry')).toEqual([])
  })

  test('replace a guest once', async () => {
    const lab = await clusterLab({ 'east.yaml': east(['db', 'web']), 'west.yaml': west(['db']) })
    await lab.reconcile(anywhere)
    const before = markOf(guestOf(lab.simulator, 'east/db'))?.uid
    lab.files.set('east.yaml', manifest('east', [vm('db', { image: 'debian-13' }), vm('web')], { host: 'a' }))
    const summary = await lab.reconcile({ ...anywhere, replace: ['east/db'] })
    expect(summary.exitCode).toBe(0)
    expect(markOf(guestOf(lab.simulator, 'east/db'))?.uid).not.toBe(before)
    expect(lab.store.openIntents()).toEqual([])
  })

  test('count as one when the limit is worked out', async () => {
    const lab = await clusterLab({ 'east.yaml': east(['a1', 'a2']), 'west.yaml': west(['b1', 'b2']) })
    await lab.reconcile(anywhere)
    lab.files.set('east.yaml', east(['a1']))
    lab.files.set('west.yaml', west(['b1']))
    lab.simulator.world.clearRequests()
    // Four guests allow one; counted twice they would allow two.
    const summary = await lab.reconcile(anywhere)
    expect(summary.exitCode).toBe(5)
    expect(holds(summary)).toEqual({ 'east/a2': 'DestroyLimit', 'west/b2': 'DestroyLimit' })
    expect(writes(lab.simulator)).toEqual([])
  })
})

describe('a guest that a person moved to another node of the cluster', () => {
  const moved = async () => {
    const lab = await clusterLab({ 'east.yaml': east(['db']) })
    await lab.reconcile(anywhere)
    const guest = guestOf(lab.simulator, 'east/db')
    for (const volume of lab.simulator.world.volumes()) {
      if (volume.vmid === guest.vmid || volume.name.includes(`-${guest.vmid}-`)) Object.assign(volume, { node: 'pve2' })
    }
    guest.node = 'pve2'
    lab.simulator.world.clearRequests()
    return { lab, guest }
  }

  test('stays ours and stays where it is', async () => {
    const { lab, guest } = await moved()
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
    expect(lab.simulator.world.guests()).toEqual([guest])
  })

  test('takes over an edit there', async () => {
    const { lab, guest } = await moved()
    lab.files.set('east.yaml', manifest('east', [vm('db', { tags: ['gold'] })], { host: 'a' }))
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(guest.config['tags']).toBe('gold;homestak')
    expect(writes(lab.simulator).every((line) => line.includes('/nodes/pve2/'))).toBe(true)
  })

  test('is destroyed there when it is no longer declared', async () => {
    const { lab } = await moved()
    lab.files.set('east.yaml', east(['other']))
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['east/other@a'])
    expect(lab.store.openIntents()).toEqual([])
  })

  test('in the middle of a run is found again', async () => {
    const lab = await clusterLab({ 'east.yaml': east(['db']) })
    await lab.reconcile(anywhere)
    const guest = guestOf(lab.simulator, 'east/db')
    lab.files.set('east.yaml', manifest('east', [vm('db', { tags: ['gold'] })], { host: 'a' }))
    lab.simulator.faults = ({ method, path }, phase) => {
      if (phase === 'before' && method === 'GET' && path.endsWith(`/qemu/${guest.vmid}/config`)) guest.node = 'pve2'
      return 'pass'
    }
    const summary = await lab.reconcile(anywhere)
    expect({ code: summary.exitCode, tags: guest.config['tags'] }).toEqual({ code: 0, tags: 'gold;homestak' })
  })
})

describe('a node of the cluster that is down', () => {
  test('has unknown guests, none that are gone: nothing is made anew, nothing is pruned', async () => {
    const lab = await clusterLab({ 'east.yaml': east(['db']), 'west.yaml': west(['web', 'old']) })
    await lab.reconcile(anywhere)
    // Under another name the guest cannot be told by it.
    await hand(lab).set(guestOf(lab.simulator, 'east/db').vmid, { name: 'renamed' })
    await hand(lab).set(guestOf(lab.simulator, 'west/web').vmid, { name: 'renamed-too' })
    guestOf(lab.simulator, 'east/db').node = 'pve2'
    const before = owned(lab.simulator)
    lab.simulator.world.clearRequests()
    lab.simulator.faults = ({ path }) =>
      path.includes('/nodes/pve2/') ? { status: 595, reason: 'No route to host' } : 'pass'
    lab.files.set('west.yaml', west(['web']))
    const summary = await lab.reconcile(anywhere)
    expect(summary.exitCode).toBe(4)
    expect(lineOf(summary, 'east/db').outcome).toBe('unknown')
    expect(writes(lab.simulator)).toEqual([])
    lab.loseState()
    expect((await lab.reconcile(anywhere)).exitCode).toBe(4)
    expect(writes(lab.simulator)).toEqual([])
    expect(owned(lab.simulator)).toEqual(before)
  })
})

describe('a backup of our guest that a person restored on another host under its vmid', () => {
  const restored = async () => {
    const clock = virtualClock()
    const other = createSimulator({ clock, random: seededRandom(6) })
    const files = {
      'east.yaml': manifest('east', [vm('db', { vmid: 9100 }), vm('web')], { host: 'sim' }),
      'west.yaml': manifest('west', [vm('app')], { host: 'b' }),
    }
    const lab = await createLab(files, { clock, hosts: { b: other } })
    await lab.reconcile(anywhere)
    const { description = '', tags = '' } = guestOf(lab.simulator, 'east/db').config
    await hand({ ...lab, simulator: other }).make(9100, { name: 'db', description, tags })
    return { lab, other, picture: photo(other, 9100) }
  }

  test('is foreign there: the original is edited and destroyed, the copy stays', async () => {
    const { lab, other, picture } = await restored()
    lab.files.set('east.yaml', manifest('east', [vm('db', { vmid: 9100, tags: ['gold'] }), vm('web')], { host: 'sim' }))
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    lab.files.set('east.yaml', manifest('east', [vm('web')], { host: 'sim' }))
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)).toBeUndefined()
    expect(photo(other, 9100)).toBe(picture)
  })

  test('is not taken for the original where that is gone, nor where its host is silent', async () => {
    const { lab, other, picture } = await restored()
    await hand(lab).destroy(9100)
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['east/db@sim', 'east/web@sim'])
    lab.simulator.faults = () => 'refuse'
    lab.files.set('east.yaml', manifest('east', [vm('web')], { host: 'sim' }))
    expect((await lab.reconcile(anywhere)).exitCode).toBe(4)
    expect((await lab.reconcile({ ...anywhere, narrowing: { manifests: [], nodes: [], host: 'b' } })).exitCode).toBe(0)
    expect(photo(other, 9100)).toBe(picture)
  })

  test('keeps its vmid from a node that is declared there', async () => {
    const { lab, other, picture } = await restored()
    lab.files.set('west.yaml', manifest('west', [vm('app'), vm('new', { vmid: 9100 })], { host: 'b' }))
    const summary = await lab.reconcile(anywhere)
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'west/new': 'ForeignGuest' } })
    expect(photo(other, 9100)).toBe(picture)
  })
})
