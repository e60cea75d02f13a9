/** Taking a virtual machine away, and letting one go. */
import { describe, expect, test } from 'vitest'
import { vmController } from '../../../../controllers/vm/index.ts'
import { readMark } from '../../../../src/pve/mark.ts'
import { guestSeen, seed, stepLine, type SeenParts } from './fixtures.ts'

const key = 'shop/web@hv0'
const human = 'Ask Ann first.\n<!-- rack 4 -->'

describe('taking a guest away', () => {
  const steps = (seen: SeenParts, stop: 'graceful' | 'hard' = 'graceful', act: 'destroy' | 'rollback' = 'destroy') =>
    vmController.planDestroy(key, guestSeen(seen), stop, act)

  test.each([
    {
      reason: 'gives a running guest two minutes to go down',
      status: 'running',
      stop: 'graceful',
      first: ['destroy shutdown 120'],
    },
    { reason: 'stops it at once where that is declared', status: 'running', stop: 'hard', first: ['destroy stop'] },
    { reason: 'has nothing to stop where the guest is off', status: 'stopped', stop: 'graceful', first: [] },
    {
      reason: 'takes a guest of unknown state for a running one',
      status: 'unknown',
      stop: 'graceful',
      first: ['destroy shutdown 120'],
    },
  ] as const)('$reason', ({ status, stop, first }) => {
    expect(steps({ status }, stop).map(stepLine)).toEqual([...first, 'destroy', 'remove-seed'])
  })

  test('removes the seed of that very guest, last', () => {
    expect(steps({}).at(-1)).toMatchObject({ operation: 'remove-seed', input: { filename: seed } })
  })

  test('asks leave for the act that it is part of, at every call that changes the guest', () => {
    expect(steps({}, 'graceful', 'rollback').map(({ act }) => act)).toEqual(['rollback', 'rollback', undefined])
  })
})

describe('letting a guest go', () => {
  const released = (seen: SeenParts) => {
    const [step, ...more] = vmController.planRelease(key, guestSeen(seen))
    if (step?.operation !== 'configure' || more.length > 0) throw new Error('not one write')
    return { act: step.act, ...step.input.parameters }
  }

  test('takes the mark out and leaves what people wrote', () => {
    expect(released({ text: human })).toMatchObject({ act: 'release', description: human })
    expect(readMark(human).marking.kind).toBe('none')
  })

  test('takes our tag out and leaves the others, also those that were declared', () => {
    expect(released({})).toMatchObject({ tags: 'shop' })
    expect(released({ config: { tags: 'backup;homestak;shop' } })).toMatchObject({ tags: 'backup;shop' })
  })

  test('deletes the tags where ours was the only one: PVE takes no empty text', () => {
    expect(released({ config: { tags: 'homestak' } })).toMatchObject({ delete: 'tags' })
    expect(released({ config: { tags: 'homestak' } })).not.toHaveProperty('tags')
  })
})
