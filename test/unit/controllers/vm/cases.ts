/** Tables of plans: each line a reason, what is declared, what is there, and the changes and steps that follow. */
import { expect, test } from 'vitest'
import { inputDigests } from '../../../../controllers/vm/inputs.ts'
import { declared, guestSeen, lineOf, planFor, stepLine, type NodeParts, type SeenParts } from './fixtures.ts'

export interface PlanCase {
  /** Why it has to be so. */
  readonly reason: string
  readonly node?: NodeParts
  readonly seen?: SeenParts
  /** As `lineOf` prints them. */
  readonly changes: readonly string[]
  /** As `stepLine` prints them. */
  readonly steps: readonly string[]
}

/** The guest's seed and image are those of `declared()`. */
export const checkPlans = (cases: readonly PlanCase[]): void => checkEach(cases, ({ seen }) => seen)

/** The guest's seed and image are those declared in the case: they are no matter of it. */
export const checkPlansOfDevices = (cases: readonly PlanCase[]): void =>
  checkEach(cases, ({ node, seen }) => ({ ...seen, mark: { inputs: inputDigests(declared(node)) } }))

const checkEach = (cases: readonly PlanCase[], seenIn: (each: PlanCase) => SeenParts | undefined): void =>
  test.each(cases)('$reason', (each) => {
    const { changes, steps } = planFor(declared(each.node), guestSeen(seenIn(each)))
    expect(changes.map(lineOf)).toEqual(each.changes)
    expect(steps.map(stepLine)).toEqual(each.steps)
  })
