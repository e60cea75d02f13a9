/** The mark of a virtual machine: when it is written anew, and what stays in it. */
import { describe, expect, test } from 'vitest'
import { readMark, type Mark } from '../../../../src/pve/mark.ts'
import { checkPlans } from './cases.ts'
import { declared, guestSeen, planFor, uid, type NodeParts, type SeenParts } from './fixtures.ts'

describe('the mark', () => {
  const written = (node: NodeParts, seen: SeenParts): { act: string | undefined; mark: Mark; text: string } => {
    const { steps } = planFor(declared(node), guestSeen(seen))
    const step = steps.find((each) => each.operation === 'configure' && 'description' in each.input.parameters)
    if (step?.operation !== 'configure') throw new Error('no mark is written')
    const { marking, text } = readMark(String(step.input.parameters['description']))
    if (marking.kind !== 'mark') throw new Error(`${marking.kind}`)
    return { act: step.act, mark: marking.mark, text }
  }

  checkPlans([
    {
      reason: 'takes the new name where the node was moved',
      seen: { mark: { node: 'old', manifest: 'store' } },
      changes: ['identity: shop/web <- store/old (update)'],
      steps: ['configure description'],
    },
    {
      reason: 'and PVE both say that the guest is protected',
      node: { policy: { protect: true } },
      changes: ['protect: true <- false (update)'],
      steps: ['configure description protection=1'],
    },
    {
      reason: 'is not enough for a protection that a person took off at the host',
      node: { policy: { protect: true } },
      seen: { mark: { protect: true } },
      changes: ['protect: true <- false (update)'],
      steps: ['configure description protection=1'],
    },
    {
      reason: 'loses the protection once nothing else differs',
      seen: { mark: { protect: true }, config: { protection: '1' } },
      changes: ['protect: false <- true (update)'],
      steps: ['configure description protection=0'],
    },
    {
      reason: 'keeps the protection while anything else differs',
      seen: { mark: { protect: true }, config: { protection: '1', name: 'old' } },
      changes: ['name: web <- old (update)'],
      steps: ['configure name=web'],
    },
    {
      reason: 'does not lift a protection that a person set',
      seen: { config: { protection: '1' } },
      changes: [],
      steps: [],
    },
    {
      reason: 'says that the guest is to be let go on removal, before it is removed',
      node: { policy: { keepOnRemoval: true } },
      changes: ['keep_on_removal: true <- false (update)'],
      steps: ['configure description'],
    },
    {
      reason: 'gets a digest that it lacks, without calling the input changed',
      seen: { mark: { inputs: {} } },
      changes: ['mark.inputs: ["image","seed"] <- [] (update)'],
      steps: ['configure description'],
    },
    {
      reason: 'counts as unchanged where a digest is of a kind that is not known here',
      seen: { mark: { inputs: { image: '2:ff', seed: '2:ff', spec: '1:ff' } } },
      changes: [],
      steps: [],
    },
  ])

  test('keeps its uid, its vmid and what people wrote', () => {
    const { act, mark, text } = written({}, { mark: { node: 'old' }, text: 'Ask Ann before touching this.\n\nReally.' })
    expect({ act, uid: mark.uid, vmid: mark.vmid, node: mark.node }).toEqual({
      act: 'move',
      uid,
      vmid: 9001,
      node: 'web',
    })
    expect(text).toBe('Ask Ann before touching this.\n\nReally.')
  })

  test('keeps the protection when it is written for another reason', () => {
    const seen = { mark: { protect: true, node: 'old' }, config: { protection: '1' } } as const
    expect(written({}, seen).mark.protect).toBe(true)
  })

  test('keeps digests of kinds and inputs that are not known here', () => {
    const inputs = { seed: '2:ff', spec: '1:ff' }
    expect(written({}, { mark: { node: 'old', inputs } }).mark.inputs).toMatchObject(inputs)
  })

  test('keeps the image that the guest was made from, whatever is declared', () => {
    const inputs = { image: '1:ff' }
    expect(written({ policy: { protect: true } }, { mark: { inputs } }).mark.inputs).toMatchObject(inputs)
  })

  test('keeps the digest of the seed until another seed is written, also with a protection ahead of a replace', () => {
    const inputs = { image: '1:ff', seed: '1:ff' }
    expect(written({ policy: { protect: true } }, { mark: { inputs } }).mark.inputs).toEqual(inputs)
    expect(written({}, { mark: { inputs: { seed: '1:ff' } } }).mark.inputs?.['seed']).not.toBe('1:ff')
  })
})
