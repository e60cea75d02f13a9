/** A run that is killed without a word, again and again: the next one finishes what was begun, and leaves nothing over. */
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { folder, manifest, run, simulate, start, there } from './processes.ts'

const names = Array.from({ length: 20 }, (_, index) => `node-${String(index).padStart(2, '0')}`)

/** Where each run is killed: at the n-th line of its progress that says so. */
const deaths = [
  ['StepStarted: write the seed', 3],
  ['StepStarted: create', 2],
  ['StepDone: create', 3],
  ['StepStarted: grow', 2],
  ['StepStarted: start', 4],
] as const

test('five kills in the middle of twenty guests: converged, no second guest, no orphan volume', async () => {
  const nodes = Object.fromEntries(
    names.map((name, index) => [name, index % 4 === 0 ? 'disks: [{ name: data, size: 5 }]' : '']),
  )
  const cwd = folder({ 'manifests/many.yaml': manifest('many', nodes) })
  // Slow enough that no run comes to its end before it is killed.
  const sim = await simulate(cwd, '--speed', '2')
  for (const [deed, times] of deaths) {
    const { child, ended } = start(cwd, 'reconcile', '--concurrency', '4', ...there)
    let seen = 0
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.includes(deed) && ++seen === times) child.kill('SIGKILL')
    }
    expect(await ended).toMatchObject({ code: null, out: '' })
  }
  const midway = (await sim.guests()).length
  expect(midway).toBeGreaterThan(0)
  expect(midway).toBeLessThan(names.length)

  expect(await run(cwd, 'reconcile', ...there)).toMatchObject({ code: 0, out: expect.stringMatching(/^20 ready in /m) })
  expect(await run(cwd, 'diff', '--exit-code', ...there)).toMatchObject({ code: 0, out: '20 unchanged\n' })
  const guests = await sim.guests()
  expect(guests.map(({ name }) => name).toSorted()).toEqual(names)
  expect(guests.every(({ status }) => status === 'running')).toBe(true)
  const configs = await Promise.all(guests.map(({ vmid }) => sim.config(vmid)))
  expect(configs.filter(({ lock }) => lock !== undefined)).toEqual([])
  const named = configs.flatMap((config) =>
    Object.values(config).flatMap((value) => /^(\w+:[^,]+)/.exec(value)?.[1] ?? []),
  )
  const volumes = await sim.volumes()
  // A disk and a seed each, and data for every fourth.
  expect(volumes).toHaveLength(45)
  expect(volumes.filter((volid) => !named.includes(volid))).toEqual([])
  expect(await run(cwd, 'status', '--fresh', '--orphans', ...there.slice(2))).toMatchObject({
    code: 0,
    out: expect.stringContaining('no orphans'),
  })
})
