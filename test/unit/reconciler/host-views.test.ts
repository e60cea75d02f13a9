/** What is known of hosts while looks, reads of single guests and lists come in whatever order they like. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { createHostViews, type HostViews } from '../../../src/reconciler/host-views.ts'
import { aGuest, aHost, aNode, aSilentHost, catalog, type SeenGuest } from './fixtures.ts'

const clusterKey = 'cluster a'
const vmids = [100, 101, 102, 103]
const guest = (vmid: number, round: number, status: 'running' | 'stopped'): SeenGuest => {
  const { view, listed } = aGuest({ vmid, node: aNode({ name: `n${vmid}` }), status })
  return { view: { ...view, digest: `${vmid} ${round}` }, listed }
}
const listOf = (truth: ReadonlyMap<number, SeenGuest>) =>
  new Map([...truth].map(([vmid, { listed }]) => [vmid, { guest: listed, status: listed.status, signature: '' }]))
const shown = (views: HostViews, host: string) => {
  const view = views.get(host)
  const digests = [...(view?.guests ?? [])].map(([vmid, { digest }]) => [vmid, digest])
  const states = [...(view?.snapshot?.guests ?? [])].map(([vmid, { status }]) => [vmid, status])
  return { guests: Object.fromEntries(digests), states: Object.fromEntries(states) }
}

describe('what is known of a cluster', () => {
  test('is what a fresh look would show once each guest was read, however late older answers come', () => {
    const random = seededRandom(11)
    const chance = (share: number) => random.float() < share
    for (let run = 0; run < 100; run++) {
      const views = createHostViews(() => undefined)
      let truth = new Map<number, SeenGuest>()
      const late: (() => void)[] = []
      const look = (host: string) => {
        const began = views.begin()
        const view = aHost({ host, clusterKey, seen: [...truth.values()] })
        late.push(() => views.show(view, began))
      }
      const read = (host: string, vmid: number) => {
        const began = views.begin()
        const seen = truth.get(vmid)
        late.push(() => views.showGuest(host, vmid, seen ? { guest: seen.view, listed: seen.listed } : 'gone', began))
      }
      for (const host of ['hv0', 'hv1']) look(host)
      for (const answer of late.splice(0)) answer()
      for (let round = 0; round < 20; round++) {
        const vmid = vmids[Math.floor(random.float() * vmids.length)] ?? 100
        const host = chance(0.5) ? 'hv0' : 'hv1'
        truth = new Map(truth)
        if (chance(0.3)) truth.delete(vmid)
        else if (chance(0.6)) truth.set(vmid, guest(vmid, round, chance(0.5) ? 'running' : 'stopped'))
        if (chance(0.3)) look(host)
        if (chance(0.5)) read(host, vmid)
        if (chance(0.3)) views.showList(clusterKey, listOf(truth))
        if (chance(0.3)) late.splice(Math.floor(random.float() * late.length), 1)[0]?.()
      }
      const old = late.splice(0)
      for (const vmid of vmids) read('hv0', vmid)
      for (const answer of [...late, ...old]) answer()
      const fresh = createHostViews(() => undefined)
      for (const host of ['hv0', 'hv1']) fresh.show(aHost({ host, clusterKey, seen: [...truth.values()] }), 1)
      for (const host of ['hv0', 'hv1']) expect(shown(views, host), `run ${run}`).toEqual(shown(fresh, host))
    }
  })

  test('keeps a list that came while more was read of a host', () => {
    const views = createHostViews(() => undefined)
    const [one, other] = [guest(100, 0, 'running'), guest(101, 0, 'running')]
    views.show(aHost({ clusterKey, seen: [one] }), views.begin())
    const both = new Map([
      [100, one],
      [101, other],
    ])
    views.showList(clusterKey, listOf(both))
    views.add('hv0', { catalog })
    expect(views.get('hv0')?.catalog).toBe(catalog)
    expect([...(views.get('hv0')?.snapshot?.guests.keys() ?? [])]).toEqual([100, 101])
  })

  test('is nothing of what a host offers once it is silent', () => {
    const views = createHostViews(() => undefined)
    views.show(aSilentHost(), views.begin())
    views.add('hv0', { catalog })
    expect(views.get('hv0')?.catalog).toBeUndefined()
  })
})
