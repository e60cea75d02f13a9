/** A process that dies at a chosen point: from then on nothing of it runs any more, while the host goes on. */
import { createPveClient } from '../../src/pve/client.ts'
import { tokenCredentials } from '../../src/pve/credentials.ts'
import type { Transport } from '../../src/pve/transport.ts'
import type { Ports } from '../../src/reconciler/engine.ts'
import { simulatedTransport } from '../../src/simulator/simulator.ts'
import type { Lab } from '../lab.ts'

export interface Mortal {
  readonly ports: Ports
  /** Resolves when the process dies. */
  readonly death: Promise<'died'>
  /** Points passed so far: before and after every exchange, and after every wait. */
  points(): number
}

const forever = (): Promise<never> => new Promise(() => undefined)

/** `dieAt` counts from 1; 0 never dies. */
export function mortal(lab: Lab, dieAt: number, wrap: (inner: Transport) => Transport = (inner) => inner): Mortal {
  const { promise: death, resolve } = Promise.withResolvers<'died'>()
  let passed = 0
  let alive = true
  const live = (): boolean => {
    passed++
    if (passed === dieAt) {
      alive = false
      resolve('died')
    }
    return alive
  }
  const inner = wrap(simulatedTransport(lab.simulator, lab.clock))
  const wire: Transport = async (request, options) => {
    if (!alive || !live()) return forever()
    // What the host does about a request it has received does not depend on who waits for the answer.
    const answer = await inner(request, options).then(
      (response) => () => response,
      (error: unknown) => () => {
        throw error
      },
    )
    if (!alive || !live()) return forever()
    return answer()
  }
  const ports: Ports = {
    ...lab.ports,
    clock: {
      now: () => lab.clock.now(),
      async sleep(ms, signal) {
        const end = await lab.clock.sleep(ms, signal).then(
          () => () => undefined,
          (error: unknown) => () => {
            throw error
          },
        )
        if (!alive || !live()) return forever()
        return end()
      },
    },
    connect: ({ name }) => ({
      client: createPveClient({
        host: name,
        transport: wire,
        credentials: tokenCredentials(name, lab.simulator.token),
        clock: lab.clock,
      }),
      peerFingerprint: () => 'AA:BB',
      close: async () => undefined,
    }),
  }
  return { ports, death, points: () => passed }
}

/** How many points a run passes that nothing ends. */
export async function pointsOf(lab: Lab): Promise<number> {
  const process = mortal(lab, 0)
  await reconcileMortally(lab, process)
  return process.points()
}

/** Reconciles until the end or the death of the process. */
export async function reconcileMortally(lab: Lab, process: Mortal): Promise<'died' | 'ended'> {
  const run = lab.beginReconcile({ ports: process.ports }).then(() => 'ended' as const)
  return lab.settle(Promise.race([run, process.death]))
}

/** Reconciles by way of a wire on which something is never answered, until the process is killed two minutes later. */
export function reconcileUnanswered(lab: Lab, wrap: (inner: Transport) => Transport): Promise<'died' | 'ended'> {
  const killed = lab.clock.advance(120_000).then(() => 'died' as const)
  return Promise.race([reconcileMortally(lab, mortal(lab, 0, wrap)), killed])
}
