/** `node engine-program.ts FOLDER never|usual`: watches 10,000 nodes of a host whose answers lie in `answers`, in virtual time; prints what each look took. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { openStore } from '../../state/sqlite/open-store.ts'
import { clearUpSooner } from '../../src/cli/clear-up.ts'
import { seededRandom } from '../../src/clock.ts'
import { loadSiteConfig } from '../../src/config/load-site-config.ts'
import { createPveClient } from '../../src/pve/client.ts'
import { tokenCredentials } from '../../src/pve/credentials.ts'
import type { Transport } from '../../src/pve/transport.ts'
import type { Desire } from '../../src/reconciler/engine.ts'
import { watch } from '../../src/reconciler/watch/watch.ts'
import { inMemory } from '../unit/config/fixtures.ts'
import { runOptions } from '../run-options.ts'
import { answerFile, count, declared } from './engine-world.ts'
import { virtualClock } from '../unit/simulator/virtual-clock.ts'

const [, , folder = '/tmp', drift] = process.argv
/** Ten minutes of them. */
const looks = 120
const lookMs = 5000
const clock = virtualClock()

const nodes = declared()
const { config } = await loadSiteConfig(
  '/cfg',
  inMemory({
    'site.yaml': 'id: lab\n',
    'secrets.yaml': 'api_tokens: { hv0: "a@pve!b=c0ffee00-0000-0000-0000-000000000000" }\n',
    'nodes/hv0.yaml': 'node: pve1\napi_endpoint: https://192.0.2.10:8006\napi_token: hv0\ndatastore: vmstore\n',
  }),
)
const desire: Desire = {
  site: 'lab',
  config,
  selection: { roots: ['/m'], files: [] },
  nodes,
  networks: [],
  problems: [],
  broken: [],
  manifests: [],
}

/** Each answer is read anew, as one from the network would be. */
const transport: Transport = async ({ path }) => {
  const body = readFileSync(join(folder, 'answers', answerFile(path)), 'utf8')
  return { status: 200, reason: 'OK', headers: {}, body }
}

/** Configurations are read in turn within this time. */
const driftIntervalMs = drift === 'usual' ? 600_000 : Number.MAX_SAFE_INTEGER

async function measure() {
  clearUpSooner()
  const stop = new AbortController()
  const watching = watch({
    ports: {
      clock,
      random: seededRandom(1),
      log: pino({ level: 'silent' }),
      connect: () => ({
        client: createPveClient({ host: 'hv0', transport, credentials: tokenCredentials('hv0', 'a@pve!b=c'), clock }),
        peerFingerprint: () => 'AA',
        close: async () => undefined,
      }),
    },
    source: { load: async () => desire, subscribe: () => () => undefined, gitOperation: async () => null },
    desire,
    options: { ...runOptions, stop: stop.signal },
    driftIntervalMs,
    store: openStore(mkdtempSync(join(folder, 'state-')), 'lab'),
    onEvent: () => undefined,
    pid: process.pid,
  })
  const isReady = () => watching.state().nodes.every(({ state }) => state === 'ready')
  while (!isReady()) await clock.advance(lookMs)
  for (let look = 0; look < 5; look++) await clock.advance(lookMs)
  const took: number[] = []
  for (let look = 0; look < looks; look++) {
    const before = process.cpuUsage()
    await clock.advance(lookMs)
    const { user, system } = process.cpuUsage(before)
    took.push((user + system) / count)
  }
  const resident = process.resourceUsage().maxRSS / 1024
  stop.abort(new Error('done'))
  await clock.settle(watching.ended)
  return { took, resident }
}

process.stdout.write(JSON.stringify(await measure()))
