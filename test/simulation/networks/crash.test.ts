/** Killed at any point, the next run brings the networks of a host to the same end, and leaves nothing behind. */
import { expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { mortal, pointsOf, reconcileMortally } from '../mortal.ts'
import { isApplied } from '../rules.ts'
import { vm } from '../rules/scene.ts'
import { declare, inEffect, labWith, network, on, type Nodes } from './scene.ts'

const quick = { profile: 'instant' } as const
const subnets = [{ cidr: '10.10.10.0/24' }]
const other = vm('other')
const simple = { name: 'other', type: 'simple' }
const third = { name: 'third', type: 'simple' }

const stories: readonly {
  readonly title: string
  readonly from: Nodes
  readonly to: Nodes
  readonly end: ReturnType<typeof inEffect>
}[] = [
  {
    title: 'while two networks and a guest are made',
    from: [],
    to: [network('devnet', { subnets }), network('labnet', { tag: 7 }), on('devnet', 'web')],
    end: { zones: ['dev'], vnets: ['devnet', 'labnet'], subnets: ['dev-10.10.10.0-24'] },
  },
  {
    title: 'while a network moves to another zone',
    from: [network('devnet', { subnets })],
    to: [network('devnet', { zone: simple, subnets })],
    end: { zones: ['other'], vnets: ['devnet'], subnets: ['other-10.10.10.0-24'] },
  },
  {
    title: 'while two networks move, each to a zone of its own',
    from: [network('devnet'), network('labnet', { zone: simple })],
    to: [network('devnet', { zone: third }), network('labnet', { zone: { ...third, name: 'fourth' } })],
    end: { zones: ['fourth', 'third'], vnets: ['devnet', 'labnet'], subnets: [] },
  },
  {
    title: 'while a network is taken away, with its zone',
    from: [network('devnet', { subnets }), other],
    to: [other],
    end: { zones: [], vnets: [], subnets: [] },
  },
  {
    title: 'while a network is let go',
    from: [network('devnet', { keep_on_removal: true }), other],
    to: [other],
    end: { zones: ['dev'], vnets: ['devnet'], subnets: [] },
  },
]

/** Made once for all points: what a run meets there is a copy of it. */
async function beginningOf(from: Nodes, to: Nodes): Promise<() => Promise<Lab>> {
  const lab = from.length > 0 ? await labWith(from, quick) : await createLab({}, quick)
  declare(lab, to)
  const kept = lab.keep()
  return () => createLab({}, { ...quick, kept })
}

test.each(stories)('killed $title', async ({ from, to, end }) => {
  const begin = await beginningOf(from, to)
  const points = await pointsOf(await begin())
  expect(points).toBeGreaterThan(10)
  for (let point = 1; point <= points; point++) {
    const lab = await begin()
    expect(await reconcileMortally(lab, mortal(lab, point)), `point ${point}`).toBe('died')
    const { exitCode, nodes } = await lab.reconcile()
    expect({ point, exitCode, nodes: exitCode === 0 ? [] : nodes }).toEqual({ point, exitCode: 0, nodes: [] })
    expect({ point, ...inEffect(lab.simulator) }).toEqual({ point, ...end })
    expect(isApplied(lab.simulator), `point ${point}`).toBe(true)
    expect(await lab.reconcile(), `point ${point}`).toMatchObject({ exitCode: 0, calls: { writes: 0 } })
    const kept = new Set<unknown>(lab.store.nodes().map(({ node }) => node))
    expect(kept, `point ${point}`).toEqual(new Set(to.map(({ name }) => name)))
  }
})
