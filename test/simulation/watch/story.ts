/** A random story under a run that watches: edits, drift, faults, git, restarts and deaths, with every rule checked after each step. */
import type { Random } from '../../../src/clock.ts'
import type { Faults } from '../../../src/simulator/faults.ts'
import { createLab, type Lab } from '../../lab.ts'
import { seededRandom } from '../../unit/simulator/virtual-clock.ts'
import { chooseBy, deeds, type Stage } from '../actions.ts'
import { textsOf } from '../manifest-writer.ts'
import { mortal } from '../mortal.ts'
import { brokenRules, leftSeeds } from '../rules.ts'
import { guestOf, hand, manifest, markOf, vm } from '../rules/scene.ts'
import { watchLab, type WatchedLab } from './watching.ts'

const hour = 3600

/** Prints what happens, the same for the same seed; gives the rules that were broken. */
export async function watchedStory(seed: number, steps: number): Promise<readonly string[]> {
  const random = seededRandom(seed)
  const lab = await createLab({}, { seed, profile: 'fast' })
  const manifests: Stage['manifests'] = new Map([
    ['one', []],
    ['two', []],
  ])
  const stage: Stage = { lab, random, manifests, keepsakes: new Map(), count: 0 }
  lab.files = filesOf(stage)
  let life = await beginLife(lab, random)
  const counts = { steps: 0, deaths: 0, restarts: 0 }
  const broken: string[] = []
  while (counts.steps < steps && broken.length === 0) {
    counts.steps++
    const done: string[] = []
    for (let times = Math.floor(random.float() * 3); times > 0; times--) done.push(await chooseBy(random, deeds)(stage))
    const before = protectedGuests(lab)
    lab.files = filesOf(stage)
    if (random.float() < 0.15) done.push(breakFile(lab))
    done.push(...trouble(lab, random, life.watched))
    await life.watched.heard()
    const seconds = Math.round(5 + random.float() ** 3 * 900)
    await life.watched.pass(seconds)
    done.push(`${seconds} s`)
    broken.push(
      ...brokenRules(lab, stage.keepsakes),
      ...before.filter((vmid) => !lab.simulator.world.guest(vmid)).map((vmid) => `protected guest ${vmid} is gone`),
    )
    if (life.isDead()) {
      counts.deaths++
      done.push('it dies')
    } else if (random.float() < 0.15) {
      counts.restarts++
      await life.watched.stop()
      done.push('it is restarted')
    }
    if (life.isDead() || life.isOver()) life = await beginLife(lab, random)
    tell(`${counts.steps}: ${done.join('; ')} | ${lab.simulator.world.guests().length} guests`)
  }
  if (broken.length === 0) broken.push(...(await settleDown(stage, life)))
  for (const rule of broken) tell(`BROKEN after step ${counts.steps}: ${rule}`)
  tell(
    `seed ${seed}, watching: ${counts.steps} steps, ${counts.deaths} deaths, ${counts.restarts} restarts, ${broken.length} broken rules`,
  )
  return broken
}

const tell = (line: string) => void process.stdout.write(`${line}\n`)

/** One node is never edited, so that there is always something to watch. */
const filesOf = (stage: Stage) => new Map([...textsOf(stage), ['still.yaml', manifest('still', [vm('still')])]])

interface Life {
  readonly watched: WatchedLab
  isDead(): boolean
  isOver(): boolean
}

/** A process that may die at some point. */
async function beginLife(lab: Lab, random: Random): Promise<Life> {
  const { ports, death } = mortal(lab, random.float() < 0.5 ? 1 + Math.floor(random.float() ** 2 * 4000) : 0)
  let dead = false
  void death.then(() => (dead = true))
  const watched = await watchLab(lab, { ports })
  let over = false
  void watched.ended.then(() => (over = true))
  return { watched, isDead: () => dead, isOver: () => over }
}

function breakFile(lab: Lab): string {
  const [name = ''] = [...lab.files.keys()]
  lab.files.set(name, 'nodes: [{')
  return `${name} is broken`
}

/** What stands for this step: git in the tree, a bad line to the host, or none at all. */
function trouble(lab: Lab, random: Random, watched: WatchedLab): string[] {
  watched.git = random.float() < 0.15 ? 'a rebase' : null
  const fate = random.float()
  const bad: Faults = (_, phase) => (random.float() > 0.03 ? 'pass' : phase === 'before' ? 'refuse' : 'reset')
  lab.simulator.faults = fate < 0.2 ? bad : fate < 0.28 ? () => 'refuse' : undefined
  return [
    ...(watched.git === null ? [] : ['git is busy']),
    ...(fate < 0.2 ? ['a bad line'] : fate < 0.28 ? ['no line'] : []),
  ]
}

const protectedGuests = (lab: Lab): number[] =>
  lab.simulator.world
    .guests()
    .filter((guest) => markOf(guest)?.protect === true && Number(guest.config['protection'] ?? 0) === 1)
    .map(({ vmid }) => vmid)

/** With nothing in the way any more everything comes to rest, and then nothing is written. */
async function settleDown(stage: Stage, last: Life): Promise<string[]> {
  const { lab, keepsakes } = stage
  lab.simulator.faults = undefined
  lab.files = filesOf(stage)
  if (!last.isDead()) await last.watched.stop()
  const watched = await watchLab(lab, { maxDestroy: 100 })
  // Whoever wrote nothing to a host does not look for loose seeds there.
  await watched.pass(600)
  await hand(lab).stop(guestOf(lab.simulator, 'still/still').vmid)
  await watched.pass(2.5 * hour)
  const writes = lab.simulator.world.writes()
  const told = watched.events.filter(({ warning }) => !warning).length
  await watched.pass(hour / 2)
  const { nodes } = watched.state()
  for (const { label, state, message } of nodes) tell(`end: ${label} ${state}${message === '' ? '' : `: ${message}`}`)
  const isHeld = nodes.some(({ state }) => state === 'held')
  const broken = [
    ...brokenRules(lab, keepsakes),
    ...leftSeeds(lab).map((seed) => `seed ${seed} has no guest`),
    ...(lab.simulator.world.writes() === writes ? [] : ['a run at rest still writes']),
    ...(watched.events.filter(({ warning }) => !warning).length === told ? [] : ['a run at rest still tells']),
    ...nodes
      .filter(({ state }) => !['ready', 'held'].includes(state) && !(isHeld && state === 'waiting'))
      .map(({ label, message }) => `${label} does not come to rest: ${message}`),
  ]
  await watched.stop()
  return broken
}
