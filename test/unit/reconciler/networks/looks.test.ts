/** Of two looks at the networks of a cluster, the one that began later counts. */
import { expect, test } from 'vitest'
import { createHostViews } from '../../../../src/reconciler/host-views.ts'
import { aHost } from '../fixtures.ts'

const sdn = { zones: new Map(), vnets: new Map(), subnets: new Map(), controllers: [] }
const users = { bridges: new Map([[101, ['devnet']]]), all: true }

test('what a look asked for counts for nothing where a later one is shown already, and that is said', () => {
  const views = createHostViews(() => undefined)
  views.show(aHost({ host: 'hv0', clusterKey: 'one' }), views.begin())
  const [first, second] = [views.begin(), views.begin()]
  const later = { sdn, whole: false, read: 2 }
  expect(views.showNetworks('hv0', later, second)).toBe(true)
  expect(views.showNetworks('hv0', { sdn, whole: true, read: 1, users }, first)).toBe(false)
  expect(views.get('hv0')?.networks).toBe(later)
})
