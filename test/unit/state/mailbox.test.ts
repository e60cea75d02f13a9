/** Requests from both of their ends, within one process; two processes are in test/system. */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openMailbox } from '../../../state/sqlite/mailbox.ts'
import { migrate } from '../../../state/sqlite/migrate.ts'
import { migrations } from '../../../state/sqlite/migrations.ts'
import { openStore } from '../../../state/sqlite/open-store.ts'
import type { Mailbox, Store } from '../../../state/store.ts'
import { stateError, temporaryFolder } from './fixtures.ts'

const day = 24 * 60 * 60 * 1000
const request = { verb: 'reconcile', body: '{"replace":["web/db"]}', pid: 4712, created: 1000, expires: 2000 } as const

let dir: string
let store: Store
let mailbox: Mailbox
beforeEach(() => {
  dir = temporaryFolder()
  store = openStore(dir, 'home')
  const opened = openMailbox(dir, 'home')
  if (!opened) throw new Error('no mailbox')
  mailbox = opened
  onTestFinished(() => {
    mailbox.close()
    store.close()
  })
})

describe('a request', () => {
  test('is seen by the holder as it was asked, oldest first', () => {
    const first = mailbox.ask(request)
    const second = mailbox.ask({ ...request, verb: 'destroy', created: 999 })
    expect(first).toEqual({ ...request, id: first.id, state: 'open' })
    expect(store.openRequests(1500)).toEqual([first, second])
  })

  test('counts no more from the moment it expires', () => {
    mailbox.ask(request)
    expect(store.openRequests(1999)).toHaveLength(1)
    expect(store.openRequests(2000)).toEqual([])
  })

  test('can be taken up once, and then stays although its time is over', () => {
    const { id } = mailbox.ask(request)
    expect([store.takeRequest(id), store.takeRequest(id)]).toEqual([true, false])
    expect(store.openRequests(1500)).toEqual([])
    expect(store.openRequests(2000 + 2 * day)).toEqual([])
    expect(mailbox.find(id)?.state).toBe('taken')
  })

  test('that was withdrawn cannot be taken up', () => {
    const { id } = mailbox.ask(request)
    const [seen] = store.openRequests(1500)
    mailbox.withdraw(id)
    expect(store.takeRequest(seen?.id ?? 0)).toBe(false)
    expect(mailbox.find(id)).toBeUndefined()
  })

  test('that was withdrawn after it was taken up is answered to nobody', () => {
    const { id } = mailbox.ask(request)
    store.takeRequest(id)
    mailbox.withdraw(id)
    mailbox.withdraw(id)
    store.answerRequest(id, 'ended', '{}')
    expect(mailbox.find(id)).toBeUndefined()
  })

  test.each(['ended', 'refused'] as const)('that was %s tells its answer', (state) => {
    const { id } = mailbox.ask(request)
    store.answerRequest(id, state, 'as it went')
    expect(mailbox.find(id)).toEqual({ ...request, id, state, answer: 'as it went' })
  })

  test('that was taken up by one who died is refused by the next, and one that waits is left', () => {
    const [taken, waiting] = [mailbox.ask(request), mailbox.ask(request)]
    store.takeRequest(taken.id)
    store.abandonRequests('it died')
    expect(mailbox.find(taken.id)).toMatchObject({ state: 'refused', answer: 'it died' })
    expect(mailbox.find(waiting.id)?.state).toBe('open')
  })

  test('never gets the number of one that was withdrawn', () => {
    const { id } = mailbox.ask(request)
    mailbox.withdraw(id)
    expect(mailbox.ask(request).id).toBeGreaterThan(id)
  })

  test('that took longer than a day is kept for a day after its end', () => {
    const { id } = mailbox.ask(request)
    store.takeRequest(id)
    store.answerRequest(id, 'ended', '{}')
    store.openRequests(5 * day)
    store.openRequests(6 * day)
    expect(mailbox.find(id)?.state).toBe('ended')
    store.openRequests(6 * day + 1)
    expect(mailbox.find(id)).toBeUndefined()
  })

  test('that nobody ever took up is forgotten a day after it expired', () => {
    const { id } = mailbox.ask(request)
    store.openRequests(2000 + day)
    expect(mailbox.find(id)).toBeDefined()
    store.openRequests(2001 + day)
    expect(mailbox.find(id)).toBeUndefined()
  })
})

test('looking for requests neither writes nor waits for a writer where nothing is to be forgotten', () => {
  mailbox.ask(request)
  const { id } = mailbox.ask(request)
  store.answerRequest(id, 'ended', '{}')
  store.openRequests(1500)
  const writer = new DatabaseSync(join(dir, 'home', 'state.db'))
  onTestFinished(() => writer.close())
  writer.exec('BEGIN IMMEDIATE')
  expect(store.openRequests(1600)).toHaveLength(1)
})

test('the mailbox follows the events that the holder appends', () => {
  const event = {
    time: 1,
    host: 'hv0',
    manifest: 'web',
    node: 'db',
    reason: 'Created',
    message: 'made',
    warning: false,
  }
  const { seq } = store.appendEvent(event)
  const next = store.appendEvent(event)
  expect(mailbox.events(seq)).toEqual([next])
  expect(mailbox.events(next.seq)).toEqual([])
})

describe('there is no mailbox', () => {
  test('where no state is, and looking makes none', () => {
    expect(openMailbox(dir, 'lab')).toBeUndefined()
    expect(existsSync(join(dir, 'lab'))).toBe(false)
  })

  test('in a state that its holder has not brought up to date yet', () => {
    mkdirSync(join(dir, 'lab'))
    const path = join(dir, 'lab', 'state.db')
    writeFileSync(path, '')
    expect(openMailbox(dir, 'lab')).toBeUndefined()
    const db = new DatabaseSync(path)
    migrate(db, path, migrations.slice(0, 1))
    db.close()
    expect(openMailbox(dir, 'lab')).toBeUndefined()
  })

  test('in a state of a newer homestak, which is said', () => {
    const db = new DatabaseSync(join(dir, 'home', 'state.db'))
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(stateError(() => openMailbox(dir, 'home')).code).toBe('newer')
  })
})

test('a mailbox leaves the files their owner’s alone, and none behind', () => {
  mailbox.ask(request)
  for (const file of readdirSync(join(dir, 'home'))) {
    expect([file, statSync(join(dir, 'home', file)).mode & 0o777]).toEqual([file, 0o600])
  }
  store.close()
  mailbox.close()
  expect(readdirSync(join(dir, 'home'))).toEqual(['state.db'])
  store = openStore(dir, 'home')
  expect(store.openRequests(1500)).toHaveLength(1)
  mailbox = openMailbox(dir, 'home') ?? mailbox
})
