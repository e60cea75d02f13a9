/** Runs that are cut off while a host is still silent: what they end with, and what they leave to the next one. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { createLab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { anywhere, lineOf, manifest, owned, vm } from './scene.ts'

const a = manifest('a', [vm('web')], { host: 'sim' })
const b = manifest('b', [vm('db')], { host: 'other' })

/** Two hosts, of which `other` takes no connection. */
async function scene() {
  const clock = virtualClock()
  const other = createSimulator({ clock, random: seededRandom(2), profile: 'real' })
  const lab = await createLab({ 'a.yaml': a, 'b.yaml': b }, { clock, hosts: { other }, profile: 'real' })
  const silence = () => {
    other.faults = () => 'refuse'
  }
  return { lab, other, silence }
}

const soon = (ms: number, lab: Awaited<ReturnType<typeof scene>>['lab']) => {
  const stop = new AbortController()
  void lab.clock.sleep(ms).then(() => stop.abort())
  return stop.signal
}

describe('a run that is interrupted while a host is silent', () => {
  test('lets what runs on the other one reach its end', async () => {
    const { lab, silence } = await scene()
    silence()
    const stop = new AbortController()
    lab.simulator.onRequest = ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/qemu')) void lab.clock.sleep(100).then(() => stop.abort())
    }
    const summary = await lab.reconcile({ ...anywhere, stop: stop.signal })
    expect(summary.exitCode).toBe(130)
    expect(lab.simulator.world.tasks().filter(({ endtime }) => endtime === undefined)).toEqual([])
    expect(lab.events.findLast(({ key }) => key === 'a/web')).toMatchObject({ reason: 'StepDone' })
  })

  test('has not done its work, though all that is declared is Ready', async () => {
    const { lab, silence } = await scene()
    await lab.reconcile(anywhere)
    lab.files.delete('b.yaml')
    silence()
    expect((await lab.reconcile({ ...anywhere, stop: soon(10_000, lab) })).exitCode).toBe(130)
    const late = await lab.reconcile({ ...anywhere, timeout: 10 })
    expect(late.exitCode).toBe(4)
    expect(lineOf(late, 'a/web').outcome).toBe('ready')
  })

  test('leaves guests that the next one looks after, also where their manifest is gone by then', async () => {
    const { lab, silence } = await scene()
    silence()
    expect((await lab.reconcile({ ...anywhere, stop: soon(25_000, lab) })).exitCode).toBe(130)
    expect(owned(lab.simulator)).toEqual(['a/web@sim'])
    lab.files.set('c.yaml', manifest('c', [vm('new')], { host: 'sim' }))
    lab.files.delete('a.yaml')
    lab.files.delete('b.yaml')
    await lab.reconcile(anywhere)
    expect(owned(lab.simulator)).toEqual(['c/new@sim'])
  })
})

test('destroy whose time is over before a host answers has not converged', async () => {
  const { lab, other, silence } = await scene()
  await lab.reconcile(anywhere)
  silence()
  const summary = await lab.destroy({ keys: ['b/db'] }, { timeout: 5 })
  expect(summary).toMatchObject({ exitCode: 4, calls: { writes: 0 } })
  expect(owned(other)).toEqual(['b/db@other'])
})
