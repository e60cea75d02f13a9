/** What holds for any manifest and any doings of others at the host: few runs, each by a seed that a failure prints. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DiffDocument } from '../../../src/reconciler/documents.ts'
import { seededRandom } from '../../../src/clock.ts'
import { createLab, type Lab } from '../../lab.ts'
import { interloper, manifest, markOf, owned, photo, vm, writes } from './scene.ts'

const node = fc.record(
  {
    preset: fc.constantFrom('vm-xsmall', 'vm-small', 'vm-medium'),
    image: fc.constantFrom('debian-12', 'debian-13'),
    disk: fc.integer({ min: 8, max: 60 }),
    tags: fc.uniqueArray(fc.stringMatching(/^t[0-9]{1,6}$/), { maxLength: 3 }),
    protect: fc.boolean(),
    keep_on_removal: fc.boolean(),
    on_boot: fc.boolean(),
    ip: fc.constantFrom('dhcp', '192.0.2.7/24'),
    disks: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('data', 'wal', 'log'), size: fc.integer({ min: 1, max: 9 }) }),
      { selector: ({ name }) => name, maxLength: 3 },
    ),
    nics: fc.uniqueArray(
      fc.record(
        { name: fc.constantFrom('front', 'back'), vlan: fc.integer({ min: 2, max: 99 }) },
        { requiredKeys: ['name'] },
      ),
      { selector: ({ name }) => name, maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
)

/** Nodes n1, n2, …, each depending on some before it, some with a vmid. */
const nodes = fc
  .array(fc.tuple(node, fc.option(fc.nat(5)), fc.boolean()), { minLength: 1, maxLength: 5 })
  .map((drawn) =>
    drawn.map(([fields, needs, fixed], index) =>
      vm(`n${index + 1}`, {
        ...fields,
        ...(fixed ? { vmid: 9000 + index } : {}),
        ...(needs !== null && index > 0 ? { depends_on: [`n${1 + (needs % index)}`] } : {}),
      }),
    ),
  )

const auto = { settings: { restart: 'auto', replace: 'auto', on_error: 'continue' } }
const stepsOf = ({ nodes: lines }: DiffDocument) =>
  Object.fromEntries(lines.map(({ key, steps }) => [key, steps.map(({ summary }) => summary)]))
const executed = (lab: Lab) => {
  const started = lab.events.filter(({ reason }) => reason === 'StepStarted')
  return Object.fromEntries(
    [...Map.groupBy(started, ({ key }) => key ?? '')].map(([key, events]) => [
      key,
      events.map(({ message }) => message),
    ]),
  )
}

