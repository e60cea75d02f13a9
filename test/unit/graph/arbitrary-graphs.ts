/** Random graphs without circles, in random order. */
import fc from 'fast-check'
import type { Item } from '../../../src/graph/dependency-graph.ts'

/** Every item needs only items of a lower number; then the list is shuffled. */
export const anyGraph: fc.Arbitrary<readonly Item[]> = fc
  .array(fc.record({ parent: fc.option(fc.nat()), needs: fc.array(fc.nat(), { maxLength: 3 }) }), { maxLength: 30 })
  .map((drafts) =>
    drafts.map(({ parent, needs }, index): Item => ({
      key: `n${index}`,
      parent: parent === null || index === 0 ? undefined : `n${parent % index}`,
      dependsOn: index === 0 ? [] : [...new Set(needs.map((need) => `n${need % index}`))],
    })),
  )
  .chain((items) => fc.shuffledSubarray([...items], { minLength: items.length }))

export const needsOf = ({ parent, dependsOn }: Item): readonly string[] =>
  parent === undefined ? dependsOn : [parent, ...dependsOn]
