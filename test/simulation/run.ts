/** `npm run simulate -- --seed N [--steps N] [--watch]`: a random story of edits, drift, faults and crashes, with every rule checked after each step. */
import { parseArgs } from 'node:util'
import { readMark } from '../../src/pve/mark.ts'
import { TransportError, type Transport } from '../../src/pve/transport.ts'
import { createLab } from '../lab.ts'
import { seededRandom } from '../unit/simulator/virtual-clock.ts'
import { actions, chooseBy, type Stage } from './actions.ts'
import { textsOf } from './manifest-writer.ts'
import { mortal, reconcileMortally } from './mortal.ts'
import { brokenRules, leftNetworks, leftSeeds } from './rules.ts'
import { watchedStory } from './watch/story.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string' },
    watch: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const steps = Number(values.steps ?? (values.watch ? 60 : 200))
if (!Number.isInteger(seed) || !Number.isInteger(steps) || steps < 1) {
  process.stderr.write('usage: npm run simulate -- --seed N [--steps N] [--watch]\n')
  process.exit(2)
}

const began = Date.now()
const random = seededRandom(seed)
const lab = await createLab({}, { seed, profile: 'fast' })
const stage: Stage = {
  lab,
  random,
  manifests: new Map([
    ['one', []],
    ['two', []],
  ]),
  keepsakes: new Map(),
  count: 0,
}
const counts = { runs: 0, crashes: 0, cuts: 0, steps: 0 }
const broken: string[] = []

if (values.watch) broken.push(...(await watchedStory(seed, steps)))
else await story()
process.stderr.write(`${((Date.now() - began) / 1000).toFixed(1)} s\n`)
process.exitCode = broken.length === 0 ? 0 : 1

/** Runs that end, one after the other. */
async function story(): Promise<void> {
  for (let step = 1; step <= steps && broken.length === 0; step++) {
    counts.steps = step
    const done: string[] = []
    for (let times = Math.floor(random.float() * 3); times >= 0; times--)
      done.push(await chooseBy(random, actions)(stage))
    lab.files = textsOf(stage)
    const before = protectedGuests()
    const crash = random.float() < 0.5 ? 1 + Math.floor(random.float() * 120) : 0
    const how = lab.files.size === 0 ? 'no manifest left' : await run(crash, random.float() < 0.3)
    broken.push(
      ...brokenRules(lab, stage.keepsakes),
      ...before.filter((vmid) => !lab.simulator.world.guest(vmid)).map((vmid) => `protected guest ${vmid} is gone`),
    )
    const guests = lab.simulator.world.guests().length
    process.stdout.write(`${step}: ${done.join('; ')} | ${how} | ${guests} guests\n`)
  }
  if (broken.length === 0) await settleDown()
  for (const rule of broken) process.stdout.write(`BROKEN after step ${counts.steps}: ${rule}\n`)
  process.stdout.write(
    `seed ${seed}: ${counts.steps} steps, ${counts.runs} runs, ${counts.crashes} crashes, ${counts.cuts} cut connections, ${broken.length} broken rules\n`,
  )
}

/** One run that may be killed, over a connection that may be cut before or after the host acted. */
async function run(dieAt: number, faulty: boolean): Promise<string> {
  counts.runs++
  const process = mortal(lab, dieAt, faulty ? cutting : undefined)
  const end = await reconcileMortally(lab, process)
  if (end === 'died') {
    counts.crashes++
    return `killed at point ${dieAt}`
  }
  return faulty ? 'ran over a bad connection' : 'ran'
}

function cutting(inner: Transport): Transport {
  return async (request, options) => {
    const fate = random.float()
    if (fate < 0.03) {
      counts.cuts++
      throw new TransportError({ kind: 'refused', sent: false, message: 'connection refused' })
    }
    const answer = await inner(request, options)
    if (fate < 0.06) {
      counts.cuts++
      throw new TransportError({ kind: 'reset', sent: true, message: 'connection reset' })
    }
    return answer
  }
}

function protectedGuests(): number[] {
  return lab.simulator.world.guests().flatMap(({ vmid, config }) => {
    const { marking } = readMark(String(config['description'] ?? ''))
    return marking.kind === 'mark' && marking.mark.protect && Number(config['protection'] ?? 0) === 1 ? [vmid] : []
  })
}

/** With nothing in the way any more, a few runs bring everything to rest, and then nothing differs. */
async function settleDown(): Promise<void> {
  if (lab.files.size === 0) return
  await lab.clock.advance(120_000)
  for (let times = 0; times < 4; times++) await lab.reconcile({ maxDestroy: 100 })
  // Seeds that were left with a lost state are removed by a pass that writes, an hour later.
  await lab.clock.advance(2 * 3_600_000)
  const settled = await lab.reconcile({ maxDestroy: 100 })
  // A template does not run, and nothing would have to be written.
  const runs = (vmid: number | null) => vmid !== null && lab.simulator.world.guest(vmid)?.running !== undefined
  const first = settled.nodes.find(({ outcome, vmid }) => outcome === 'ready' && runs(vmid))?.vmid ?? undefined
  if (first !== undefined) await lab.settle(lab.simulator.world.run('POST', `/nodes/pve/qemu/${first}/status/stop`))
  for (let times = 0; times < 2; times++) await lab.reconcile({ maxDestroy: 100 })
  const writes = lab.simulator.world.writes()
  const { nodes } = await lab.reconcile({ maxDestroy: 100 })
  for (const { key, outcome, message, held } of nodes)
    process.stdout.write(
      `end: ${key} ${outcome}${held ? ` (${held.reason})` : ''}${outcome === 'ready' ? '' : `: ${message}`}\n`,
    )
  if (lab.simulator.world.writes() !== writes) broken.push('a run at rest still writes')
  broken.push(
    ...brokenRules(lab, stage.keepsakes),
    ...leftNetworks(lab, nodes),
    // Where nothing was to be written, nobody looked for them.
    ...(first === undefined ? [] : leftSeeds(lab)).map((seedIso) => `seed ${seedIso} has no guest`),
  )
  const held = nodes.some(({ outcome }) => outcome === 'held')
  broken.push(
    ...nodes
      .filter(({ outcome }) => outcome === 'failed' || (outcome === 'waiting' && !held))
      .map(({ key, message }) => `${key} does not come to rest: ${message}`),
  )
}
