/** For clients that ask every second of their own: before a host whose time goes by faster, their seconds do, too. */
import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'undici'
import { systemRandom } from '../../src/clock.ts'
import { openGate, type Gate } from '../../src/steps/tofu/gate.ts'
import type { Reached } from './hosts.ts'
import type { Traffic } from './passes.ts'

interface Options {
  /** How many times as fast. */
  readonly speed?: number
  /** What went through is added to it. */
  readonly traffic?: Traffic
}

/**
 * What a client would ask again in a second is asked again for it when a second of the host has passed: it hears the end of
 * a task, and the first address of an agent, neither earlier nor later than it would at the host's own pace.
 */
export async function throughGate<Result>(
  { endpoint, token }: Reached,
  { speed = 1, traffic = { calls: 0, bytes: 0 } }: Options,
  work: (gate: Gate) => Promise<Result>,
): Promise<Result> {
  const pool = new Pool(endpoint, { connect: { rejectUnauthorized: false }, connections: 32 })
  const gate = await openGate({
    random: systemRandom,
    stop: new AbortController().signal,
    onTask: () => undefined,
    relay: {
      async pass({ method, path, body, contentType }) {
        const headers = {
          authorization: `PVEAPIToken=${token}`,
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        }
        for (;;) {
          const answer = await pool.request({ method, path: `/api2/json${path}`, headers, ...(body ? { body } : {}) })
          const text = await answer.body.text()
          traffic.calls += 1
          traffic.bytes += Buffer.byteLength(text) + (body?.length ?? 0)
          if (speed === 1 || !isToBeAskedAgain(path, answer.statusCode, text))
            return { response: { status: answer.statusCode, reason: answer.statusText, headers: {}, body: text } }
          await delay(1000 / speed)
        }
      },
    },
  })
  try {
    return await work(gate)
  } finally {
    await gate.close()
    await pool.close()
  }
}

function isToBeAskedAgain(path: string, status: number, text: string): boolean {
  if (/\/tasks\/[^/]+\/status$/.test(path)) return text.includes('"running"')
  return path.endsWith('/agent/network-get-interfaces') && status !== 200
}
