/** Which seed ISOs are swept as leftovers, and which are never taken for one. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import type { Transport } from '../../../src/pve/transport.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { createLab } from '../../lab.ts'
import { anywhere, at, guestOf, hand, manifest, seeds, vm } from './scene.ts'

const twoHours = 2 * 3_600_000

/** Storages are shown as shared, as NFS is. */
const shared =
  (inner: Transport): Transport =>
  async (request, options) => {
    const response = await inner(request, options)
    return request.path.endsWith('/storage')
      ? { ...response, body: response.body.replaceAll('"shared":0', '"shared":1') }
      : response
  }

describe('a seed on a storage that two hosts share', () => {
  const files = {
    'a.yaml': manifest('a', [vm('web')], { host: 'sim' }),
    'b.yaml': manifest('b', [vm('db')], { host: 'other' }),
  }

  const scene = async () => {
    const clock = virtualClock()
    const other = createSimulator({ clock, random: seededRandom(2) })
    const lab = await createLab(files, { clock, hosts: { other }, wrap: shared })
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    const [seed = ''] = seeds(lab.simulator)
    other.world.addFile(seed, 4096)
    await clock.advance(twoHours)
    lab.files.set('b.yaml', manifest('b', [vm('db', { tags: ['gold'] })], { host: 'other' }))
    return { lab, other, seed }
  }

  test('stays while the guest of the other host names it', async () => {
    const { lab, other, seed } = await scene()
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(seeds(other)).toContain(seed)
    expect((await lab.status({ orphans: true })).looseVolumes).toEqual([])
  })

  test('stays where that host is not looked at, and nothing is remembered', async () => {
    const { lab, other, seed } = await scene()
    lab.loseState()
    expect((await lab.reconcile(at('other'))).exitCode).toBe(0)
    expect(seeds(other)).toContain(seed)
  })
})

test('a seed whose guest is there stays, though nothing tells of that guest and no drive holds the seed', async () => {
  const lab = await createLab({
    'shop.yaml': manifest('shop', [vm('web'), vm('db')]),
    'blog.yaml': manifest('blog', [vm('app')]),
  })
  await lab.reconcile()
  const { vmid } = guestOf(lab.simulator, 'blog/app')
  const [seed] = seeds(lab.simulator).filter((volid) => volid.includes(`-${vmid}-`))
  await hand(lab).stop(vmid)
  await hand(lab).set(vmid, { tags: 'mine', name: 'mine', ide2: 'none,media=cdrom' })
  await lab.clock.advance(twoHours)
  lab.loseState()
  lab.files = new Map([['shop.yaml', manifest('shop', [vm('web'), vm('db', { tags: ['gold'] })])]])
  expect((await lab.reconcile()).exitCode).toBe(0)
  expect(seeds(lab.simulator)).toContain(seed)
})
