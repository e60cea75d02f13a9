/** A simulated host on a socket of its own, a hundred times as fast, for as long as a test lasts. */
import { onTestFinished } from 'vitest'
import { startSimulatedHost, type SimulatedHost } from '../../../src/cli/simulated-host.ts'
import { seededRandom } from '../../../src/clock.ts'
import type { WorldPlan } from '../../../src/simulator/world.ts'
import { clockAt } from '../../fast-clock.ts'

/** That of the simulated hosts, and of whoever works with them: nobody is to wait for time alone. */
export const fastClock = clockAt(10)

export async function simulated(seed: number, world?: WorldPlan): Promise<SimulatedHost> {
  const host = await startSimulatedHost({
    clock: fastClock,
    random: seededRandom(seed),
    speed: 10,
    address: '127.0.0.1',
    port: 0,
    ...(world ? { world } : {}),
  })
  onTestFinished(() => host.close())
  return host
}