describe('for any manifest', () => {
  test('what diff prints for a create is what is done, and afterwards there is nothing left to tell or to do', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, async (drawn) => {
        const lab = await createLab({ 'any.yaml': manifest('any', drawn, auto) }, { profile: 'instant' })
        const planned = stepsOf(await lab.diff())
        expect((await lab.reconcile()).exitCode).toBe(0)
        expect(executed(lab)).toEqual(planned)
        const { nodes: lines } = await lab.diff()
        expect(lines.map(({ action, changes, steps }) => [action, changes, steps])).toEqual(
          lines.map(() => ['unchanged', [], []]),
        )
        lab.simulator.world.clearRequests()
        lab.loseState()
        expect((await lab.reconcile()).exitCode).toBe(0)
        expect(writes(lab.simulator)).toEqual([])
      }),
      { numRuns: 20, seed: 1 },
    )
  })

  test('any edit of it converges to the same guests as if it had been there from the beginning', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, nodes, async (before, after) => {
        // Protection is lifted only from what is declared, so it would keep what the edit takes away.
        const open = (drawn: typeof before) => drawn.map((one) => ({ ...one, protect: false, keep_on_removal: false }))
        const lab = await createLab({ 'any.yaml': manifest('any', open(before), auto) }, { profile: 'instant' })
        expect((await lab.reconcile()).exitCode).toBe(0)
        lab.files.set('any.yaml', manifest('any', open(after), auto))
        const planned = stepsOf(await lab.diff({ maxDestroy: 99 }))
        lab.events.length = 0
        const { exitCode } = await lab.reconcile({ maxDestroy: 99 })
        expect(exitCode).toBe(0)
        expect(executed(lab)).toEqual(
          Object.fromEntries(Object.entries(planned).filter(([, steps]) => steps.length > 0)),
        )
        expect(owned(lab.simulator)).toEqual(after.map((_, index) => `any/n${index + 1}@sim`))
        expect((await lab.diff()).nodes.every(({ action }) => action === 'unchanged')).toBe(true)
        expect(lab.store.openIntents()).toEqual([])
      }),
      { numRuns: 20, seed: 2 },
    )
  })

  test('diff sends nothing but reads', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, nodes, async (before, after) => {
        const lab = await createLab({ 'any.yaml': manifest('any', before, auto) }, { profile: 'instant' })
        await lab.reconcile()
        lab.files.set('any.yaml', manifest('any', after, auto))
        lab.simulator.world.clearRequests()
        await lab.diff()
        expect(lab.simulator.world.requests().every(({ method }) => method === 'GET')).toBe(true)
        expect(lab.store.openIntents()).toEqual([])
      }),
      { numRuns: 10, seed: 3 },
    )
  })
})

describe('while somebody recycles vmids at random', () => {
  test('no foreign guest is touched, in any order of edits', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(nodes, { minLength: 2, maxLength: 4 }), async (seed, edits) => {
        const random = seededRandom(seed)
        const { own, wrap } = interloper()
        const lab = await createLab({}, { profile: 'instant', wrap })
        const { world } = lab.simulator
        const keepsakes = new Map<number, string>()
        const take = async (vmid: number) => {
          if (world.guest(vmid)) {
            await world.run('PUT', `/nodes/pve/qemu/${vmid}/config`, { protection: 0 })
            await world.run('POST', `/nodes/pve/qemu/${vmid}/status/stop`)
            await world.run('DELETE', `/nodes/pve/qemu/${vmid}`)
          }
          await world.run('POST', '/nodes/pve/qemu', {
            vmid,
            name: `theirs-${vmid}`,
            memory: 512,
            virtio0: 'vmstore:1',
            start: random.float() < 0.5 ? 1 : 0,
          })
          keepsakes.set(vmid, photo(lab.simulator, vmid))
        }
        // Nothing but the look right before it binds a start, a stop or a DELETE: between the two nobody can be kept out.
        const looked = new Set<number>()
        let busy: Promise<void> | undefined
        own.before = async ({ method, path }) => {
          await busy
          const [, asked] = /\/qemu\/(\d+)/.exec(path) ?? []
          if (method === 'GET' && path.endsWith('/config?current=1')) looked.add(Number(asked))
          else looked.delete(Number(asked))
          if (method !== 'GET' || random.float() > 0.06 || keepsakes.size > 8) return
          const ours = world.guests().filter((guest) => markOf(guest) && guest.config['lock'] === undefined)
          const vmid = ours[Math.floor(random.float() * ours.length)]?.vmid ?? 9000 + Math.floor(random.float() * 5)
          if (keepsakes.has(vmid) || looked.has(vmid)) return
          taken++
          busy = take(vmid).catch(() => undefined)
          await busy
        }
        for (const drawn of edits) {
          lab.files.set('any.yaml', manifest('any', drawn, auto))
          await lab.reconcile({ maxDestroy: 99 })
          if (random.float() < 0.3) lab.loseState()
        }
        for (const [vmid, look] of keepsakes) expect({ vmid, look: photo(lab.simulator, vmid) }).toEqual({ vmid, look })
      }),
      { numRuns: 40, seed: 4 },
    )
    expect(taken).toBeGreaterThan(40)
  })
})
