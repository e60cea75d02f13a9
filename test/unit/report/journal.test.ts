/** What systemd's journal is given. */
import { expect, test } from 'vitest'
import { isJournal, journalLine } from '../../../src/report/journal.ts'
import { runEvent } from './documents.ts'

test('a line has its priority, no time, no colour and nothing that ends it', () => {
  const event = { ...runEvent, key: 'shop/web', reason: 'Held', message: 'wants\na restart\u001b[31m' }
  expect(journalLine({ ...event, warning: true })).toBe('<4>shop/web  Held: wants a restart\\u001b[31m')
  expect(journalLine({ ...event, warning: false })).toMatch(/^<6>shop\/web {2}Held/)
  expect(journalLine({ ...runEvent, key: null, host: 'hv0', reason: 'Silent', message: '', warning: true })).toBe(
    '<4>host hv0  Silent',
  )
})

test('the journal is told by what systemd sets, but for a terminal', () => {
  expect(isJournal({ JOURNAL_STREAM: '8:1234' }, {})).toBe(true)
  expect(isJournal({ JOURNAL_STREAM: '8:1234' }, { isTTY: true })).toBe(false)
  expect(isJournal({ JOURNAL_STREAM: '' }, {})).toBe(false)
  expect(isJournal({}, {})).toBe(false)
})
