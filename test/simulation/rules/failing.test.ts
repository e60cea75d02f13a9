/** How a run goes on when a node fails: `on_error`, and how often a thing is tried. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, hand, lineOf, manifest, markOf, noStart, owned, seeds, vm, writes } from './scene.ts'

const outcomes = ({ nodes }: Awaited<ReturnType<Lab['reconcile']>>) =>
  Object.fromEntries(nodes.map(({ key, outcome }) => [key, outcome]))

describe('where a node fails', () => {
  const chain = (onError: string) =>
    manifest('shop', [vm('db'), vm('bad'), vm('web', { depends_on: ['bad'] }), vm('late', { depends_on: ['db'] })], {
      settings: { on_error: onError },
    })
  const other = manifest('blog', [vm('app')])

  const failing = async (onError: string) => {
    const lab = await createLab({ 'shop.yaml': chain(onError), 'blog.yaml': other })
    noStart(lab, 'bad')
    return lab
  }

  test('continue leaves out what depends on it, and nothing else', async () => {
    const lab = await failing('continue')
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(4)
    expect(outcomes(summary)).toEqual({
      'blog/app': 'ready',
      'shop/db': 'ready',
      'shop/bad': 'failed',
      'shop/web': 'waiting',
      'shop/late': 'ready',
    })
    expect(lineOf(summary, 'shop/bad').message).toContain('QEMU exited')
  })

  test('stop starts nothing new in that manifest, and lets the other go on', async () => {
    const lab = await failing('stop')
    // A dependency that takes longer than the failure.
    const slow = lab.simulator.faults
    lab.simulator.faults = (request, phase) =>
      lab.clock.now() - began < 60_000 && request.path.includes('/agent/')
        ? { status: 500, reason: 'QEMU guest agent is not running' }
        : (slow?.(request, phase) ?? 'pass')
    const began = lab.clock.now()
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(4)
    expect(outcomes(summary)).toMatchObject({
      'blog/app': 'ready',
      'shop/bad': 'failed',
      'shop/web': 'waiting',
      'shop/late': 'waiting',
    })
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'shop/bad@sim', 'shop/db@sim'])
  })

  test('rollback takes back what this run made in that manifest, half-made ones too', async () => {
    const lab = await failing('rollback')
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(4)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim'])
    expect(seeds(lab.simulator)).toHaveLength(1)
    expect(lab.store.openIntents()).toEqual([])
    lab.simulator.faults = undefined
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(5)
  })

  test('rollback leaves what was there before, though this run changed or made it again', async () => {
    const lab = await createLab({
      'shop.yaml': manifest('shop', [vm('db'), vm('cache')], { settings: { on_error: 'rollback' } }),
    })
    await lab.reconcile()
    const { uid } = markOf(guestOf(lab.simulator, 'shop/db')) ?? {}
    await hand(lab).destroy(guestOf(lab.simulator, 'shop/cache').vmid)
    lab.files.set(
      'shop.yaml',
      manifest('shop', [vm('db', { tags: ['gold'] }), vm('cache'), vm('bad', { depends_on: ['cache'] }), vm('new')], {
        settings: { on_error: 'rollback' },
      }),
    )
    noStart(lab, 'bad')
    expect((await lab.reconcile()).exitCode).toBe(4)
    expect(owned(lab.simulator)).toEqual(['shop/cache@sim', 'shop/db@sim'])
    expect(markOf(guestOf(lab.simulator, 'shop/db'))?.uid).toBe(uid)
  })

  test('rollback leaves a guest that this run took over', async () => {
    const settings = { on_error: 'rollback' }
    const nodes = [vm('db', { vmid: 9100 }), vm('bad', { depends_on: ['db'] })]
    const lab = await createLab({ 'shop.yaml': manifest('shop', nodes, { settings }) })
    await hand(lab).make(9100, { name: 'db', virtio0: 'vmstore:1', description: 'by hand' })
    noStart(lab, 'bad')
    expect((await lab.reconcile({ adopt: ['db'] })).exitCode).toBe(4)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim'])
    expect(guestOf(lab.simulator, 'shop/db')).toMatchObject({ vmid: 9100, running: expect.anything() })
  })

  test('rollback spares what a person protected meanwhile', async () => {
    const lab = await failing('rollback')
    const guard = lab.simulator.faults
    lab.simulator.faults = (request, phase) => {
      for (const guest of lab.simulator.world.guests())
        if (guest.config['name'] === 'db' && guest.running) guest.config['protection'] = '1'
      return guard?.(request, phase) ?? 'pass'
    }
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(5)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'shop/db@sim'])
  })

  test('--on-error is stronger than the manifest', async () => {
    const lab = await failing('rollback')
    expect((await lab.reconcile({ onError: 'continue' })).exitCode).toBe(4)
    expect(owned(lab.simulator)).toHaveLength(4)
  })

  test('the failure of five tries ends it, and the next run begins anew', async () => {
    const lab = await failing('continue')
    await lab.reconcile()
    const tries = writes(lab.simulator).filter((line) => line.endsWith('/status/start'))
    const bad = guestOf(lab.simulator, 'shop/bad').vmid
    expect(
      lab.simulator.world
        .requests()
        .filter(({ method, path }) => method === 'POST' && path.includes(`/${bad}/status/start`)),
    ).toHaveLength(5)
    expect(tries.length).toBeLessThan(10)
  })

  test('a task that fails now and then does not fail the node', async () => {
    const lab = await createLab({ 'shop.yaml': chain('stop') })
    let left = 3
    lab.simulator.faults = ({ method, path }, phase) =>
      phase === 'before' && method === 'POST' && path.endsWith('/status/start') && (left -= 1) >= 0
        ? { status: 500, reason: 'got no worker upid' }
        : 'pass'
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(4)
  })
})
