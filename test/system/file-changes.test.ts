/** What is told of changes on a real file system. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock, type Clock } from '../../src/clock.ts'
import { watchFiles } from '../../src/cli/file-changes.ts'
import { folder, until } from './processes.ts'

/** Pictures of all manifests, one for each time that something was told. */
async function watched(files: Readonly<Record<string, string>>, path = 'manifests', clock: Clock = systemClock) {
  const dir = folder({ 'site/site.yaml': 'id: a\n', 'site/nodes/hv0.yaml': 'node: hv0\n', ...files })
  const told: string[] = []
  const look = () => {
    const names = readdirSync(join(dir, 'manifests')).filter((name) => name.endsWith('.yaml'))
    return names
      .toSorted()
      .map((name) => `${name} ${readFileSync(join(dir, 'manifests', name), 'utf8')}`)
      .join('')
  }
  const stop = watchFiles({ clock, paths: [join(dir, path)], siteConfig: join(dir, 'site') }, () => told.push(look()))
  onTestFinished(stop)
  // Until the system tells of changes, one is made again and again.
  const probe = join(dir, 'site/nodes/probe.yaml')
  await until(() => {
    writeFileSync(probe, `${Math.random()}\n`)
    return told.length > 0
  })
  rmSync(probe)
  await quiet()
  told.length = 0
  return { dir, told, manifests: join(dir, 'manifests') }
}

/** Longer than a burst and its end; in turns, so that a machine that stood still for so long tells of changes first. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await systemClock.sleep(50)
}

/** A twentieth as fast: a burst stays one, and a file young, however slow the machine is. */
function slowClock(): Clock {
  const start = systemClock.now()
  return { ...systemClock, now: () => start + (systemClock.now() - start) / 20 }
}

test('temporary files of editors, and what is no manifest, tell nothing', async () => {
  const { manifests, told } = await watched({ 'manifests/a.yaml': 'a\n' })
  for (const name of ['.a.yaml.swp', '4913', 'a.yaml~', '#a.yaml#', 'README.md', '.git']) {
    writeFileSync(join(manifests, name), 'x')
    rmSync(join(manifests, name))
  }
  await quiet()
  expect(told).toEqual([])
})

test('five hundred files at once are told in a few words, the last of which sees all of them', async () => {
  const { manifests, told } = await watched({ 'manifests/a.yaml': 'a\n' }, 'manifests', slowClock())
  for (let index = 0; index < 500; index++) writeFileSync(join(manifests, `m${index}.yaml`), `${index}\n`)
  await until(() => told.at(-1)?.split('.yaml').length === 502)
  expect(told.length).toBeLessThan(20)
})

test('a file whose last line has no end yet is told once it is whole', async () => {
  const { manifests, told } = await watched({ 'manifests/a.yaml': 'a\n' }, 'manifests', slowClock())
  writeFileSync(join(manifests, 'a.yaml'), 'memory: 4')
  await systemClock.sleep(150)
  appendFileSync(join(manifests, 'a.yaml'), '096\n')
  await until(() => told.length > 0)
  expect(told).toEqual(['a.yaml memory: 4096\n'])
})

test('a file that never gets its last line end is told all the same', async () => {
  const { manifests, told } = await watched({ 'manifests/a.yaml': 'a\n' })
  writeFileSync(join(manifests, 'a.yaml'), 'memory: 4096')
  await until(() => told.length > 0)
  expect(told.at(-1)).toBe('a.yaml memory: 4096')
})

test('one file as PATH is followed through a rename, and its neighbours tell nothing', async () => {
  const { manifests, dir, told } = await watched({ 'manifests/a.yaml': 'a\n' }, 'manifests/a.yaml')
  writeFileSync(join(manifests, 'b.yaml'), 'b\n')
  await quiet()
  expect(told).toEqual([])
  writeFileSync(join(dir, 'draft'), 'anew\n')
  renameSync(join(dir, 'draft'), join(manifests, 'a.yaml'))
  await until(() => told.at(-1)?.startsWith('a.yaml anew') === true)
})

test('the site-config tells, also of a new host; a folder that was away is followed again', async () => {
  const { dir, manifests, told } = await watched({ 'manifests/a.yaml': 'a\n' })
  writeFileSync(join(dir, 'site/nodes/hv1.yaml'), 'node: hv1\n')
  await until(() => told.length > 0)
  expect(told).toEqual(['a.yaml a\n'])
  renameSync(manifests, join(dir, 'away'))
  mkdirSync(manifests)
  writeFileSync(join(manifests, 'c.yaml'), 'c\n')
  await until(() => told.at(-1) === 'c.yaml c\n')
  writeFileSync(join(manifests, 'c.yaml'), 'd\n')
  await until(() => told.at(-1) === 'c.yaml d\n')
})
