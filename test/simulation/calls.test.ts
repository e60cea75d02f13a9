/** What looking costs: a number of calls that depends on the guests asked about, and on nothing else; and never a write. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLab, type Lab, type LabOptions } from '../lab.ts'
import { guestOf, hand, manifest, vm } from './rules/scene.ts'

const calls = (lab: Lab) => {
  const requests = lab.simulator.world.requests()
  const reads = requests.filter(({ method }) => method === 'GET').length
  return { reads, writes: requests.length - reads }
}

interface Crowd extends LabOptions {
  /** Guests of ours, all as declared. */
  readonly ours: number
  readonly foreign: number
}

/** A host with guests of ours that converged, and with guests of others. */
async function crowd({ ours, foreign, ...options }: Crowd): Promise<Lab> {
  const names = Array.from({ length: ours }, (_, index) => `n${index}`)
  const lab = await createLab(
    {
      'shop.yaml': manifest(
        'shop',
        names.map((name) => vm(name)),
      ),
    },
    options,
  )
  for (let index = 0; index < foreign; index++)
    await hand(lab).make(200 + index, { name: `theirs-${index}`, tags: 'theirs' })
  expect((await lab.reconcile()).exitCode).toBe(0)
  lab.simulator.world.clearRequests()
  return lab
}

describe('one call for all guests, one for each node, one for each guest of ours', () => {
  const sizes = [
    { ours: 1, foreign: 0 },
    { ours: 4, foreign: 0 },
    { ours: 4, foreign: 60 },
    { ours: 12, foreign: 60 },
  ]

  test.each(sizes)('diff of $ours among $foreign others', async ({ ours, foreign }) => {
    const lab = await crowd({ ours, foreign })
    expect((await lab.diff()).summary).toEqual({ unchanged: ours, held: 0 })
    expect(calls(lab)).toEqual({ reads: 1 + 1 + ours, writes: 0 })
  })

  test.each(sizes)('reconcile of $ours among $foreign others, with nothing to do', async ({ ours, foreign }) => {
    const lab = await crowd({ ours, foreign })
    const summary = await lab.reconcile()
    expect(summary).toMatchObject({ exitCode: 0, counts: { ready: ours }, calls: { reads: 1 + 1 + ours, writes: 0 } })
    expect(calls(lab)).toEqual(summary.calls)
  })

  test('status of what the host shows now', async () => {
    const lab = await crowd({ ours: 4, foreign: 20 })
    await lab.status()
    expect(calls(lab)).toEqual({ reads: 0, writes: 0 })
    await lab.status({ fresh: true })
    const agents = lab.simulator.world.requests().filter(({ path }) => path.includes('/agent/')).length
    expect(calls(lab)).toEqual({ reads: 1 + 1 + 4 + agents, writes: 0 })
    expect(agents).toBe(4)
  })

  test('no more without the state: tags and marks are enough', async () => {
    const lab = await crowd({ ours: 4, foreign: 20 })
    lab.loseState()
    await lab.diff()
    expect(calls(lab)).toEqual({ reads: 1 + 1 + 4, writes: 0 })
  })

  test('in a cluster one for each of its nodes, and one for its name', async () => {
    const lab = await crowd({ ours: 4, foreign: 20, nodeNames: ['pve', 'pve2', 'pve3'] })
    await lab.diff()
    expect(calls(lab)).toEqual({ reads: 1 + 3 + 4 + 1, writes: 0 })
  })

  test('addresses of guests that others need are not asked for again at once', async () => {
    const nodes = [vm('db'), vm('web', { depends_on: ['db'] }), vm('api', { depends_on: ['db'] })]
    const lab = await createLab({ 'shop.yaml': manifest('shop', nodes) })
    await lab.reconcile()
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(calls(lab)).toEqual({ reads: 1 + 1 + 3, writes: 0 })
  })
})

describe('the example manifests, all of them together', () => {
  const folder = join(import.meta.dirname, '..', '..', 'manifests')
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  const examples = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))

  const drift = async (lab: Lab) => {
    const vmid = (key: string) => guestOf(lab.simulator, key).vmid
    const at = hand(lab)
    for (const key of ['web-shop/db', 'build-runners/runner-1']) {
      await at.stop(vmid(key))
      await at.set(vmid(key), { cores: 1, memory: 512, name: 'renamed' })
      await at.start(vmid(key))
    }
    await at.set(vmid('web-shop/web'), { delete: 'tags,net1', cores: 8 })
    await at.stop(vmid('files/nas'))
    await at.destroy(vmid('first-guest/hello'))
  }

  /** What diff says, after making sure that it only looked. */
  const look = async (lab: Lab) => {
    lab.simulator.world.clearRequests()
    const { summary, problems, hosts } = await lab.diff({ maxDestroy: 10 })
    expect({ problems, reachable: hosts.map(({ reachable }) => reachable) }).toEqual({
      problems: [],
      reachable: [true],
    })
    expect(lab.simulator.world.requests().length).toBeGreaterThan(0)
    expect(calls(lab).writes).toBe(0)
    return summary
  }

  test('converge, need nothing more, come back from drift, and diff only looks at every stage', async () => {
    const lab = await createLab(examples)
    expect(files.length).toBeGreaterThan(2)
    const { create: nodes = 0 } = await look(lab)
    expect(await look(lab)).toEqual({ create: nodes, held: 0 })

    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: nodes } })
    expect(await look(lab)).toEqual({ unchanged: nodes, held: 0 })
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { writes: 0 } })

    await drift(lab)
    const { unchanged = 0, ...different } = await look(lab)
    expect(different).toEqual({ create: 1, update: 2, restart: 2, held: 1 })
    expect(unchanged).toBe(nodes - 5)

    expect(await lab.reconcile({ confirm: async () => true })).toMatchObject({ exitCode: 0, counts: { ready: nodes } })
    expect(await look(lab)).toEqual({ unchanged: nodes, held: 0 })
  })

  test('diff only looks, too, where nothing is there any more, where nobody answers, and where all of it is to go', async () => {
    const lab = await createLab(examples)
    const { create: nodes } = await look(lab)
    await lab.reconcile()
    lab.loseState()
    expect(await look(lab)).toEqual({ unchanged: nodes, held: 0 })
    for (const name of files.filter((each) => each !== 'first-guest.yaml')) {
      const text = examples[name] ?? ''
      lab.files.set(
        name,
        text.slice(0, text.indexOf('nodes:')) +
          'nodes:\n  - {name: other, type: vm, preset: vm-xsmall, image: debian-12}\n',
      )
    }
    const { destroy = 0, release = 0 } = await look(lab)
    // A network that nothing declares and nothing remembers is looked for only where somebody asks for it.
    const networks = Object.values(examples).flatMap((text) => text.match(/type: network\b/g) ?? []).length
    expect(networks).toBeGreaterThan(1)
    expect(destroy + release).toBe((nodes ?? 0) - 1 - networks)
    lab.simulator.faults = () => 'refuse'
    lab.simulator.world.clearRequests()
    expect((await lab.diff()).hosts).toMatchObject([{ reachable: false }])
    expect(calls(lab).writes).toBe(0)
  })
})
