/** What every controller has to keep, whatever its type: one suite, run once for each. */
import { describe, expect, test } from 'vitest'
import type { Controller } from '../controllers/controller.ts'
import { readMark } from '../src/pve/mark.ts'
import { createLab, type Lab } from './lab.ts'
import { hand, holds, owned, photo, seeds, writes } from './simulation/rules/scene.ts'

export interface ContractCase<State> {
  readonly controller: Controller<State>
  /** A manifest `one` with a node `guest` of the type, with this vmid, and nothing else. */
  readonly manifest: string
  readonly vmid: number
  /** The same with a node that can only be made anew. */
  readonly replaced: string
  /** The same without the node: in its place is a suspended one, as a manifest has to have one. */
  readonly without: string
  /** What a person changes at the host, each as parameters of the guest's configuration. */
  readonly drifts: Readonly<Record<string, Readonly<Record<string, string | number>>>>
}

const file = 'one.yaml'
const key = 'one/guest'

export function controllerContract<State>(name: string, given: ContractCase<State>): void {
  const { manifest, without, vmid } = given
  const fresh = () => createLab({ [file]: manifest })
  const converged = async () => {
    const lab = await fresh()
    expect((await lab.reconcile()).exitCode).toBe(0)
    lab.simulator.world.clearRequests()
    return lab
  }
  const actions = async (lab: Lab) =>
    (await lab.diff()).nodes.map(({ key: shown, action, steps }) => [shown, action, steps.length])

  describe(`the controller of ${name}`, () => {
    describe('converges', () => {
      test('from absent: what diff announced is there, runs, and is ours', async () => {
        const lab = await fresh()
        expect((await lab.diff()).nodes).toMatchObject([{ key, action: 'create', vmid }])
        expect(await lab.reconcile()).toMatchObject({ exitCode: 0, nodes: [{ key, vmid, outcome: 'ready' }] })
        expect(owned(lab.simulator)).toEqual([`${key}@sim`])
        expect(lab.simulator.world.guest(vmid)?.running).toBeDefined()
      })

      test('once: a second pass plans nothing and writes nothing, also without the state', async () => {
        const lab = await converged()
        expect(await actions(lab)).toEqual([[key, 'unchanged', 0]])
        expect((await lab.reconcile()).exitCode).toBe(0)
        lab.loseState()
        expect((await lab.reconcile()).exitCode).toBe(0)
        expect(writes(lab.simulator)).toEqual([])
      })

      test.each(Object.entries(given.drifts))('again after %s at the host', async (_, form) => {
        const lab = await converged()
        await hand(lab).stop(vmid)
        await hand(lab).set(vmid, form)
        expect((await lab.diff()).nodes).toMatchObject([{ key, action: 'update' }])
        expect((await lab.reconcile()).exitCode).toBe(0)
        expect(await actions(lab)).toEqual([[key, 'unchanged', 0]])
      })
    })

    describe('takes nothing away that it cannot see', () => {
      test('an unknown guest gives no change and no step, whatever is said to differ', async () => {
        const seen = { presence: 'unknown', why: 'the host is silent' } as const
        const change = { path: 'image', desired: 'a', observed: 'b', forces: 'replace' } as const
        const assignment = { vmid, uid: 'u', isoStorage: 'local', image: { kind: 'import', volume: 'x' } } as const
        const [node] = (await (await fresh()).desire()).nodes
        if (!node) throw new Error('the manifest has no node')
        expect(given.controller.diff(node, seen)).toEqual([])
        expect(given.controller.plan(node, seen, [change], assignment)).toEqual([])
      })

      test.each([
        ['nothing answers', () => true],
        ['its configuration cannot be read', (path: string) => path.includes(`/qemu/${vmid}/`)],
        ['the list of guests cannot be read', (path: string) => /\/qemu$|\/cluster\/resources$/.test(path)],
      ])('where %s: nothing is written, with the node declared, replaced or removed', async (_, isCut) => {
        for (const text of [manifest, given.replaced, without]) {
          const lab = await converged()
          const before = photo(lab.simulator, vmid)
          lab.simulator.faults = ({ path }, phase) => (phase === 'before' && isCut(path) ? 'reset' : 'pass')
          lab.files.set(file, text)
          const document = await lab.diff()
          expect(document.nodes.filter((node) => node.key === key && node.action !== 'unknown')).toEqual([])
          const summary = await lab.reconcile({ replace: text === without ? [] : [key], maxDestroy: 10 })
          expect(summary.exitCode).toBe(4)
          expect(writes(lab.simulator)).toEqual([])
          expect(photo(lab.simulator, vmid)).toBe(before)
        }
      })
    })

    describe('leaves a foreign guest alone: there is a condition, and nothing else', () => {
      const descriptions: Readonly<Record<string, (mark: string) => string>> = {
        'without a mark': () => 'somebody made this',
        'with the mark of another site': (mark) => mark.replace('"site":"lab"', '"site":"other"'),
        'with the mark of another vmid': (mark) => mark.replace(`"vmid":${vmid}`, `"vmid":${vmid + 1}`),
        'with a mark of an unknown version': (mark) => mark.replace('homestak:1', 'homestak:2'),
      }

      test.each(Object.entries(descriptions))('%s', async (_, written) => {
        const lab = await converged()
        const mark = lab.simulator.world.guest(vmid)?.config['description'] ?? ''
        expect(readMark(mark).marking.kind).toBe('mark')
        await hand(lab).set(vmid, { description: written(mark) })
        lab.loseState()
        const before = photo(lab.simulator, vmid)
        for (const text of [manifest, given.replaced, without]) {
          lab.files.set(file, text)
          const summary = await lab.reconcile({ replace: text === without ? [] : [key], maxDestroy: 10 })
          const declared = text !== without
          expect(summary.exitCode).toBe(declared ? 5 : 0)
          expect(key in holds(summary)).toBe(declared)
          const conditions = summary.nodes.flatMap((node) => (node.key === key ? node.conditions : []))
          expect(conditions.some(({ type, status }) => type === 'Blocked' && status === 'True')).toBe(declared)
        }
        expect(writes(lab.simulator)).toEqual([])
        expect(photo(lab.simulator, vmid)).toBe(before)
      })
    })

    describe('takes a guest away', () => {
      test('that nobody declares any more, with its disks and its seed', async () => {
        const lab = await converged()
        const before = lab.simulator.world.volids().filter((volid) => volid.includes('import/'))
        lab.files.set(file, without)
        expect((await lab.diff()).nodes).toContainEqual(expect.objectContaining({ key, action: 'destroy', vmid }))
        expect((await lab.reconcile()).exitCode).toBe(0)
        expect(lab.simulator.world.guest(vmid)).toBeUndefined()
        expect(lab.simulator.world.volids()).toEqual(before)
      })

      test('that is gone already: that is done, and leaves nothing to do', async () => {
        for (const way of ['removed', 'named'] as const) {
          const lab = await converged()
          await hand(lab).destroy(vmid)
          lab.simulator.world.clearRequests()
          if (way === 'removed') lab.files.set(file, without)
          const summary = way === 'removed' ? await lab.reconcile() : await lab.destroy({ keys: [key] })
          expect(summary.exitCode, way).toBe(0)
          expect(writes(lab.simulator), way).toEqual([])
        }
      })

      test('that goes while it is being taken away: that is done too', async () => {
        const lab = await converged()
        lab.files.set(file, without)
        lab.simulator.faults = ({ method, path }, phase) =>
          method === 'DELETE' && path.endsWith(`/qemu/${vmid}`) && phase === 'after' ? 'reset' : 'pass'
        const summary = await lab.reconcile()
        expect(summary.exitCode).toBe(0)
        expect(summary.nodes).toContainEqual(expect.objectContaining({ key, outcome: 'destroyed' }))
        expect(writes(lab.simulator).filter((line) => line.startsWith(`DELETE /nodes/pve/qemu/${vmid}?`))).toHaveLength(
          1,
        )
        expect(seeds(lab.simulator)).toEqual([])
      })
    })
  })
}
