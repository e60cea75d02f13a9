/** The way to simulated hosts over real HTTPS, with an ear on it. */
import { pino } from 'pino'
import { systemClock, systemRandom, type Clock } from '../../src/clock.ts'
import { createPveClient } from '../../src/pve/client.ts'
import { tokenCredentials } from '../../src/pve/credentials.ts'
import { createHttpsTransport } from '../../src/pve/https-transport.ts'
import type { HttpRequest } from '../../src/pve/transport.ts'
import type { Ports } from '../../src/reconciler/engine.ts'
import type { Reached } from './hosts.ts'

/** `onCall` hears of each call as it is sent, and of the bytes of its bodies once it is answered. */
export const listeningPorts = (
  reached: readonly Reached[],
  onAnswer: (request: HttpRequest, bytes: number) => void,
  onCall: (request: HttpRequest) => void = () => undefined,
  clock: Clock = systemClock,
): Ports => ({
  clock,
  random: systemRandom,
  log: pino({ level: 'silent' }),
  connect({ name, apiEndpoint, fingerprint }) {
    const https = createHttpsTransport({ endpoint: apiEndpoint, trust: { fingerprint: fingerprint ?? '' } })
    const { token = '' } = reached.find(({ endpoint }) => endpoint === apiEndpoint) ?? {}
    const client = createPveClient({
      host: name,
      async transport(request, limits) {
        onCall(request)
        const answer = await https.transport(request, limits)
        onAnswer(request, Buffer.byteLength(answer.body) + (request.body?.length ?? 0))
        return answer
      },
      credentials: tokenCredentials(name, token),
      clock,
    })
    return { client, peerFingerprint: https.peerFingerprint, close: https.close }
  },
})
