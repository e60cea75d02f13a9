/** Asking between real processes: one holds the lease and looks for requests, this one asks it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { readHolder, takeLease } from '../../state/sqlite/lease.ts'
import { openMailbox } from '../../state/sqlite/mailbox.ts'
import { openStore } from '../../state/sqlite/open-store.ts'
import type { Mailbox } from '../../state/store.ts'
import { StateError } from '../../state/state-error.ts'
import { folder } from './processes.ts'

async function startTaker(dir: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'request-taker.ts'), dir, 'home'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  return child
}

function mailboxOf(dir: string): Mailbox {
  const mailbox = openMailbox(dir, 'home')
  if (!mailbox) throw new Error('no mailbox')
  onTestFinished(() => mailbox.close())
  return mailbox
}

const request = (body: string, expires = Date.now() + 60_000) =>
  ({ verb: 'reconcile', body, pid: process.pid, created: Date.now(), expires }) as const

/** Looks until the request has an answer; the test's own time limit ends it otherwise. */
async function answerOf(mailbox: Mailbox, id: number): Promise<string> {
  for (;;) {
    const answer = mailbox.find(id)?.answer
    if (answer !== undefined) return answer
    await setTimeout(5)
  }
}

test('one that may not write itself asks the holder, follows its events and reads its answer', async () => {
  const dir = folder()
  const { pid } = await startTaker(dir)
  expect(() => takeLease(dir, 'home', { pid: 1, command: 'second', started: 1 })).toThrow(StateError)
  const mailbox = mailboxOf(dir)

  const { id } = mailbox.ask(request('first'))
  expect(await answerOf(mailbox, id)).toBe('done: first')
  expect(mailbox.events(0).map(({ message }) => message)).toEqual(['first'])
  expect(readHolder(dir, 'home')?.pid).toBe(pid)
})

test('what has expired, or was withdrawn, is never taken up; what came after it is', async () => {
  const dir = folder()
  openStore(dir, 'home').close()
  const mailbox = mailboxOf(dir)
  const expired = mailbox.ask(request('expired', Date.now() - 1))
  const withdrawn = mailbox.ask(request('withdrawn'))
  mailbox.withdraw(withdrawn.id)
  const good = mailbox.ask(request('good'))

  await startTaker(dir)
  expect(await answerOf(mailbox, good.id)).toBe('done: good')
  expect(mailbox.find(expired.id)?.state).toBe('open')
  expect(mailbox.events(0).map(({ message }) => message)).toEqual(['good'])
})

test('many that ask at once are all answered, each with its own', async () => {
  const dir = folder()
  await startTaker(dir)
  const bodies = Array.from({ length: 20 }, (_, index) => `request ${index}`)
  const answers = await Promise.all(
    bodies.map((body) => {
      const mailbox = mailboxOf(dir)
      return answerOf(mailbox, mailbox.ask(request(body)).id)
    }),
  )
  expect(answers).toEqual(bodies.map((body) => `done: ${body}`))
})
