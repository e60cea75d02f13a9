/** Files of the state: who may read them, what is made, and what is said when they cannot be used. */
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { readHolder } from '../../../state/sqlite/lease.ts'
import { migrate } from '../../../state/sqlite/migrate.ts'
import { migrations } from '../../../state/sqlite/migrations.ts'
import { openStore, peekStore } from '../../../state/sqlite/open-store.ts'
import { withTrouble } from '../../../state/sqlite/trouble.ts'
import { aNode, anIntent, stateError, temporaryFolder } from './fixtures.ts'

const key = { host: 'hv0', manifest: 'web', node: 'db' }
const mode = (path: string) => statSync(path).mode & 0o777

describe('files', () => {
  const umask = process.umask()
  afterEach(() => {
    process.umask(umask)
  })

  test.each([0o000, 0o022, 0o077])('are their owner’s alone under umask %o', (mask) => {
    const dir = join(temporaryFolder(), 'new')
    process.umask(mask)
    const store = openStore(dir, 'home')
    store.beginIntent(anIntent())
    expect(mode(join(dir, 'home'))).toBe(0o700)
    const files = readdirSync(join(dir, 'home'))
    expect(files).toContain('state.db-wal')
    for (const file of files) expect([file, mode(join(dir, 'home', file))]).toEqual([file, 0o600])
    store.close()
  })

  test('that others could read are closed to them', () => {
    const dir = temporaryFolder()
    openStore(dir, 'home').close()
    chmodSync(join(dir, 'home'), 0o755)
    chmodSync(join(dir, 'home', 'state.db'), 0o644)
    openStore(dir, 'home').close()
    expect([mode(join(dir, 'home')), mode(join(dir, 'home', 'state.db'))]).toEqual([0o700, 0o600])
  })

  test('of a state folder that was there before keep the folder’s own mode', () => {
    const dir = temporaryFolder()
    chmodSync(dir, 0o755)
    openStore(dir, 'home').close()
    expect(mode(dir)).toBe(0o755)
  })

  test.each(['', '..', 'a/b'])('cannot be put outside the state folder by the site %j', (site) => {
    expect(() => openStore(temporaryFolder(), site)).toThrow(RangeError)
  })
})

describe('peekStore', () => {
  test('makes nothing where nothing is', () => {
    const dir = join(temporaryFolder(), 'absent')
    expect(peekStore(dir, 'home')).toBeUndefined()
    expect(existsSync(dir)).toBe(false)
  })

  test('takes a file that a writer died over before its first table for no state', () => {
    const dir = temporaryFolder()
    mkdirSync(join(dir, 'home'))
    writeFileSync(join(dir, 'home', 'state.db'), '')
    expect(peekStore(dir, 'home')).toBeUndefined()
    expect(statSync(join(dir, 'home', 'state.db')).size).toBe(0)
  })

  test('reads beside a writer, sees what it commits, and leaves no file behind', () => {
    const dir = temporaryFolder()
    const writer = openStore(dir, 'home')
    const reader = peekStore(dir, 'home')
    writer.saveNode(aNode())
    expect(reader?.node(key)).toEqual(aNode())
    writer.close()
    reader?.close()
    expect(readdirSync(join(dir, 'home'))).toEqual(['state.db'])
  })

  test('reads what an older homestak stored, and what that did not know is empty', () => {
    const dir = temporaryFolder()
    const path = join(dir, 'home', 'state.db')
    mkdirSync(join(dir, 'home'))
    const older = new DatabaseSync(path)
    migrate(older, path, migrations.slice(0, 1))
    older.exec(`INSERT INTO events (time, reason, message, warning) VALUES (1, 'Tick', '', 0)`)
    older.close()
    const reader = peekStore(dir, 'home')
    expect(reader?.events(0)).toHaveLength(1)
    expect([
      reader?.problems(),
      reader?.watch(),
      reader?.sightings('home'),
      reader?.takings(0),
      reader?.begunZones(),
    ]).toEqual([[], undefined, [], [], []])
    reader?.close()
    const writer = openStore(dir, 'home')
    writer.saveProblems('/m', [])
    expect(writer.events(0)).toHaveLength(1)
    writer.close()
  })

  test('cannot write', () => {
    const dir = temporaryFolder()
    openStore(dir, 'home').close()
    const reader = peekStore(dir, 'home')
    if (!reader || !('saveNode' in reader) || typeof reader.saveNode !== 'function') throw new Error('no reader')
    const { saveNode } = reader
    expect(stateError(() => saveNode(aNode())).message).toContain('read-only')
    expect(reader.nodes()).toEqual([])
  })
})

