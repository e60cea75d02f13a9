/** What a run that watches remembers: guests it saw, problems of files, itself, and what it took away. */
import { describe, expect, test } from 'vitest'
import { openStore, peekStore } from '../../../state/sqlite/open-store.ts'
import type { ProblemRecord, SightingRecord } from '../../../state/store.ts'
import { temporaryFolder } from './fixtures.ts'

const hour = 60 * 60 * 1000

const aSighting = (parts: Partial<SightingRecord> = {}): SightingRecord => ({
  clusterKey: 'home',
  vmid: 10_001,
  signature: 'web running',
  view: '{"name":"web"}',
  read: 1_800_000_000_123.5,
  ...parts,
})

describe('sightings', () => {
  test('are one a guest, the latest, of the cluster that is asked for', () => {
    const store = openStore(':memory:', 'home')
    const latest = aSighting({ signature: 'web stopped', read: 2 })
    const other = aSighting({ vmid: 9000 })
    for (const each of [aSighting(), latest, other, aSighting({ clusterKey: 'lab' })]) store.saveSighting(each)
    expect(store.sightings('home')).toEqual([other, latest])
    expect(store.sightings('never')).toEqual([])
  })

  test('of one guest are forgotten alone, and twice is nothing', () => {
    const store = openStore(':memory:', 'home')
    for (const each of [aSighting(), aSighting({ vmid: 9000 }), aSighting({ clusterKey: 'lab' })]) {
      store.saveSighting(each)
    }
    store.removeSighting('home', 10_001)
    store.removeSighting('home', 10_001)
    expect(store.sightings('home').map(({ vmid }) => vmid)).toEqual([9000])
    expect(store.sightings('lab')).toHaveLength(1)
  })
})

describe('problems', () => {
  const first: ProblemRecord = { file: '/m/web.yaml', line: 7, column: 3, message: 'no such preset', hint: 'vm-small' }
  const second: ProblemRecord = { file: '/m/dns.yaml', line: 1, column: 1, message: 'no YAML' }

  test('come back as they were saved, of one path or of all', () => {
    const store = openStore(':memory:', 'home')
    store.saveProblems('/m', [first, second])
    store.saveProblems('/other', [second])
    expect(store.problems('/m')).toEqual([first, second])
    expect(store.problems('/never')).toEqual([])
    expect(store.problems()).toEqual([first, second, second])
  })

  test('of a path are those of its last load', () => {
    const store = openStore(':memory:', 'home')
    store.saveProblems('/m', [first, second])
    store.saveProblems('/m', [second])
    expect(store.problems()).toEqual([second])
    store.saveProblems('/m', [])
    expect(store.problems()).toEqual([])
  })
})

test('one run watches: the last that said so', () => {
  const store = openStore(':memory:', 'home')
  expect(store.watch()).toBeUndefined()
  const record = { pid: 4711, started: 1000, paths: ['/m', '/n "o"'], driftIntervalMs: 600_000, lastLook: null }
  store.saveWatch({ ...record, pid: 4710 })
  store.saveWatch(record)
  expect(store.watch()).toEqual(record)
  store.saveWatch({ ...record, lastLook: 2000.5 })
  expect(store.watch()).toEqual({ ...record, lastLook: 2000.5 })
})

test('what was taken away is told from after a time on, each guest once a time, and forgotten after a day', () => {
  const store = openStore(':memory:', 'home')
  store.saveTaking(0, 'u0')
  store.saveTaking(hour, 'u1')
  store.saveTaking(hour, 'u2')
  store.saveTaking(hour, 'u2')
  expect(store.takings(0).map(({ uid }) => uid)).toEqual(['u1', 'u2'])
  expect(store.takings(hour)).toEqual([])
  store.saveTaking(24 * hour + 1, 'u3')
  expect(store.takings(-1)).toEqual([
    { time: hour, uid: 'u1' },
    { time: hour, uid: 'u2' },
    { time: 24 * hour + 1, uid: 'u3' },
  ])
})

test('all of it is there when the store is opened again', () => {
  const dir = temporaryFolder()
  const store = openStore(dir, 'home')
  store.saveSighting(aSighting())
  store.saveTaking(5, 'u')
  store.close()
  const reader = peekStore(dir, 'home')
  expect(reader?.sightings('home')).toEqual([aSighting()])
  expect(reader?.takings(0)).toEqual([{ time: 5, uid: 'u' }])
  reader?.close()
})
