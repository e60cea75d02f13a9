/** A newer image replaces nothing by itself: it is told, and made use of where that is asked for. */
import { describe, expect, test } from 'vitest'
import type { Lab } from '../../lab.ts'
import { busy, digestOf, labWithStore, shop, versionOf } from './image-store.ts'
import { guestOf, hand, lineOf, manifest, markOf, vm, writes } from './scene.ts'

const told = (lab: Lab, reason: string) => lab.events.filter((event) => event.reason === reason)

describe('a newer image', () => {
  const outdated = async (more = {}) => {
    const made = await labWithStore(shop(['a', 'b'], more))
    await made.lab.reconcile()
    made.store.published.set('ubuntu-26', digestOf('b'))
    made.lab.simulator.world.clearRequests()
    return made
  }

  test('is told by diff as a replace that is held, and by the run as a word about nodes that are Ready', async () => {
    const { lab } = await outdated()
    const document = await lab.diff()
    expect(lineOf(document, 'shop/a')).toMatchObject({
      action: 'replace',
      changes: [{ path: 'image.version', desired: versionOf('b'), observed: versionOf('a') }],
      steps: [],
      held: { reason: 'NewerImage', fix: expect.stringContaining('--replace shop/a') },
    })
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(writes(lab.simulator)).toEqual([])
    expect(told(lab, 'Ready').at(-1)?.message).toContain('there is a newer ubuntu-26')
  })

  test('replaces what is named, and nothing by itself even where replaces are agreed to', async () => {
    const { lab, store } = await outdated({ settings: { replace: 'auto' } })
    const kept = markOf(guestOf(lab.simulator, 'shop/b'))?.uid
    expect(await lab.reconcile({ replace: ['shop/a'] })).toMatchObject({ exitCode: 0 })
    expect(store.begun).toEqual(['ubuntu-26 to sim', 'ubuntu-26 to sim'])
    expect(markOf(guestOf(lab.simulator, 'shop/a'))?.inputs?.imageVersion).toBe(versionOf('b'))
    expect(markOf(guestOf(lab.simulator, 'shop/b'))).toMatchObject({
      uid: kept,
      inputs: { imageVersion: versionOf('a') },
    })
  })

  test('is what a further node is made from', async () => {
    const { lab } = await outdated()
    lab.files.set('shop.yaml', shop(['a', 'b', 'c']))
    await lab.reconcile()
    expect(markOf(guestOf(lab.simulator, 'shop/c'))?.inputs?.imageVersion).toBe(versionOf('b'))
  })

  test('is none where the image is pinned to what there is, and nobody is asked', async () => {
    const { lab, store } = await outdated()
    store.pins.set('ubuntu-26', digestOf('a'))
    const { asked } = store
    expect((await lab.diff()).summary).toEqual({ unchanged: 2, held: 0 })
    store.pins.set('ubuntu-26', digestOf('c'))
    expect(lineOf(await lab.diff(), 'shop/a').changes).toMatchObject([{ desired: versionOf('c') }])
    expect(store.asked).toBe(asked)
  })

  test('is not looked for where no guest knows its version, or the source is silent', async () => {
    const { lab, store } = await labWithStore(manifest('shop', [vm('a')]))
    await lab.reconcile()
    store.asked = 0
    expect((await lab.diff()).summary).toEqual({ unchanged: 1, held: 0 })
    expect(store.asked).toBe(0)
    const known = await outdated()
    known.store.trouble.find = busy
    expect((await known.lab.diff()).summary).toEqual({ unchanged: 2, held: 0 })
  })

  test('of a hand at the host changes nothing of what the mark says', async () => {
    const { lab } = await outdated()
    await hand(lab).set(guestOf(lab.simulator, 'shop/a').vmid, { cores: 3 })
    await lab.reconcile()
    expect(markOf(guestOf(lab.simulator, 'shop/a'))?.inputs?.imageVersion).toBe(versionOf('a'))
  })
})
