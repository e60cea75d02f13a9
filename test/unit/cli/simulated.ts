/** A simulated host on a socket of its own, whose time goes by fast, for as long as a test lasts. */
import { onTestFinished } from 'vitest'
import { startSimulatedHost, type SimulatedHost } from '../../../src/cli/simulated-host.ts'
import { seededRandom, systemClock, type Clock } from '../../../src/clock.ts'
import type { WorldPlan } from '../../../src/simulator/world.ts'

/** How many times as fast time goes by while this process waits for nothing but time. */
const speed = 10
/** Milliseconds of real time between two looks at the time. */
const stepMs = 10

/**
 * That of the simulated hosts, and of whoever works with them: nobody is to wait for time alone. While this process works
 * it goes on as elsewhere, and while the machine is busy by small steps: a host that was given ten seconds has as many
 * turns to answer in as anywhere, and what takes a moment takes no minute.
 */
export const fastClock = steppingClock()

function steppingClock(): Clock {
  let seen = performance.eventLoopUtilization()
  let now = Date.now()
  const look = (): number => {
    const since = performance.eventLoopUtilization(seen)
    seen = performance.eventLoopUtilization()
    now += since.active + Math.min(since.idle, stepMs) * speed
    return Math.floor(now)
  }
  return {
    now: look,
    async sleep(ms, signal) {
      const end = look() + ms
      do await systemClock.sleep(Math.min(Math.max(0, end - look()) / speed, stepMs), signal)
      while (look() < end)
    },
  }
}

export async function simulated(seed: number, world?: WorldPlan): Promise<SimulatedHost> {
  const host = await startSimulatedHost({
    clock: fastClock,
    random: seededRandom(seed),
    speed,
    address: '127.0.0.1',
    port: 0,
    ...(world ? { world } : {}),
  })
  onTestFinished(() => host.close())
  return host
}
