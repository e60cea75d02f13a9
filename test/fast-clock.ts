/** Time that goes by so many times as fast, for whoever is given it. */
import { systemClock, type Clock } from '../src/clock.ts'

export function clockAt(speed: number): Clock {
  const began = Date.now()
  return {
    now: () => began + (Date.now() - began) * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  }
}
