/** The simulated host as a command: what it keeps, where it writes, where it listens; and the demo that is played on it. */
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startSimulatedHost } from '../../../src/cli/simulated-host.ts'
import { writeSimSite } from '../../../src/cli/written-site.ts'
import { run } from '../../../src/cli/run.ts'
import { seededRandom, systemClock } from '../../../src/clock.ts'
import { violations } from '../report/schema-check.ts'
import { fakeProcess, folder } from './fake-io.ts'
import { lab, node, shop } from './lab.ts'
import { fastClock } from './simulated.ts'

describe('the simulated host', () => {
  test('keeps its world, its certificate and its token from one run to the next', async () => {
    const data = join(folder(), 'data')
    const parts = { clock: systemClock, random: seededRandom(1), speed: 100, address: '127.0.0.1', port: 0, data }
    const first = await startSimulatedHost(parts)
    await first.simulator.world.run('POST', `/nodes/${first.simulator.node}/qemu`, { vmid: 100, name: 'kept' })
    await first.close()
    const second = await startSimulatedHost({ ...parts, random: seededRandom(2) })
    onTestFinished(() => second.close())
    expect(second.simulator.world.guest(100)?.config['name']).toBe('kept')
    expect([second.fingerprint, second.simulator.token, second.endpoint]).toEqual([
      first.fingerprint,
      first.simulator.token,
      first.endpoint,
    ])
  })

  test('never writes its site-config over something else, but over its own', async () => {
    const { dir, host } = await lab(shop(node('a')))
    await writeSimSite(join(dir, 'site-config'), host)
    await expect(writeSimSite(join(dir, 'work'), host)).rejects.toThrow('is not empty')
  })

  test('says on which port it cannot listen', async () => {
    const { host } = await lab(shop(node('a')))
    const port = Number(new URL(host.endpoint).port)
    const parts = { clock: systemClock, random: seededRandom(1), speed: 1, address: '127.0.0.1', port }
    await expect(startSimulatedHost(parts)).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`)
  })
})

test('the demo plays to its end, cleans up, and as JSON prints nothing but its summary', async () => {
  const { io, out, err } = fakeProcess({ clock: fastClock })
  expect(await run(['demo', '--json-output'], io)).toBe(0)
  expect(violations('demo', JSON.parse(out()))).toEqual([])
  expect(JSON.parse(out())).toMatchObject({ nodes: 3, ready: 3, depth: 1 })
  expect(err()).toContain('$ homestak reconcile')
  expect(err()).not.toContain('but on the host')
})
