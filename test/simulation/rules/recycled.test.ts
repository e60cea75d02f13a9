/** Rule 2: a vmid proves nothing. Somebody else's guest may take it at any moment, and stays as it is. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, hand, interloper, manifest, owned, photo, seeds, vm } from './scene.ts'

const before = manifest('shop', [vm('db', { vmid: 9100 }), vm('web')])
const without = manifest('shop', [vm('web')])
const shop = (more: Record<string, unknown>) => manifest('shop', [vm('db', { vmid: 9100, ...more }), vm('web')])

interface Story {
  readonly title: string
  readonly after: string
  readonly options?: Parameters<Lab['reconcile']>[0]
  /** Drift that the run finds. */
  readonly drift?: (lab: Lab) => Promise<void>
}

const stories: readonly Story[] = [
  { title: 'is destroyed', after: without },
  { title: 'is destroyed while it is off', after: without, drift: (lab) => hand(lab).stop(9100) },
  { title: 'gets another name tag', after: shop({ tags: ['gold'] }) },
  { title: 'is restarted for more cores', after: shop({ preset: 'vm-small', settings: { restart: 'auto' } }) },
  { title: 'gets a bigger disk', after: shop({ disk: 20 }) },
  { title: 'gets another seed', after: shop({ ip: '192.0.2.9/24' }) },
  { title: 'is replaced', after: shop({ image: 'debian-13' }), options: { replace: ['shop/db'] } },
  { title: 'is started after it was stopped by hand', after: before, drift: (lab) => hand(lab).stop(9100) },
  {
    title: 'is released',
    after: without,
    drift: async (lab) => {
      lab.files.set('shop.yaml', shop({ keep_on_removal: true }))
      await lab.reconcile()
    },
  },
]

const instant = { profile: 'instant' } as const

/** Made once for all points: what a run meets there is a copy of it. */
async function beginningOf({ drift, after }: Story) {
  const lab = await createLab({ 'shop.yaml': before }, instant)
  await lab.reconcile()
  await drift?.(lab)
  lab.files.set('shop.yaml', after)
  const kept = lab.keep()
  return async () => {
    const { own, wrap } = interloper()
    return { lab: await createLab({}, { ...instant, wrap, kept }), own }
  }
}

