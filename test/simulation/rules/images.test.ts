/** An image that a host lacks is fetched once for all that need it. */
import { describe, expect, test } from 'vitest'
import { HomestakError } from '../../../src/errors.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { createLab, type Lab } from '../../lab.ts'
import { seededRandom, virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { busy, digestOf, imageStore, labWithStore, shop, versionOf } from './image-store.ts'
import { guestOf, holds, lineOf, manifest, markOf, noStart, owned, vm, writes } from './scene.ts'

const told = (lab: Lab, reason: string) => lab.events.filter((event) => event.reason === reason)

/** Hosts sim and hv2, each with a guest of its own, of an image that neither has. */
async function twoHosts() {
  const clock = virtualClock()
  const store = imageStore(clock)
  store.published.set('ubuntu-26', digestOf('a'))
  const other = createSimulator({ clock, random: seededRandom(2) })
  const lab = await createLab({}, { clock, hosts: { hv2: other }, images: store.open })
  store.hosts.set('sim', lab.simulator).set('hv2', other)
  const declare = (...names: readonly string[]) => {
    const nodes = names.map((name) => vm(name, { image: 'ubuntu-26' }))
    for (const host of ['sim', 'hv2']) lab.files.set(`${host}.yaml`, manifest(`on-${host}`, nodes, { host }))
  }
  declare('a')
  return { lab, store, other, declare }
}

describe('an image that a host lacks', () => {
  test('is fetched once for all nodes that need it; diff says so and fetches nothing', async () => {
    const { lab, store } = await labWithStore(shop(['a', 'b', 'c']))
    const document = await lab.diff()
    expect(lineOf(document, 'shop/a')).toMatchObject({
      action: 'create',
      steps: [{ kind: 'image', summary: 'fetch image ubuntu-26 from the store' }, {}, {}, {}, {}],
    })
    expect({ begun: store.begun, writes: writes(lab.simulator) }).toEqual({ begun: [], writes: [] })
    const summary = await lab.reconcile()
    expect(summary).toMatchObject({ exitCode: 0, counts: { ready: 3 } })
    expect(store.begun).toEqual(['ubuntu-26 to sim'])
    expect(markOf(guestOf(lab.simulator, 'shop/a'))?.inputs).toMatchObject({ imageVersion: versionOf('a') })
    expect((await lab.diff()).summary).toEqual({ unchanged: 3, held: 0 })
  })

  test('keeps no other node waiting, and tells how far it is', async () => {
    const { lab } = await labWithStore(manifest('shop', [vm('a', { image: 'ubuntu-26' }), vm('b')]))
    const running = lab.beginReconcile()
    const seen = { kept: '', other: '' }
    await lab.settle(
      Promise.race([
        running,
        lab.clock.sleep(15_000).then(() => {
          const ready = (node: string) =>
            lab.store.node({ host: 'sim', manifest: 'shop', node })?.conditions.find(({ type }) => type === 'Ready')
          seen.kept = ready('a')?.message ?? ''
          seen.other = ready('b')?.status ?? ''
        }),
      ]),
    )
    await lab.settle(running)
    expect(seen).toEqual({ kept: 'waits for the image ubuntu-26', other: 'True' })
    expect(told(lab, 'FetchStarted')).toMatchObject([{ host: 'sim', message: 'image ubuntu-26 from the store' }])
    expect(told(lab, 'Fetched')).toHaveLength(1)
    expect(told(lab, 'Progress').filter(({ message }) => message.includes('uploading')).length).toBeGreaterThan(5)
    expect(lab.store.events(0).map(({ reason }) => reason)).toEqual(expect.arrayContaining(['FetchStarted', 'Fetched']))
  })

  test('keeps no other node waiting however many images are on their way', async () => {
    const images = Array.from({ length: 70 }, (_, index) => `image-${index}`)
    const { lab, store } = await labWithStore(
      manifest('shop', [...images.map((image) => vm(image, { image })), vm('b'), vm('c', { depends_on: ['b'] })]),
    )
    for (const image of images) store.published.set(image, digestOf('a'))
    const running = lab.beginReconcile()
    await lab.settle(Promise.race([running, lab.clock.sleep(30_000)]))
    expect(store.begun.length).toBeLessThan(5)
    expect(owned(lab.simulator)).toEqual(expect.arrayContaining(['shop/b@sim', 'shop/c@sim']))
    expect(await lab.settle(running)).toMatchObject({ exitCode: 0, counts: { ready: 72 } })
    expect(store.begun).toHaveLength(70)
  })

  test('that nobody publishes holds the nodes, in diff and in the run, which ends with 5', async () => {
    const { lab, store } = await labWithStore(shop(['a', 'b']))
    store.published.clear()
    expect(holds(await lab.diff())).toEqual({ 'shop/a': 'MissingImage', 'shop/b': 'MissingImage' })
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/a': 'MissingImage', 'shop/b': 'MissingImage' },
    })
    expect(store.begun).toEqual([])
  })

  test('whose source is silent for a while is tried again, and the run goes on', async () => {
    const { lab, store } = await labWithStore(shop(['a', 'b']))
    store.trouble.bring = busy
    const running = lab.beginReconcile()
    await lab.settle(Promise.race([running, lab.clock.sleep(50_000).then(() => delete store.trouble.bring)]))
    expect((await lab.settle(running)).exitCode).toBe(0)
    expect(store.begun.length).toBeGreaterThan(1)
    expect(told(lab, 'Retry')).toContainEqual(
      expect.objectContaining({ host: 'sim', message: expect.stringMatching(/^image ubuntu-26: .*; next try in/) }),
    )
    expect((await lab.status()).nodes).toMatchObject([{ nextTry: null }, { nextTry: null }])
  })

  test('whose source stays silent fails the nodes after five tries; what needs it not is made all the same', async () => {
    const nodes = [vm('a', { image: 'ubuntu-26' }), vm('b', { image: 'ubuntu-26' }), vm('c')]
    const { lab, store } = await labWithStore(manifest('shop', nodes, { settings: { on_error: 'continue' } }))
    store.trouble.bring = busy
    const summary = await lab.reconcile()
    expect(summary).toMatchObject({ exitCode: 4, counts: { failed: 2, ready: 1 } })
    expect(store.begun).toHaveLength(5)
    expect(lineOf(summary, 'shop/a').message).toContain('image ubuntu-26: the store does not answer (5 tries)')
  })

  test('a source that cannot be asked keeps diff waiting for seconds only, and fails it never', async () => {
    const { lab, store } = await labWithStore(shop(['a']))
    store.trouble.find = busy
    const before = lab.clock.now()
    const document = await lab.diff()
    expect(lab.clock.now() - before).toBeLessThan(15_000)
    expect(lineOf(document, 'shop/a').steps[0]?.summary).toBe(
      'fetch image ubuntu-26 from the store (the store does not answer)',
    )
    expect(document.summary).toEqual({ create: 1, held: 0 })
  })

  test('that cannot be fetched for what site.yaml says fails its own nodes, and no others', async () => {
    const error = new HomestakError({ code: 'InvalidSiteConfig', message: 'image_ca_file cannot be read' })
    const images = () => {
      throw error
    }
    const lab = await createLab(
      { 'shop.yaml': manifest('shop', [vm('a', { image: 'ubuntu-26' }), vm('b')]) },
      { images },
    )
    expect((await lab.diff()).summary).toEqual({ create: 2, held: 0 })
    const summary = await lab.reconcile({ onError: 'continue' })
    expect(summary).toMatchObject({ exitCode: 3, counts: { failed: 1, ready: 1 } })
    expect(lineOf(summary, 'shop/a').message).toContain('image_ca_file cannot be read')
  })

  test('is not fetched for a node that is held anyway', async () => {
    const { lab, store } = await labWithStore(shop(['a'], { suspend: true }))
    await lab.reconcile()
    expect(store.begun).toEqual([])
  })

  test('is there before the guest that it replaces goes', async () => {
    const { lab, store } = await labWithStore(manifest('shop', [vm('a')]))
    await lab.reconcile()
    lab.files.set('shop.yaml', shop(['a']))
    store.trouble.bring = new HomestakError({ code: 'NoSpace', message: 'no room', hint: 'make room' })
    lab.simulator.world.clearRequests()
    expect(await lab.reconcile({ replace: ['shop/a'] })).toMatchObject({ exitCode: 5 })
    expect(writes(lab.simulator)).toEqual([])
    delete store.trouble.bring
    expect(await lab.reconcile({ replace: ['shop/a'] })).toMatchObject({ exitCode: 0 })
    expect(owned(lab.simulator)).toEqual(['shop/a@sim'])
  })

  test('waits until what is protected from now on is so, and for consent', async () => {
    const { lab, store } = await labWithStore(manifest('shop', [vm('a')]))
    await lab.reconcile()
    lab.files.set('shop.yaml', shop(['a'], { protect: true }))
    expect(holds(await lab.reconcile())).toEqual({ 'shop/a': 'Protected' })
    expect(guestOf(lab.simulator, 'shop/a').config['protection']).toBe('1')
    expect(store.begun).toEqual([])
  })

  test('may be published anew between the look at its source and its turn', async () => {
    const nodes = [vm('a', { image: 'other' }), vm('b', { image: 'ubuntu-26' })]
    const { lab, store } = await labWithStore(manifest('shop', nodes))
    store.published.set('other', digestOf('c'))
    const running = lab.beginReconcile()
    const publish = lab.clock.sleep(10_000).then(() => store.published.set('ubuntu-26', digestOf('b')))
    await lab.settle(Promise.race([running, publish]))
    expect(await lab.settle(running)).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(store.begun).toEqual(['other to sim', 'ubuntu-26 to sim'])
    expect(markOf(guestOf(lab.simulator, 'shop/b'))?.inputs?.imageVersion).toBe(versionOf('b'))
  })

  test('is not begun once its manifest was stopped by a failure', async () => {
    const nodes = [vm('a', { image: 'other' }), vm('b', { image: 'ubuntu-26' }), vm('c')]
    const { lab, store } = await labWithStore(manifest('shop', nodes))
    store.published.set('other', digestOf('c'))
    noStart(lab)
    expect(await lab.reconcile()).toMatchObject({ exitCode: 4, counts: { failed: 1, waiting: 2 } })
    expect(store.begun).toEqual(['other to sim'])
  })

  test('goes to two hosts side by side', async () => {
    const { lab, store } = await twoHosts()
    expect(await lab.reconcile({ host: '' })).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(store.begun.toSorted()).toEqual(['ubuntu-26 to hv2', 'ubuntu-26 to sim'])
    expect(store.asked).toBe(1)
    const [first = 0, second = 0] = told(lab, 'FetchStarted').map(({ time }) => Date.parse(time))
    expect(Math.abs(first - second)).toBeLessThan(store.seconds * 1000)
  })

  test('is the newest for every host, though its source is asked for one of them', async () => {
    const { lab, store, other, declare } = await twoHosts()
    await lab.reconcile({ host: '' })
    store.published.set('ubuntu-26', digestOf('b'))
    declare('a', 'b')
    await lab.reconcile({ host: '' })
    const versions = [lab.simulator, other].map((host) =>
      markOf(guestOf(host, `on-${host === other ? 'hv2' : 'sim'}/b`)),
    )
    expect(versions.map((mark) => mark?.inputs?.imageVersion)).toEqual([versionOf('b'), versionOf('b')])
  })

  test('cut off in the middle is named, leaves nothing, and the next run begins anew', async () => {
    const { lab, store } = await labWithStore(shop(['a']))
    const stop = new AbortController()
    const running = lab.beginReconcile({ stop: stop.signal })
    await lab.settle(Promise.race([running, lab.clock.sleep(10_000).then(() => stop.abort())]))
    const cut = await lab.settle(running)
    expect(cut.exitCode).toBe(130)
    expect(lineOf(cut, 'shop/a')).toMatchObject({
      outcome: 'interrupted',
      message: 'the run was ended by a signal while it waited for the image ubuntu-26',
    })
    expect(lab.simulator.world.guests()).toEqual([])
    const late = await lab.reconcile({ timeout: 10 })
    expect(lineOf(late, 'shop/a').message).toBe('the time of the run is over while it waited for the image ubuntu-26')
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(store.begun).toHaveLength(3)
  })
})
