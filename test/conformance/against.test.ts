/** A recording sent to an endpoint as one token: what is sent, what is held back, and what is told. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { recordedPlan } from '../../src/simulator/recorded-world.ts'
import { createSimulator, simulatedTransport } from '../../src/simulator/simulator.ts'
import { seededRandom, virtualClock } from '../unit/simulator/virtual-clock.ts'
import type { Replayed } from './recordings/against.ts'
import { replayAgainst } from './recordings/against.ts'
import { haveRecordings, readRecording, recordingsFolder } from './recordings/recording.ts'

async function replay(writes: boolean) {
  const clock = virtualClock()
  const simulator = createSimulator({ clock, random: seededRandom(), world: recordedPlan })
  const transport = simulatedTransport(simulator, clock)
  const exchanges = readRecording(join(recordingsFolder, '02-nodes-storage.json'))
  const all = async (): Promise<Replayed[]> => {
    const found: Replayed[] = []
    for await (const one of replayAgainst(exchanges, { transport, clock, token: simulator.token, writes }))
      found.push(one)
    return found
  }
  return { simulator, exchanges, found: await clock.settle(all()) }
}

describe.skipIf(!haveRecordings)('a recording', () => {
  test('is only read where writes are not asked for', async () => {
    const { simulator, found } = await replay(false)
    expect(simulator.world.writes()).toBe(0)
    const held = found.filter(({ outcome }) => outcome === 'not sent')
    expect(held.map(({ why }) => why)).toContain('a write; --writes sends it')
    expect(held.every(({ label, why }) => label.startsWith('GET ') === (why === 'its task was not started here'))).toBe(
      true,
    )
  })

  test('is answered as it was, apart from what another token asked', async () => {
    const { exchanges, found } = await replay(true)
    expect(found.length).toBe(exchanges.length)
    const differing = found.filter(({ outcome }) => outcome === 'differs')
    expect(differing.map(({ label }) => /\(([^()]*)/.exec(label)?.[1]?.trim())).toEqual([
      'cluster tasks',
      'upload without privilege',
    ])
  })
})
