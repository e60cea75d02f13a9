/** Commands in texts, as they are typed where the text is read. */
import { expect, test } from 'vitest'
import { asTyped } from '../../src/typed.ts'

const typed = new Map([
  ['reconcile', ['reconcile', 'my lab', '-H', 'hv', '--site-config', "o'site"]],
  ['destroy', ['destroy', '--state', 's']],
  ['manifest validate', ['manifest', 'validate', 'm']],
])

test.each([
  ['homestak destroy shop/web', 'homestak destroy --state s shop/web'],
  [
    'if so: homestak reconcile --max-destroy 3',
    `if so: homestak reconcile 'my lab' -H hv --site-config 'o'\\''site' --max-destroy 3`,
  ],
  ['mend it; `homestak manifest validate` shows', 'mend it; `homestak manifest validate m` shows'],
  ['homestak diff and homestak status', 'homestak diff and homestak status'],
  ['which homestak did not make', 'which homestak did not make'],
])('%s', (text, shown) => {
  expect(asTyped(text, typed)).toBe(shown)
  expect(asTyped(text, undefined)).toBe(text)
})
