/** The lease within one process; that death frees it is shown with real processes in test/system. */
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHolder, takeLease } from '../../../state/sqlite/lease.ts'
import { openStore } from '../../../state/sqlite/open-store.ts'
import { StateError } from '../../../state/state-error.ts'
import { stateError, temporaryFolder } from './fixtures.ts'

const me = { pid: 4711, command: 'homestak reconcile manifests/ --watch', started: 1000 }

test('a second taker is refused and told who holds the lease', () => {
  const dir = temporaryFolder()
  const lease = takeLease(dir, 'home', me)
  const { code, holder, message } = stateError(() => takeLease(dir, 'home', { ...me, pid: 4712 }))
  expect([code, holder]).toEqual(['held', me])
  expect(message).toContain('4711')
  expect(message).toContain('homestak reconcile manifests/ --watch')
  lease.release()
})

test('the lease is one site’s, and does not keep anybody from the store', () => {
  const dir = temporaryFolder()
  const lease = takeLease(dir, 'home', me)
  takeLease(dir, 'lab', me).release()
  openStore(dir, 'home').close()
  expect(readHolder(dir, 'home')).toEqual(me)
  lease.release()
})

test('a released lease has no holder and can be taken again; releasing twice is nothing', () => {
  const dir = temporaryFolder()
  const lease = takeLease(dir, 'home', me)
  lease.release()
  expect(readHolder(dir, 'home')).toBeUndefined()
  const next = takeLease(dir, 'home', { ...me, pid: 4712 })
  lease.release()
  expect(readHolder(dir, 'home')?.pid).toBe(4712)
  next.release()
})

test('looking for the holder makes nothing and frees nothing', () => {
  const dir = temporaryFolder()
  expect(readHolder(dir, 'home')).toBeUndefined()
  const lease = takeLease(dir, 'home', me)
  readHolder(dir, 'home')
  expect(() => takeLease(dir, 'home', me)).toThrow(StateError)
  lease.release()
})

test('what a dead holder wrote does not count, and a broken file beside a held lease only loses the name', () => {
  const dir = temporaryFolder()
  takeLease(dir, 'home', me).release()
  writeFileSync(join(dir, 'home', 'lease.json'), JSON.stringify(me))
  expect(readHolder(dir, 'home')).toBeUndefined()
  const lease = takeLease(dir, 'home', me)
  writeFileSync(join(dir, 'home', 'lease.json'), '{')
  expect(() => takeLease(dir, 'home', me)).toThrow('another homestak writes')
  lease.release()
})

test('the files of the lease are their owner’s alone', () => {
  const dir = temporaryFolder()
  const lease = takeLease(dir, 'home', me)
  for (const file of ['lease.db', 'lease.json']) expect(statSync(join(dir, 'home', file)).mode & 0o777).toBe(0o600)
  lease.release()
})
