/** What bounds a run: five tries without progress, silence, and the looks between two tries of one write. */
import { describe, expect, test } from 'vitest'
import type { Transport } from '../../../src/pve/transport.ts'
import { createLab } from '../../lab.ts'
import { guestOf, interloper, lineOf, manifest, only, owned, seeds, vm, writes } from './scene.ts'

const one = (more = {}) => ({ 'shop.yaml': manifest('shop', [vm('web', more)]) })

describe('a step that ends well and changes nothing', () => {
  test('fails the node with the fifth time', async () => {
    const own = { swallow: false }
    const wrap =
      (inner: Transport): Transport =>
      (request, options) =>
        own.swallow && request.method === 'PUT'
          ? Promise.resolve({ status: 200, reason: 'OK', headers: {}, body: '{"data":null}' })
          : inner(request, options)
    const lab = await createLab(one(), { wrap })
    await lab.reconcile()
    lab.files.set('shop.yaml', one({ tags: ['gold'] })['shop.yaml'])
    own.swallow = true
    const summary = await lab.reconcile()
    expect(summary).toMatchObject({ exitCode: 4, calls: { writes: 5 } })
    expect(lineOf(summary, 'shop/web')).toMatchObject({ outcome: 'failed' })
    expect(lineOf(summary, 'shop/web').message).toContain('set tags')
    own.swallow = false
    expect((await lab.reconcile()).exitCode).toBe(0)
  })

  test('fails a removal, too: a guest that somebody starts again and again', async () => {
    const { own, wrap } = interloper()
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) }, { wrap })
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    lab.files.set('shop.yaml', one()['shop.yaml'])
    own.before = async () => {
      const guest = lab.simulator.world.guest(vmid)
      if (guest && !guest.running && !guest.config['lock'])
        await lab.simulator.world.run('POST', `/nodes/pve/qemu/${vmid}/status/start`)
    }
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(4)
    expect(lineOf(summary, 'shop/db')).toMatchObject({ outcome: 'failed' })
    expect(owned(lab.simulator)).toHaveLength(2)
  })
})

describe('a write of which nobody knows whether it was done', () => {
  test('is not sent again before the guest was looked at', async () => {
    const lab = await createLab(one())
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/web')
    await lab.settle(lab.simulator.world.run('POST', `/nodes/pve/qemu/${vmid}/status/stop`))
    lab.simulator.world.clearRequests()
    let cut = 0
    lab.simulator.faults = ({ method, path }, phase) => {
      if (method === 'POST' && path.endsWith('/start') && phase === 'after' && cut === 0) {
        cut = 1
        return 'reset'
      }
      // Nothing can be read for as long as some tries take.
      return method === 'GET' && cut > 0 && cut++ < 3 ? { status: 596, reason: 'Connection timed out' } : 'pass'
    }
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([`POST /nodes/pve/qemu/${vmid}/status/start`])
  })

  test('is not sent again before that where the guest is to go', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) })
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    lab.files.set('shop.yaml', one()['shop.yaml'])
    lab.simulator.world.clearRequests()
    let cut = 0
    let looks = 0
    const looksBefore: number[] = []
    lab.simulator.faults = ({ method, path }, phase) => {
      if (path.endsWith('/shutdown') && phase === 'after' && cut === 0) {
        cut = 1
        return 'reset'
      }
      if (path.endsWith(`/${vmid}/pending`) && cut > 0) looks += 1
      if (path.endsWith('/shutdown') && phase === 'before' && cut > 0) looksBefore.push(looks)
      return method === 'GET' && cut > 0 && cut++ < 3 ? { status: 596, reason: 'Connection timed out' } : 'pass'
    }
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(looksBefore.filter((count) => count < 2)).toEqual([])
    expect(writes(lab.simulator)).toContainEqual(expect.stringContaining(`DELETE /nodes/pve/qemu/${vmid}?`))
  })
})