/** Calls that Proxmox VE gives no way to bind to a configuration: only the look just before protects them. */
const isUnguarded = (method: string, path: string) =>
  (method === 'POST' && /\/qemu\/9100\/status\//.test(path)) || (method === 'DELETE' && path.includes('/qemu/9100?'))

describe.each(stories)('while a guest $title', (story) => {
  test('a foreign guest, off or running, that takes its vmid before any request is not touched', async () => {
    const begin = await beginningOf(story)
    const whole = await begin()
    expect((await whole.lab.reconcile(story.options)).exitCode).toBe(0)
    const requests = whole.own.count
    expect(requests).toBeGreaterThan(5)
    for (let point = 1; point <= requests; point++) {
      const { lab, own } = await begin()
      const { world } = lab.simulator
      let theirs: string | undefined
      own.before = async ({ method, path }, count) => {
        if (count !== point || isUnguarded(method, path)) return
        if (world.guest(9100)) {
          await world.run('PUT', '/nodes/pve/qemu/9100/config', { protection: 0 })
          await world.run('POST', '/nodes/pve/qemu/9100/status/stop')
          await world.run('DELETE', '/nodes/pve/qemu/9100')
        }
        await world.run('POST', '/nodes/pve/qemu', {
          vmid: 9100,
          name: 'theirs',
          memory: 512,
          virtio0: 'vmstore:1',
          start: point % 2,
        })
        theirs = photo(lab.simulator, 9100)
      }
      const { exitCode } = await lab.reconcile(story.options)
      const what = `before request ${point}`
      expect({ what, seen: theirs && photo(lab.simulator, 9100) }).toEqual({ what, seen: theirs })
      expect([0, 4, 5], what).toContain(exitCode)
      own.before = undefined
      await lab.reconcile(story.options)
      expect({ what, seen: theirs && photo(lab.simulator, 9100) }).toEqual({ what, seen: theirs })
      expect(owned(lab.simulator), what).toContain('shop/web@sim')
    }
  })

  test('the calls that nothing binds come right after a look at the configuration', async () => {
    const begin = await beginningOf(story)
    const { lab } = await begin()
    await lab.reconcile(story.options)
    const requests = lab.simulator.world.requests()
    requests.forEach(({ method, path }, index) => {
      if (!isUnguarded(method, path)) return
      expect(requests[index - 1]).toMatchObject({
        method: 'GET',
        status: 200,
        path: '/api2/json/nodes/pve/qemu/9100/config?current=1',
      })
    })
  })
})

describe('a vmid that is given to two at once', () => {
  test('goes to one of two machines; both end with the same guest', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web')]) })
    const second = await createLab(
      { 'shop.yaml': manifest('shop', [vm('db'), vm('web')]) },
      { clock: lab.clock, simulator: lab.simulator, seed: 2 },
    )
    const [one, two] = await lab.settle(Promise.all([lab.reconcile(), second.reconcile()]))
    expect([one.exitCode, two.exitCode]).toEqual([0, 0])
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    expect(lab.simulator.world.guests()).toHaveLength(2)
    expect(guestOf(lab.simulator, 'shop/db').vmid).toBe(one.nodes.find(({ key }) => key === 'shop/db')?.vmid)
    expect([...lab.store.openIntents(), ...second.store.openIntents()]).toEqual([])
    expect(seeds(lab.simulator)).toHaveLength(2)
  })
})

describe('a vmid that somebody else takes before our guest is made', () => {
  const wanted = async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web')]) })
    await lab.reconcile()
    return guestOf(lab.simulator, 'shop/db').vmid
  }

  test.each(['before the seed is written', 'before the guest is made'])(
    '%s is left to them, and ours is made under the next',
    async (when) => {
      const vmid = await wanted()
      const { own, wrap } = interloper()
      const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web')]) }, { wrap })
      let theirs: string | undefined
      own.before = async ({ method, path, body }) => {
        const isMoment = when.includes('seed')
          ? path.includes('/upload')
          : path.endsWith('/qemu') && String(body).includes(`vmid=${vmid}`)
        if (theirs !== undefined || method !== 'POST' || !isMoment) return
        theirs = ''
        await lab.simulator.world.run('POST', '/nodes/pve/qemu', { vmid, name: 'theirs', memory: 512 })
        theirs = photo(lab.simulator, vmid)
      }
      const { exitCode } = await lab.reconcile()
      expect({ exitCode, vmid: guestOf(lab.simulator, 'shop/db').vmid }).toEqual({ exitCode: 0, vmid: vmid + 1 })
      expect(photo(lab.simulator, vmid)).toBe(theirs)
      expect(lab.store.openIntents()).toEqual([])
      expect(seeds(lab.simulator)).toHaveLength(2)
    },
  )

  test('between two runs is left to them, and ours is made under the next', async () => {
    const vmid = await wanted()
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    const stop = new AbortController()
    lab.simulator.onRequest = ({ path }) => path.includes('/upload') && stop.abort()
    await lab.reconcile({ stop: stop.signal })
    lab.simulator.onRequest = undefined
    await hand(lab).make(vmid, { name: 'theirs' })
    const theirs = photo(lab.simulator, vmid)
    const { exitCode } = await lab.reconcile()
    expect({ exitCode, vmid: guestOf(lab.simulator, 'shop/db').vmid }).toEqual({ exitCode: 0, vmid: vmid + 1 })
    expect(photo(lab.simulator, vmid)).toBe(theirs)
    expect(lab.store.openIntents()).toEqual([])
    expect(seeds(lab.simulator)).toHaveLength(1)
  })
})
