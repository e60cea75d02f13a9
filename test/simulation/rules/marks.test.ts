/** Section 4: the mark itself, and what people and other versions write around and into it. */
import { describe, expect, test } from 'vitest'
import { descriptionLimit, writeMark, type Mark } from '../../../src/pve/mark.ts'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, hand, holds, lineOf, manifest, markOf, owned, photo, vm, writes } from './scene.ts'

const shop = manifest('shop', [vm('db', { vmid: 9100 }), vm('web')])

const labWith = async (text = shop) => {
  const lab = await createLab({ 'shop.yaml': text })
  expect((await lab.reconcile()).exitCode).toBe(0)
  lab.simulator.world.clearRequests()
  return lab
}

const description = (lab: Lab) => lab.simulator.world.guest(9100)?.config['description'] ?? ''

async function rewrite(lab: Lab, change: (mark: Mark) => Mark, text = '') {
  const mark = markOf(guestOf(lab.simulator, 'shop/db'))
  if (!mark) throw new Error('no mark')
  await hand(lab).set(9100, { description: writeMark(text, change(mark)) })
}

describe("a description that is full of people's words", () => {
  const full = async () => {
    const lab = await labWith()
    await rewrite(lab, (mark) => mark, 'x'.repeat(descriptionLimit - description(lab).length - 2))
    return lab
  }

  test('is left as it is as long as the mark stays', async () => {
    const lab = await full()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('holds the node where the mark would not fit any more, and the others converge', async () => {
    const lab = await full()
    const picture = photo(lab.simulator, 9100)
    lab.files.set(
      'shop.yaml',
      manifest('shop', [vm('db', { vmid: 9100, protect: true }), vm('web', { tags: ['gold'] })]),
    )
    const { nodes } = await lab.diff()
    expect(nodes.find(({ key }) => key === 'shop/db')?.held?.reason).toBe('DescriptionFull')
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'DescriptionFull' },
    })
    expect(lineOf(summary, 'shop/db').held?.message).toContain('8192')
    expect(photo(lab.simulator, 9100)).toBe(picture)
    expect(guestOf(lab.simulator, 'shop/web').config['tags']).toBe('gold;homestak')
  })
})

describe('digests in the mark', () => {
  test('of a kind that is not known count as unchanged, and stay', async () => {
    const lab = await labWith()
    await rewrite(lab, (mark) => ({ ...mark, inputs: { image: '2:later', seed: '2:later', more: '2:unknown' } }))
    const before = description(lab)
    lab.files.set(
      'shop.yaml',
      manifest('shop', [vm('db', { vmid: 9100, image: 'debian-13', ip: '192.0.2.3/24' }), vm('web')]),
    )
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
    expect(description(lab)).toBe(before)
  })

  test('that are missing are written, and nothing is replaced for it', async () => {
    const lab = await labWith()
    await rewrite(lab, (mark) => ({ ...mark, inputs: {} }))
    const { uid } = markOf(guestOf(lab.simulator, 'shop/db')) ?? {}
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(markOf(guestOf(lab.simulator, 'shop/db'))).toMatchObject({
      uid,
      inputs: { image: expect.stringMatching(/^1:/), seed: expect.stringMatching(/^1:/) },
    })
  })

  test('hold no secret, and a changed secret changes nothing', async () => {
    const lab = await labWith()
    const secrets = lab.site.get('secrets.yaml') ?? ''
    const hash = /vm_root: (\S+)/.exec(secrets)?.[1] ?? 'none'
    expect(JSON.stringify(lab.simulator.world.guests())).not.toContain(hash)
    lab.site.set('secrets.yaml', secrets.replace(hash, `${hash.slice(0, -1)}x`))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('tell that the first boot changed: the seed is written anew under its name, the guest goes on', async () => {
    const lab = await labWith()
    const {
      running,
      config: { ide2 },
    } = structuredClone(guestOf(lab.simulator, 'shop/db'))
    lab.files.set('shop.yaml', manifest('shop', [vm('db', { vmid: 9100, ip: '192.0.2.3/24' }), vm('web')]))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator).map((line) => line.split(' ')[1])).toEqual([
      '/nodes/pve/storage/local/upload',
      '/nodes/pve/qemu/9100/config',
    ])
    expect(lab.simulator.world.guest(9100)).toMatchObject({ running, config: { ide2 } })
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })
})

describe('a mark that a person moved or copied', () => {
  test('counts with words before and after it', async () => {
    const lab = await labWith()
    await hand(lab).set(9100, { description: `before\n\n${description(lab)}\n\nafter` })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('to a guest of theirs makes that neither ours nor a reason to act', async () => {
    const lab = await labWith()
    await hand(lab).make(300, { name: 'theirs', description: description(lab), tags: 'homestak' })
    const picture = photo(lab.simulator, 300)
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect([photo(lab.simulator, 300), owned(lab.simulator)]).toEqual([picture, ['shop/web@sim']])
  })

  test("naming another host that is not this one's cluster makes a guest foreign", async () => {
    const lab = await labWith()
    await rewrite(lab, (mark) => ({ ...mark, host: 'elsewhere' }))
    const picture = photo(lab.simulator, 9100)
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'ForeignGuest' } })
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(photo(lab.simulator, 9100)).toBe(picture)
  })
})
