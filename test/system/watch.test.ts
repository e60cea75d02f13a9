/** `homestak reconcile --watch` as users run it: real files, real git, real signals, and other commands beside it. */
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { folder, manifest, run, simulate, start, there, until, type SimulatedHost } from './processes.ts'

const place = ['manifests', ...there] as const

interface Watched {
  readonly dir: string
  readonly sim: SimulatedHost
  readonly child: ReturnType<typeof start>['child']
  readonly ended: ReturnType<typeof start>['ended']
  /** All lines that it wrote to stderr so far. */
  said(): string
  names(): Promise<readonly string[]>
}

async function watching(files: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<Watched> {
  const dir = folder(files)
  const sim = await simulate(dir)
  const { child, ended } = start(dir, 'reconcile', ...place, '--watch', ...more)
  let said = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  return {
    dir,
    sim,
    child,
    ended,
    said: () => said,
    names: async () => (await sim.guests()).map(({ name }) => name).toSorted(),
  }
}

/** Stops it while it writes nothing: what it had locked would stay locked. */
async function standStill({ dir, child }: Watched): Promise<void> {
  const [path = ''] = globSync(join(dir, 'state/homestak/*/state.db'))
  const others = new DatabaseSync(path, { timeout: 60_000 })
  others.exec('BEGIN IMMEDIATE')
  child.kill('SIGSTOP')
  await until(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8').includes(') T '))
  others.close()
}

const isReady = ({ said }: Watched, key: string, times = 1) => said().split(`${key}  Ready`).length > times

test('an edit is followed, however the editor saves it; a removal is taken back or carried out', async () => {
  const watched = await watching({ 'manifests/shop.yaml': manifest('shop', { web: '' }) })
  const { dir, names } = watched
  const file = join(dir, 'manifests/shop.yaml')
  await until(() => isReady(watched, 'shop/web'))

  // As vim does: a new file takes the place of the old one, with others around it for a moment.
  writeFileSync(join(dir, 'manifests/4913'), '')
  writeFileSync(join(dir, 'manifests/.shop.yaml.swp'), 'nodes: [')
  renameSync(file, `${file}~`)
  writeFileSync(file, manifest('shop', { web: '', db: '' }))
  rmSync(join(dir, 'manifests/4913'))
  rmSync(`${file}~`)
  await until(() => isReady(watched, 'shop/db'))

  // In two halves, of which the first is a manifest, too.
  const whole = manifest('shop', { web: '', db: '', cache: '' })
  writeFileSync(file, whole.slice(0, whole.indexOf('  - { name: db') + 10))
  writeFileSync(file, whole)
  await until(() => isReady(watched, 'shop/cache'))
  expect(await names()).toEqual(['cache', 'db', 'web'])

  // By renaming a file that was written elsewhere.
  writeFileSync(join(dir, 'new.yaml'), manifest('shop', { web: '', db: '' }))
  renameSync(join(dir, 'new.yaml'), file)
  await until(() => watched.said().includes('shop/cache  Undeclared'))
  writeFileSync(file, whole)
  writeFileSync(join(dir, 'manifests/other.yaml'), manifest('other', { box: '' }))
  await until(() => isReady(watched, 'other/box'))
  rmSync(join(dir, 'manifests/other.yaml'))
  await until(() => watched.said().includes('other/box  Destroyed'))
  expect(await names()).toEqual(['cache', 'db', 'web'])

  watched.child.kill('SIGTERM')
  const { code, err } = await watched.ended
  expect(code).toBe(0)
  expect(err).toMatch(/^homestak watched for \S+: 3 ready\n$/m)
})

test('the directory goes and comes back; a broken file holds its own; a hang-up reads anew', async () => {
  const watched = await watching({
    'manifests/shop.yaml': manifest('shop', { web: '' }),
    'manifests/lab.yaml': manifest('lab', { box: '' }),
  })
  const { dir, names, said, sim } = watched
  await until(() => isReady(watched, 'shop/web') && isReady(watched, 'lab/box'))
  renameSync(join(dir, 'manifests'), join(dir, 'away'))
  await until(() => said().includes('Problem'))
  await sim.call('POST', `/nodes/${sim.told.node}/qemu/${(await sim.guests())[0]?.vmid}/status/stop`)
  renameSync(join(dir, 'away'), join(dir, 'manifests'))
  await until(() => said().includes('Mended'))
  await until(async () => (await sim.guests()).every(({ status }) => status === 'running'))
  expect(await names()).toEqual(['box', 'web'])

  writeFileSync(join(dir, 'manifests/lab.yaml'), 'nodes: [\n')
  writeFileSync(join(dir, 'manifests/shop.yaml'), manifest('shop', { web: '', db: '' }))
  await until(() => isReady(watched, 'shop/db'))
  const status = await run(dir, 'status', '--site-config', 'site')
  expect(status.out).toMatch(/manifests\/lab\.yaml:\d+:\d+: /)
  expect(status.out).toContain(`process ${watched.child.pid} watches`)

  const before = said().split('Mended').length
  writeFileSync(join(dir, 'manifests/lab.yaml'), manifest('lab', { box: '' }))
  watched.child.kill('SIGHUP')
  await until(() => said().split('Mended').length > before)
  expect(await names()).toEqual(['box', 'db', 'web'])
  watched.child.kill('SIGTERM')
  expect((await watched.ended).code).toBe(0)
})

test('what is held goes on with a command typed beside it, which follows it to the end', async () => {
  const names4 = ['a', 'b', 'c', 'd'] as const
  const watched = await watching({
    'manifests/keep.yaml': manifest('keep', { web: '' }),
    'manifests/shop.yaml': manifest('shop', { a: '', b: '', c: '', d: '' }),
  })
  const { dir, names, said } = watched
  await until(() => ['keep/web', ...names4.map((name) => `shop/${name}`)].every((key) => isReady(watched, key)))
  rmSync(join(dir, 'manifests/shop.yaml'))
  await until(() => said().includes('shop/a  Held'))
  const diff = await run(dir, 'diff', ...place)
  expect(diff.out).toContain('DestroyLimit')

  const other = await run(dir, 'reconcile', 'site', '--site-config', 'site', '-H', 'sim')
  expect(other.code).not.toBe(0)
  const beside = await run(dir, 'reconcile', ...place, '--max-destroy', '4')
  expect(beside.code, beside.err).toBe(0)
  expect(beside.out.match(/^destroyed/gm)).toHaveLength(4)
  expect(await names()).toEqual(['web'])

  const destroyed = await run(dir, 'destroy', 'keep/web', '--yes', '--site-config', 'site')
  expect(destroyed.code, destroyed.err).toBe(0)
  expect(destroyed.err).toContain('it is made anew')
  await until(() => isReady(watched, 'keep/web', 2))

  // Held by a signal: nobody answers, and whoever asks is told who.
  await standStill(watched)
  const unheard = await run(dir, 'destroy', 'keep/web', '--yes', '--site-config', 'site')
  const late = await run(dir, 'reconcile', ...place, '--timeout', '1')
  watched.child.kill('SIGCONT')
  expect(unheard.code, unheard.err).toBe(4)
  expect(unheard.err).toContain(`process ${watched.child.pid}`)
  expect(late.code, late.err).toBe(4)
  expect(late.err).toContain('was not done with it within 1 s')
  expect(await names()).toEqual(['web'])
})

test('metrics and health are served as long as it watches; a port that is taken ends it at once', async () => {
  const watched = await watching({ 'manifests/shop.yaml': manifest('shop', { web: '' }) }, '--metrics', '0')
  await until(() => isReady(watched, 'shop/web'))
  const [, base = ''] = /metrics at (http:\S+)\/metrics/.exec(watched.said()) ?? []
  const text = await (await fetch(`${base}/metrics`)).text()
  expect(text).toMatch(/^homestak_nodes\{host="sim",state="ready"\} 1$/m)
  expect((await fetch(`${base}/readyz`)).status).toBe(200)
  const port = new URL(base).port
  const second = await run(watched.dir, 'reconcile', ...place, '--watch', '--metrics', port, '--state', 'another')
  expect(second.code).toBe(2)
  expect(second.err).toContain(`127.0.0.1:${port}`)
  expect(existsSync(join(watched.dir, 'another'))).toBe(false)
})

test('options that make no sense together are refused', async () => {
  const dir = folder({ 'manifests/shop.yaml': manifest('shop', { web: '' }) })
  mkdirSync(join(dir, 'site'))
  for (const more of [
    ['--watch', '--yes'],
    ['--watch', '--dry-run'],
    ['--metrics', '9100'],
    ['--drift-interval', '5'],
  ]) {
    const { code, err } = await run(dir, 'reconcile', ...place, ...more)
    expect(code, more.join(' ')).toBe(2)
    expect(err).toMatch(/--watch/)
  }
  expect(readFileSync(join(dir, 'manifests/shop.yaml'), 'utf8')).toContain('web')
})
