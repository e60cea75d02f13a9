/** The lease and the journal between real processes, one of which is killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { readHolder, takeLease } from '../../state/sqlite/lease.ts'
import { openStore, peekStore } from '../../state/sqlite/open-store.ts'
import { StateError } from '../../state/state-error.ts'

const me = { pid: process.pid, command: 'homestak diff', started: 1 }

/** Starts a holder, runs `meanwhile` once it works, kills it with SIGKILL; the intents it told of until its end. */
async function killedHolder(dir: string, meanwhile: (pid: number | undefined) => void): Promise<number[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'lease-holder.ts'), dir, 'home'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
  const told: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(Number(line))
    if (told.length !== 20) continue
    meanwhile(child.pid)
    child.kill('SIGKILL')
  }
  expect(await ended).toBe('SIGKILL')
  return told
}

test('a holder that is killed has lost the lease, and every intent it began is in the journal', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'homestak-lease-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))

  const told = await killedHolder(dir, (pid) => {
    expect(readHolder(dir, 'home')).toMatchObject({ pid, command: 'homestak reconcile' })
    expect(() => takeLease(dir, 'home', me)).toThrow(StateError)
    const reader = peekStore(dir, 'home')
    expect(reader?.openIntents().length).toBeGreaterThanOrEqual(20)
    reader?.close()
  })

  expect(readHolder(dir, 'home')).toBeUndefined()
  const lease = takeLease(dir, 'home', me)
  expect(readHolder(dir, 'home')).toEqual(me)
  const store = openStore(dir, 'home')
  const journal = store.openIntents().map(({ id }) => id)
  expect(journal.slice(0, told.length)).toEqual(told)
  store.close()
  lease.release()
})

/** Looks who holds the lease, and is put to sleep in the middle of it. */
const sleepy = `
const { DatabaseSync } = require('node:sqlite')
const db = new DatabaseSync(process.argv[1], { readOnly: true })
db.exec('BEGIN')
db.prepare('SELECT count(*) FROM sqlite_schema').get()
console.log('asleep')
setTimeout(() => db.close(), 1500)
`

test('one that merely looks keeps nobody from the lease, however slow it is', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'homestak-lease-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  takeLease(dir, 'home', me).release()
  const reader = spawn(process.execPath, ['-e', sleepy, join(dir, 'home/lease.db')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void reader.kill('SIGKILL'))
  await once(reader.stdout, 'data')
  const lease = takeLease(dir, 'home', me)
  expect(readHolder(dir, 'home')).toEqual(me)
  lease.release()
})
