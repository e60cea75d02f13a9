/** Making guests at the pace of a real host: homestak, OpenTofu as users have it, and a loop of Ansible. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writesPerHost } from '../../src/reconciler/limits.ts'
import { makeByAnsible } from './ansible-baseline.ts'
import { baselineOf, figureOf, type Measurement } from './benchmark.ts'
import { clockAt } from '../fast-clock.ts'
import { throughGate } from './fast-gate.ts'
import { answerOf, realHost, type Reached } from './hosts.ts'
import { desireIn, passesOn } from './passes.ts'
import { machineOf, type Tofu } from './tofu-baseline.ts'

/** How many times as fast time goes by on the host; what a client computes in a second counts for so many. */
const ways = [
  { way: 'import', image: 'debian-12', from: 'local:import/debian-12.qcow2', speed: 8 },
  { way: 'linked', image: 'golden', template: 9000, speed: 3 },
] as const
type Way = (typeof ways)[number]

/** Ansible makes one after the other: what 10 take tells what 50 do. */
const mostByAnsible = 10
/** Beyond what the storage takes. */
const most = 1.15

export const makingNotes = [
  `made: seconds of a host of profile \`real\`, whose time goes by ${ways.map(({ way, speed }) => `${speed} times (${way})`).join(', ')} as fast; homestak has the same clock,`,
  '  and what OpenTofu and Ansible ask every second is held for one of its seconds: so nobody gains by it, but who computes more loses more',
  'made: each guest grown and started; copies that go to one storage at once share it; linked: of a template that is there',
  `bound: import: all copies, one after the other or at once; linked: all tasks of homestak's run, ${writesPerHost} at a time; OpenTofu has 10 at a time, which a host may or may not bear`,
  'OpenTofu waits for the address of each guest (15 to 60 s) as it does where nothing is said, and once does not',
]

export async function makeAll(
  folder: string,
  guests: number,
  other: Tofu | undefined,
  say: (what: string) => void,
): Promise<readonly Measurement[]> {
  const found: Measurement[] = []
  for (const way of ways) found.push(...(await makeBy(way, folder, guests, other, say)))
  return found
}

async function makeBy(
  way: Way,
  folder: string,
  guests: number,
  other: Tofu | undefined,
  say: (what: string) => void,
): Promise<readonly Measurement[]> {
  const by = `${guests} guests, ${way.way}`
  const on = <Result>(
    name: string,
    work: (where: string, reached: Reached) => Promise<Result>,
  ): Promise<Made<Result>> => {
    say(`making ${by}: ${name}`)
    return onHost(join(folder, `${by} ${name}`), guests, way, work)
  }
  const own = await on('homestak', async (where, reached) => {
    const passes = passesOn(where, [reached], guests, clockAt(way.speed))
    try {
      await passes.make()
    } finally {
      passes.close()
    }
  })
  const applied = async (waits: boolean) =>
    other &&
    on(waits ? 'tofu apply' : 'tofu apply, not waiting', async (where, reached) => {
      const place = await other.at(join(where, 'tofu'), reached, await machines(where, way), {
        waits,
        ...('template' in way ? { template: way.template } : {}),
      })
      return place.apply(way.speed).then(({ wall }) => wall * way.speed)
    })
  const [waiting, quick] = [await applied(true), await applied(false)]
  const looped =
    'from' in way && guests <= mostByAnsible
      ? await on('Ansible', (where, reached) =>
          throughGate(reached, { speed: way.speed }, ({ endpoint, token }) =>
            makeByAnsible(where, { ...reached, endpoint, token }, guests, way.from).then(
              (seconds) => seconds && seconds * way.speed,
            ),
          ),
        )
      : undefined
  const others = [
    { name: 'tofu apply', made: waiting },
    { name: 'tofu apply, not waiting', made: quick },
    { name: 'Ansible loop', made: looped },
  ].flatMap(({ name, made }) => (made?.result ? [{ name, seconds: made.result, failed: made.failed }] : []))
  const { bound, seconds } = own
  const third = (waiting?.result ?? 0) / 3
  const row = { unit: 's', homestak: figureOf([seconds]) } as const
  return [
    {
      name: `made: ${by}`,
      ...row,
      baselines: [baselineOf('bound', [bound])],
      goal: { of: 'median', below: bound * most },
    },
    {
      name: `made: ${by}${third > 0 && third < bound ? `; a third of tofu apply, ${Math.round(third)} s, is below the bound of the storage` : ''}`,
      ...row,
      baselines: others.map(({ name, seconds: took }) => baselineOf(name, [took])),
      ...(third > bound ? { goal: { of: 'median', below: third } as const } : {}),
    },
    {
      name: `failed tasks: ${by}`,
      unit: 'tasks',
      homestak: figureOf([own.failed]),
      baselines: others.map(({ name, failed }) => baselineOf(name, [failed])),
      goal: { of: 'median', below: 1 },
    },
  ]
}

interface Made<Result> {
  readonly result: Result
  /** Of the host. */
  readonly seconds: number
  readonly bound: number
  readonly failed: number
}

/** Each begins on a host of its own: what another left there would be in its way. */
async function onHost<Result>(
  where: string,
  guests: number,
  { speed, image, way }: Way,
  work: (where: string, reached: Reached) => Promise<Result>,
): Promise<Made<Result>> {
  mkdirSync(where)
  const running = await realHost(where, guests, speed, image)
  try {
    const [reached] = running.reached
    if (!reached) throw new Error('there is no host')
    const began = performance.now()
    const result = await work(where, reached)
    const seconds = ((performance.now() - began) / 1000) * speed
    const tasks = await tasksOf(reached)
    const sum = (some: readonly Task[]) =>
      some.reduce((total, { starttime, endtime }) => total + endtime - starttime, 0)
    const copies = tasks.filter(({ type }) => type === 'qmcreate')
    const bound = way === 'import' ? sum(copies) : sum(tasks) / writesPerHost
    return { result, seconds, bound, failed: tasks.filter(({ status }) => status !== 'OK').length }
  } finally {
    await running.close()
  }
}

interface Task {
  readonly type: string
  readonly status: string
  readonly starttime: number
  readonly endtime: number
}

async function tasksOf(reached: Reached): Promise<readonly Task[]> {
  const { data }: { data: readonly Task[] } = JSON.parse(await answerOf(reached, 'tasks?limit=1000'))
  return data.filter(({ endtime }) => endtime !== undefined)
}

async function machines(where: string, way: Way) {
  const { nodes } = await desireIn(where)
  return nodes.map((node, index) => {
    const machine = machineOf(node, 5000 + index, 'from' in way ? way.from : undefined)
    return { ...machine, name: `tofu-${index}`, disks: machine.disks.map((disk) => ({ ...disk })) }
  })
}