describe('a state that cannot be used', () => {
  test('names the file that is damaged and what to do about it', () => {
    const dir = temporaryFolder()
    mkdirSync(join(dir, 'home'))
    writeFileSync(join(dir, 'home', 'state.db'), 'no database at all, but long enough to look like one\n'.repeat(50))
    for (const open of [openStore, peekStore]) {
      const error = stateError(() => open(dir, 'home'))
      expect(error.code).toBe('unusable')
      expect(error.message).toContain(join(dir, 'home', 'state.db'))
      expect(error.message).toContain('damaged')
      expect(error.hint).toContain('move this folder away')
    }
  })

  test('names a row that is damaged the same way', () => {
    const dir = temporaryFolder()
    const store = openStore(dir, 'home')
    store.saveNode(aNode())
    const db = new DatabaseSync(join(dir, 'home', 'state.db'))
    db.exec(`UPDATE nodes SET conditions = '[{"type":'`)
    db.close()
    expect(stateError(() => store.nodes()).message).toContain('damaged')
    store.close()
  })

  test('says that a file is where the folder should be', () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(stateError(() => openStore(file, 'home')).message).toContain('a file is in the way')
    expect(stateError(() => openStore(join(file, 'below'), 'home')).message).toContain('a file is in the way')
    expect(peekStore(file, 'home')).toBeUndefined()
  })

  test('says that a link on the way leads nowhere', () => {
    const link = join(temporaryFolder(), 'link')
    symlinkSync('/nowhere/at/all', link)
    expect(stateError(() => openStore(link, 'home')).message).toContain('leads nowhere')
  })

  // The superuser may look anywhere.
  test.skipIf(process.getuid?.() === 0)('is not taken for none when it is hidden from us', () => {
    const dir = temporaryFolder()
    openStore(dir, 'home').close()
    chmodSync(join(dir, 'home'), 0o000)
    onTestFinished(() => chmodSync(join(dir, 'home'), 0o700))
    expect(stateError(() => peekStore(dir, 'home')).message).toContain('permission denied')
    expect(stateError(() => readHolder(dir, 'home')).message).toContain('permission denied')
  })

  test('is not touched when a newer homestak wrote it', () => {
    const dir = temporaryFolder()
    openStore(dir, 'home').close()
    const db = new DatabaseSync(join(dir, 'home', 'state.db'))
    db.exec('PRAGMA user_version = 99')
    db.close()
    for (const open of [openStore, peekStore]) expect(stateError(() => open(dir, 'home')).code).toBe('newer')
  })

  test('reports a full disk as such, keeps what was there, and goes on once there is room', () => {
    const dir = temporaryFolder()
    const store = openStore(dir, 'home')
    store.saveNode(aNode())
    store.close()
    const db = new DatabaseSync(join(dir, 'home', 'state.db'))
    const pages = db.prepare('PRAGMA page_count').get()?.['page_count']
    db.exec(`PRAGMA max_page_count = ${String(pages)}`)
    const insert = db.prepare(`INSERT INTO events (time, reason, message, warning) VALUES (1, 'Tick', ?, 0)`)
    const error = stateError(() => withTrouble(dir, () => insert.run('x'.repeat(100_000))))
    expect(error.code).toBe('full')
    expect(error.message).toContain('no room')
    db.close()
    const again = openStore(dir, 'home')
    expect(again.node(key)).toEqual(aNode())
    again.appendEvent({ time: 1, reason: 'Tick', message: '', warning: false })
    again.close()
  })

  test.each([
    ['ENOSPC', 'full'],
    ['EACCES', 'unusable'],
    ['EROFS', 'unusable'],
  ])('tells %s of the file system as %s', (code, told) => {
    const failing = () => {
      throw Object.assign(new Error(code), { code, syscall: 'open' })
    }
    expect(stateError(() => withTrouble('/state', failing)).code).toBe(told)
  })

  test('does not blame the state for a mistake of ours', () => {
    const failing = () => {
      throw new TypeError('wrong')
    }
    expect(() => withTrouble('/state', failing)).toThrow(TypeError)
  })
})

describe('migrations', () => {
  test('run once each, in order, over what earlier ones stored', () => {
    const db = new DatabaseSync(':memory:')
    migrate(db, 'x', ['CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)'])
    migrate(db, 'x', ['CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)', 'INSERT INTO t SELECT a + 1 FROM t'])
    expect(db.prepare('SELECT a FROM t').all()).toEqual([{ a: 1 }, { a: 2 }])
  })

  test('that fail leave the state as it was', () => {
    const db = new DatabaseSync(':memory:')
    expect(() =>
      migrate(db, 'x', ['CREATE TABLE t (a)', 'INSERT INTO t VALUES (1); INSERT INTO none VALUES (1)']),
    ).toThrow()
    expect(db.prepare('SELECT a FROM t').all()).toEqual([])
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 })
  })
})