describe('a host', () => {
  const names = Array.from({ length: 30 }, (_, index) => `n${index}`)
  const crowd = {
    'shop.yaml': manifest(
      'shop',
      names.map((name) => vm(name)),
    ),
  }

  test('that answers slowly is looked at to the end, however many guests it has', async () => {
    const own = { slow: false }
    const wrap =
      (inner: Transport): Transport =>
      async (request, options) => {
        if (own.slow && request.path.includes('/pending')) await lab.clock.sleep(8000, options.signal)
        return inner(request, options)
      }
    const lab = await createLab(crowd, { wrap })
    await lab.reconcile()
    own.slow = true
    const began = lab.clock.now()
    expect(await lab.diff()).toMatchObject({ hosts: [{ reachable: true }], summary: { unchanged: 30, held: 0 } })
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 30 } })
    expect(lab.clock.now() - began).toBeGreaterThan(120_000)
  })

  test('that never comes to an end of its answers has failed after 30 s', async () => {
    const lab = await createLab(crowd)
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/n29')
    lab.simulator.faults = ({ path }) =>
      path.endsWith(`/${vmid}/pending`) ? { status: 500, reason: 'no reason given' } : 'pass'
    const began = lab.clock.now()
    const summary = await lab.reconcile()
    expect(summary).toMatchObject({
      exitCode: 4,
      hosts: [{ reachable: false, code: 'Unreachable' }],
      calls: { writes: 0 },
    })
    expect(lab.clock.now() - began).toBeLessThan(45_000)
  })
})

describe('--timeout', () => {
  test('bounds the wait for an answer as well', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) })
    await lab.reconcile()
    lab.files.set('shop.yaml', one()['shop.yaml'])
    const confirm = (_: unknown, signal: AbortSignal) =>
      lab.clock.sleep(10 ** 9, signal).then(
        () => true,
        () => false,
      )
    const began = lab.clock.now()
    expect((await lab.reconcile({ confirm, timeout: 60 })).exitCode).toBe(4)
    expect(lab.clock.now() - began).toBeLessThan(61_000)
    expect(owned(lab.simulator)).toHaveLength(2)
  })
})

describe('a rollback', () => {
  test('that cannot tidy up now is told so in the end of the run, and the next run finds what is left', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('bad')], { settings: { on_error: 'rollback' } }) })
    lab.simulator.faults = ({ method, path }) =>
      method === 'POST' && path.endsWith('/qemu')
        ? { status: 500, reason: 'start failed' }
        : method === 'DELETE' && path.includes('/content/')
          ? { status: 500, reason: 'storage is busy' }
          : 'pass'
    const summary = await lab.reconcile()
    expect(lineOf(summary, 'shop/bad').outcome).toBe('failed')
    expect(lab.events.map(({ reason }) => reason)).toContain('LeftoverKept')
    lab.simulator.faults = undefined
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(seeds(lab.simulator)).toHaveLength(1)
  })
})

describe('--replace', () => {
  const both = { 'shop.yaml': manifest('shop', [vm('web')]), 'blog.yaml': manifest('blog', [vm('web')]) }

  test.each([
    ['nobody has', 'shop/wep', 'there is no such node'],
    ['two nodes have', 'web', 'more than one'],
  ])('with a name that %s agrees to nothing', async (_, replace, message) => {
    const lab = await createLab(both)
    await expect(lab.reconcile({ replace: [replace] })).rejects.toMatchObject({
      code: 'Usage',
      message: expect.stringContaining(message),
    })
    await expect(lab.diff({ replace: [replace] })).rejects.toMatchObject({ code: 'Usage' })
    expect(writes(lab.simulator)).toEqual([])
  })

  test('with a short name agrees to the one that -M leaves over', async () => {
    const lab = await createLab(both)
    await lab.reconcile()
    for (const name of ['shop', 'blog'])
      lab.files.set(`${name}.yaml`, manifest(name, [vm('web', { image: 'debian-13' })]))
    const { nodes } = await lab.diff({ replace: ['web'], ...only({ manifests: ['shop'] }) })
    expect(nodes.map(({ key, action, held }) => [key, action, held])).toEqual([['shop/web', 'replace', undefined]])
  })
})
