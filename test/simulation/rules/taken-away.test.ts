/** Rule 2: the way in which a guest is taken away, and what stops it on that way. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { hand, interloper, manifest, owned, photo, seeds, vm } from './scene.ts'

const before = manifest('shop', [vm('db', { vmid: 9100 }), vm('web')])
const without = manifest('shop', [vm('web')])

describe('a guest that is taken away', () => {
  const running = async () => {
    const { own, wrap } = interloper()
    const lab = await createLab({ 'shop.yaml': before }, { wrap })
    await lab.reconcile()
    lab.files.set('shop.yaml', without)
    lab.simulator.world.clearRequests()
    return { lab, own }
  }
  /** After a run that was cut off once the guest was off. */
  const cutOff = async () => {
    const { lab, own } = await running()
    const stop = new AbortController()
    own.before = async () => {
      if (!lab.simulator.world.guest(9100)?.running) stop.abort()
    }
    expect((await lab.reconcile({ stop: stop.signal })).exitCode).toBe(130)
    own.before = undefined
    expect(lab.simulator.world.guest(9100)?.running).toBeUndefined()
    expect(lab.store.openIntents().map(({ act }) => act)).toEqual(['destroy'])
    return lab
  }
  const deletes = (lab: Lab) =>
    lab.simulator.world.requests().filter(({ method, path }) => method === 'DELETE' && path.includes('/qemu/'))

  test('is deleted with purge, and never with disks that it does not name', async () => {
    const { lab } = await running()
    await lab.reconcile()
    const [call, ...others] = deletes(lab)
    expect(others).toEqual([])
    const query = new URL(`https://host${call?.path}`).searchParams
    expect(query.get('purge')).toBe('1')
    expect(query.get('destroy-unreferenced-disks')).toBe('0')
    expect([query.get('skiplock'), query.get('force')]).toEqual([null, null])
  })

  test.each([
    [
      'protection',
      (lab: Lab) => lab.simulator.world.run('PUT', '/nodes/pve/qemu/9100/config', { protection: 1 }),
      'Protected',
    ],
    ['a lock', async (lab: Lab) => lab.simulator.world.setLock(9100, 'backup'), 'Locked'],
  ])('and gets %s from a person after it was shut down is kept', async (_, act, reason) => {
    const { lab, own } = await running()
    own.before = async () => {
      if (lab.simulator.world.guest(9100)?.running) return
      own.before = undefined
      await act(lab)
    }
    const summary = await lab.reconcile()
    expect(summary.nodes.find(({ key }) => key === 'shop/db')?.held?.reason).toBe(reason)
    expect(summary.exitCode).toBe(reason === 'Locked' ? 4 : 5)
    expect(deletes(lab)).toEqual([])
    expect(owned(lab.simulator)).toContain('shop/db@sim')
  })

  test('and is protected by a person at any moment before the DELETE is kept', async () => {
    const whole = await running()
    await whole.lab.reconcile()
    const requests = whole.lab.simulator.world.requests()
    const last = requests.findIndex(({ method, path }) => method === 'DELETE' && path.includes('/qemu/'))
    for (let point = 1; point <= last; point++) {
      const { lab, own } = await running()
      own.count = 0
      own.before = async (_, count) => {
        if (count === point) await lab.simulator.world.run('PUT', '/nodes/pve/qemu/9100/config', { protection: 1 })
      }
      const summary = await lab.reconcile()
      const db = summary.nodes.find(({ key }) => key === 'shop/db')
      expect({ point, reason: db?.held?.reason, sent: deletes(lab) }).toEqual({ point, reason: 'Protected', sent: [] })
      expect(owned(lab.simulator)).toContain('shop/db@sim')
    }
  })

  test('is started again where the run was cut off after the stop and the node is declared again', async () => {
    const lab = await cutOff()
    lab.files.set('shop.yaml', before)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)?.running).toBeDefined()
    expect(lab.store.openIntents()).toEqual([])
    expect(seeds(lab.simulator)).toHaveLength(2)
  })

  test('is gone after the next run where the run was cut off after the stop', async () => {
    const lab = await cutOff()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)).toBeUndefined()
    expect(seeds(lab.simulator)).toHaveLength(1)
    expect(lab.store.openIntents()).toEqual([])
  })

  test('and does not react to a shutdown is stopped after its two minutes', async () => {
    const { lab } = await running()
    lab.simulator.world.ignoreShutdown(9100)
    const began = lab.clock.now()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)).toBeUndefined()
    expect(lab.clock.now() - began).toBeGreaterThan(120_000)
    expect(lab.clock.now() - began).toBeLessThan(150_000)
  })

  test('keeps its seed for a clone that a person made of it, which still names it', async () => {
    const { lab } = await running()
    await hand(lab).clone(9100, 300, { name: 'copy' })
    const copy = photo(lab.simulator, 300)
    const [seed] = seeds(lab.simulator).filter((volid) => volid.includes('-9100-'))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    expect(photo(lab.simulator, 300)).toBe(copy)
    expect(seeds(lab.simulator)).toContain(seed)
    expect((await lab.status({ orphans: true })).looseVolumes?.map(({ volume }) => volume)).toEqual([seed])
    // Free once the clone is gone, and old enough.
    await hand(lab).destroy(300)
    await lab.clock.advance(2 * 3_600_000)
    lab.files.set('shop.yaml', manifest('shop', [vm('web'), vm('new')]))
    await lab.reconcile()
    expect(seeds(lab.simulator)).not.toContain(seed)
  })

  test('is not told gone while its node of the cluster cannot be asked', async () => {
    const { lab } = await running()
    let cut = false
    lab.simulator.faults = ({ method, path }, phase) => {
      if (method === 'DELETE' && phase === 'before' && !cut) {
        cut = true
        return 'reset'
      }
      return cut && /\/qemu\/9100\//.test(path) ? { status: 596, reason: 'no answer' } : 'pass'
    }
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(4)
    expect(summary.nodes.find(({ key }) => key === 'shop/db')?.outcome).not.toBe('destroyed')
    expect(seeds(lab.simulator)).toHaveLength(2)
    expect(lab.store.openIntents()).toHaveLength(1)
    lab.simulator.faults = undefined
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(seeds(lab.simulator)).toHaveLength(1)
  })
})
