/** `node hosts-program.ts SNAPSHOT...`: simulated hosts in a process of their own; one line tells where. Ends with its stdin. */
import { readFileSync } from 'node:fs'
import { systemClock, systemRandom } from '../../src/clock.ts'
import { fingerprintOf, newCertificate, serve } from '../../src/simulator/server.ts'
import { createSimulator } from '../../src/simulator/simulator.ts'

const hosts = await Promise.all(
  process.argv.slice(2).map(async (path) => {
    const snapshot: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const simulator = createSimulator({ clock: systemClock, random: systemRandom, snapshot })
    const certificate = await newCertificate([simulator.node])
    const { port } = await serve(simulator, { address: '127.0.0.1', port: 0, certificate })
    const { node, token } = simulator
    return { endpoint: `https://127.0.0.1:${port}`, node, token, fingerprint: fingerprintOf(certificate) }
  }),
)
process.stdout.write(`${JSON.stringify(hosts)}\n`)
process.stdin.resume().once('end', () => process.exit())
