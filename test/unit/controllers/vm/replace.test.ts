/** What cannot change in place: the guest is taken away and made anew. */
import { describe, expect, test } from 'vitest'
import { checkPlans } from './cases.ts'
import { declared, guestSeen, planFor, type NodeParts } from './fixtures.ts'

const stopped = { status: 'stopped' } as const

describe('what cannot change in place', () => {
  const ending = ['replace shutdown 120', 'replace destroy', 'remove-seed']
  const making = ['upload-seed', 'create', 'resize virtio0 10', 'start']

  checkPlans([
    {
      reason: 'another image: the guest is made anew under its vmid',
      seen: { mark: { inputs: { image: '1:ff' } } },
      changes: ['image: debian-12 <- another image (replace)', 'mark.inputs: ["image","seed"] <- ["image"] (update)'],
      steps: [...ending, ...making],
    },
    {
      reason: 'another vmid: PVE cannot rename a guest',
      node: { guest: { vmid: 9002 } },
      changes: ['vmid: 9002 <- 9001 (replace)'],
      steps: [...ending, ...making],
    },
    {
      reason: 'another type: what is inside is something else',
      seen: { mark: { type: 'pve' } },
      changes: ['type: vm <- pve (replace)'],
      steps: [...ending, ...making],
    },
    {
      reason: 'a guest that is off needs no shutdown',
      seen: { mark: { type: 'pve' }, ...stopped },
      changes: ['type: vm <- pve (replace)', 'status: running <- stopped (update)'],
      steps: ['replace destroy', 'remove-seed', ...making],
    },
    {
      reason: 'protection is written first, so that it holds while the replace does not happen',
      node: { guest: { vmid: 9002 }, policy: { protect: true, keepOnRemoval: true } },
      seen: { config: { cores: '1' } },
      changes: [
        'vmid: 9002 <- 9001 (replace)',
        'protect: true <- false (update)',
        'keep_on_removal: true <- false (update)',
        'cores: 2 <- 1 (restart)',
      ],
      steps: ['configure description protection=1', ...ending, ...making],
    },
    {
      reason: 'the tag that the guest is found by is put back first, so that it is found while nothing is replaced',
      node: { guest: { vmid: 9002 } },
      seen: { config: { tags: 'shop' } },
      changes: ['vmid: 9002 <- 9001 (replace)', 'tags: ["homestak","shop"] <- ["shop"] (update)'],
      steps: ['configure tags=homestak;shop', ...ending, ...making],
    },
    {
      reason: 'other tags come with the guest that is made',
      node: { guest: { vmid: 9002 } },
      seen: { config: { tags: 'homestak' } },
      changes: ['vmid: 9002 <- 9001 (replace)', 'tags: ["homestak","shop"] <- ["homestak"] (update)'],
      steps: [...ending, ...making],
    },
  ])

  test('makes the new guest under the vmid that is declared, else under that of the old one', () => {
    const made = (parts: NodeParts['guest']) =>
      planFor(declared({ guest: parts ?? {} }), guestSeen({ mark: { type: 'pve' } })).steps.flatMap((step) =>
        step.operation === 'create' ? [step.input.parameters['vmid']] : [],
      )
    expect(made({ vmid: 9002 })).toEqual([9002])
    const { vmid: _, ...free } = declared().guest
    expect(planFor({ ...declared(), guest: free }, guestSeen({ mark: { type: 'pve' } })).steps).toContainEqual(
      expect.objectContaining({ operation: 'create', summary: 'create 9001 from local:import/debian-12.qcow2' }),
    )
  })
})
