/** Whatever there is to show, and on whatever screen: a frame fits. */
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveNode, LiveState } from '../../../../src/reconciler/live.ts'
import { displayWidth } from '../../../../src/report/columns.ts'
import { bodyRows } from '../../../../src/report/live/body.ts'
import { frameOf } from '../../../../src/report/live/frame.ts'
import { liveStates } from '../../../../src/report/live/node-states.ts'
import { colourPaint } from '../../../../src/report/paint.ts'
import { liveState } from './made-up-state.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', 'web', '日本語の説明', 'e\u0301e\u0301', '👩‍👩‍👧 ☁️ 🇩🇪', 'x'.repeat(300), 'words '.repeat(40)),
)
const time = fc.integer({ min: -1e12, max: 3e12 })
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const list = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 8) => fc.array(arbitrary, { maxLength })
/** Few, so that parents are found, and circles of them. */
const key = fc.oneof(fc.constantFrom('web/a@sim', 'web/b@sim', 'web/c@hv', 'd', '@', '/'), text)

const node: fc.Arbitrary<LiveNode> = fc.record({
  key,
  label: text,
  parent: orNull(key),
  host: fc.oneof(fc.constantFrom('sim', 'hv', ''), text),
  type: fc.constantFrom('vm', 'ct', 'pve'),
  vmid: orNull(fc.nat()),
  state: fc.constantFrom(...liveStates),
  message: text,
  fix: orNull(text),
  since: time,
  nextTry: orNull(time),
  task: orNull(fc.record({ summary: text, line: text, percent: orNull(fc.double({ noNaN: true })), started: time })),
})

const state: fc.Arbitrary<LiveState> = fc.record({
  now: time,
  started: time,
  paths: list(text, 3),
  nodes: list(node, 40),
  hosts: list(fc.record({ host: text, reachable: fc.boolean(), message: orNull(text), seen: orNull(time) })),
  fetches: list(fc.record({ host: text, image: text, line: text, started: time, waiting: fc.nat() }), 3),
  problems: list(fc.record({ file: text, line: fc.nat(), column: fc.nat(), message: text, hint: text })),
  removals: list(fc.record({ key, at: time, because: orNull(text) })),
  trouble: orNull(text),
  queue: fc.record({ depth: fc.nat(), running: fc.nat(), oldest: orNull(time) }),
  looks: fc.record({ count: fc.nat(), last: orNull(time) }),
  driftIntervalMs: fc.nat(),
})

const view = fc.record({
  state,
  entries: list(fc.record({ time, about: orNull(text), text, tone: fc.constantFrom('good', 'attention', null) }), 20),
  columns: fc.integer({ min: 1, max: 220 }),
  rows: fc.integer({ min: 1, max: 60 }),
  scroll: fc.oneof(fc.nat({ max: 200 }), fc.constant(Infinity)),
  hideReady: fc.boolean(),
  help: fc.boolean(),
  redact: fc.constant((one: string) => one),
})

test('no line is too wide, none too many, and none holds what a terminal would obey', () => {
  fc.assert(
    fc.property(view, (any) => {
      const { lines } = frameOf(any, colourPaint)
      expect(lines).toHaveLength(any.rows)
      for (const line of lines) {
        expect(displayWidth(line)).toBeLessThanOrEqual(any.columns)
        expect(stripVTControlCharacters(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/)
      }
    }),
    { numRuns: 300 },
  )
})

test('every node is within reach once, whichever way its parents point', () => {
  const nodes = fc.array(fc.record({ parent: fc.nat({ max: 60 }), node }), { maxLength: 40 }).map((drawn) =>
    drawn.map(({ parent, node: one }, index) => ({
      ...one,
      key: `web/n${index}@sim`,
      parent: parent < drawn.length ? `web/n${parent}@sim` : null,
      host: 'sim',
      vmid: null,
      message: '',
      fix: null,
    })),
  )
  fc.assert(
    fc.property(nodes, view, fc.integer({ min: 0, max: 60 }), (given, any, page) => {
      const shown = { ...any, state: liveState({ nodes: given }), columns: 220, hideReady: false }
      const lines = bodyRows(shown, page).map((row) =>
        row()
          .map(({ text: part }) => part)
          .join(''),
      )
      given.forEach(({ state: word }, index) => {
        expect(
          lines.filter((line) => new RegExp(` (web/)?n${index} +${word} `).test(line)),
          `n${index}`,
        ).toHaveLength(1)
      })
    }),
    { numRuns: 100 },
  )
})
