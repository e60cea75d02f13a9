/** What changed at the host without an edit is found and put right, once, and told once. */
import { describe, expect, test } from 'vitest'
import { createLab, type LabOptions } from '../../lab.ts'
import { guestOf, hand, manifest, markOf, owned, photo, seeds, vm, writes } from '../rules/scene.ts'
import { watchLab } from './watching.ts'

const shop = async (nodes = [vm('web'), vm('db')], options: LabOptions = {}) => {
  const lab = await createLab({ 'shop.yaml': manifest('shop', nodes) }, { profile: 'fast', ...options })
  const watched = await watchLab(lab)
  await watched.pass(120)
  lab.simulator.world.clearRequests()
  const told = watched.events.length
  return {
    lab,
    watched,
    by: hand(lab),
    web: () => guestOf(lab.simulator, 'shop/web'),
    /** Reasons of what was told since, by node. */
    since: (label = 'shop/web') =>
      watched.events
        .slice(told)
        .filter(({ key, reason }) => key === label && reason !== 'Progress')
        .map(({ reason }) => reason),
  }
}

/** Told of a repair in one step. */
const repaired = ['Drift', 'StepStarted', 'StepDone', 'Ready']

describe('drift is repaired, and told once', () => {
  test('a guest that was stopped', async () => {
    const { watched, by, web, since } = await shop()
    await by.stop(web().vmid)
    await watched.pass(30)
    expect(web().running).toBeDefined()
    await watched.pass(1200)
    expect(since()).toEqual(repaired)
    expect(since('shop/db')).toEqual([])
    await watched.stop()
  })

  test('a guest that is stopped five times', async () => {
    const { watched, by, web, since } = await shop()
    for (let times = 0; times < 5; times++) {
      await by.stop(web().vmid)
      await watched.pass(60)
      expect(web().running).toBeDefined()
    }
    expect(since()).toEqual([repaired, repaired, repaired, repaired, repaired].flat())
    await watched.stop()
  })

  test('a value that the list shows, at the next look', async () => {
    const { watched, by, web, since } = await shop()
    await by.set(web().vmid, { name: 'other' })
    await watched.pass(30)
    expect(web().config['name']).not.toBe('other')
    await watched.pass(1200)
    expect(since()).toEqual(repaired)
    await watched.stop()
  })

  test('a value that the list does not show, within the drift interval', async () => {
    const { lab, watched, by, web, since } = await shop()
    const before = web().config['onboot']
    const { description = '' } = web().config
    await by.set(web().vmid, { description: description.replace('"protect"', '"keep":true,"protect"'), onboot: 0 })
    await by.set(web().vmid, { agent: 'enabled=0' })
    await watched.pass(610)
    expect(web().config['agent']).not.toBe('enabled=0')
    expect(web().config['onboot']).toBe(before)
    expect(since()[0]).toBe('Drift')
    expect(since().filter((reason) => reason === 'Drift' || reason === 'Ready')).toEqual(['Drift', 'Ready'])
    expect(owned(lab.simulator)).toHaveLength(2)
    await watched.stop()
  })

  test('a value that the list does not show, at the next look where its change made a task', async () => {
    const { lab, watched, web, since } = await shop()
    const { vmid } = web()
    await lab.settle(lab.simulator.world.run('POST', `/nodes/pve/qemu/${vmid}/config`, { agent: 'enabled=0' }))
    await watched.pass(20)
    expect(web().config['agent']).not.toBe('enabled=0')
    expect(since().filter((reason) => reason === 'Drift' || reason === 'Ready')).toEqual(['Drift', 'Ready'])
    await watched.stop()
  })

  test('a guest that was deleted', async () => {
    const { lab, watched, by, web, since } = await shop()
    const uid = markOf(web())?.uid
    await by.destroy(web().vmid)
    await watched.pass(120)
    expect(web().running).toBeDefined()
    expect(markOf(web())?.uid).not.toBe(uid)
    expect(since().filter((reason) => reason === 'Drift' || reason === 'Ready')).toEqual(['Drift', 'Ready'])
    await watched.pass(7300)
    expect(seeds(lab.simulator)).toHaveLength(2)
    expect(seeds(lab.simulator).join()).toContain(markOf(web())?.uid)
    await watched.stop()
  })

  test('tags that were taken away', async () => {
    const { watched, by, web, since } = await shop()
    await by.set(web().vmid, { delete: 'tags' })
    await watched.pass(30)
    expect(web().config['tags']).toContain('homestak')
    await watched.pass(1200)
    expect(since()).toEqual(repaired)
    await watched.stop()
  })

  test('a value that somebody left pending', async () => {
    const { watched, by, web, since } = await shop()
    const before = web().config['cores']
    await by.set(web().vmid, { cores: 7 })
    await watched.pass(610)
    expect(web().config['cores']).toBe(before)
    expect(web().pending ?? {}).toEqual({})
    expect(since()).toEqual(repaired)
    await watched.stop()
  })

  test('that was seen first by somebody who waits for something else', async () => {
    const { lab, watched, by, web } = await shop([vm('web'), vm('db', { image: 'not-there' })])
    expect(watched.node('shop/db')?.state).toBe('held')
    for (let times = 0; times < 40; times++) {
      await by.stop(web().vmid)
      await watched.pass(31.3)
      expect(guestOf(lab.simulator, 'shop/web').running, `time ${times}`).toBeDefined()
    }
    await watched.stop()
  })
})

describe('what is no drift', () => {
  test('a disk that was grown by hand', async () => {
    const { lab, watched, by, web, since } = await shop()
    const disk = Object.keys(web().config).find((key) => /^(scsi|virtio)0$/.test(key)) ?? ''
    await by.grow(web().vmid, disk, '+3G')
    const before = photo(lab.simulator, web().vmid)
    await watched.pass(1300)
    expect(photo(lab.simulator, web().vmid)).toBe(before)
    expect(since()).toEqual([])
    await watched.stop()
  })

  test('guests of others that come and go: nobody asks about them', async () => {
    const { lab, watched, by } = await shop([vm('web')])
    const kinds = async () => {
      lab.simulator.world.clearRequests()
      await watched.pass(600)
      const paths = lab.simulator.world.requests().map(({ path }) => path.replace(/\?.*/, ''))
      return { paths: [...new Set(paths)].toSorted(), count: paths.length }
    }
    const quiet = await kinds()
    const told = watched.events.length
    await by.make(300, { name: 'theirs', tags: 'theirs' })
    await by.start(300)
    const { paths } = await kinds()
    await by.set(300, { name: 'renamed' })
    await by.stop(300)
    await by.destroy(300)
    const after = await kinds()
    expect([paths, after.paths]).toEqual([quiet.paths, quiet.paths])
    expect(Math.abs(after.count - quiet.count)).toBeLessThan(10)
    expect(watched.events.slice(told)).toEqual([])
    expect(writes(lab.simulator)).toEqual([])
    await watched.stop()
  })

  test('a clone of ours, whose mark is not its own', async () => {
    const { lab, watched, by, web, since } = await shop([vm('web')])
    await by.clone(web().vmid, 30_000, { name: 'copy' })
    const before = photo(lab.simulator, 30_000)
    await watched.pass(1300)
    expect(photo(lab.simulator, 30_000)).toBe(before)
    expect(since()).toEqual([])
    await watched.stop()
  })
})
