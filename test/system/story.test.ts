/** What homestak promises about guests, carried out by its own processes against a simulated host, and looked at by API. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder, manifest, run, simulate, there, write, type SimulatedHost } from './processes.ts'

const shop = (nodes: Readonly<Record<string, string>>, more?: string) => ({
  'manifests/shop.yaml': manifest('shop', nodes, more),
})

/** A host on which these manifests have been reconciled. */
async function converged(files: Readonly<Record<string, string>>) {
  const cwd = folder(files)
  const sim = await simulate(cwd)
  expect(await run(cwd, 'reconcile', 'manifests/', ...there)).toMatchObject({ code: 0 })
  return { cwd, sim }
}

const reconcile = (cwd: string, ...more: readonly string[]) => run(cwd, 'reconcile', ...more, ...there)
const difference = (cwd: string, ...more: readonly string[]) => run(cwd, 'diff', '--exit-code', ...more, ...there)
const nothing = { code: 0, out: expect.stringMatching(/^\d+ unchanged\n$/) }

const loseState = (cwd: string): void => rmSync(join(cwd, 'state'), { recursive: true })

/** Everything about a guest that could be touched. */
const photo = async ({ config, guests }: SimulatedHost, vmid: number): Promise<unknown> => [
  await config(vmid),
  (await guests()).find((guest) => guest.vmid === vmid),
]

test('from nothing to converged, through drift by hand, without a state, to a removal', async () => {
  const web = 'vmid: 9101, preset: vm-small, tags: [blue]'
  const cwd = folder(shop({ db: 'vmid: 9100', web: `${web}, depends_on: [db]` }))
  const sim = await simulate(cwd)
  const announced = await run(cwd, 'diff', 'manifests/', ...there)
  expect(announced).toMatchObject({ code: 0, out: expect.stringMatching(/\n2 create\n$/) })
  expect(await difference(cwd)).toMatchObject({ code: 4, out: announced.out })
  expect(await sim.guests()).toEqual([])
  expect(await reconcile(cwd, 'manifests/')).toMatchObject({ code: 0 })
  expect(await difference(cwd)).toMatchObject(nothing)

  await sim.call('POST', '/nodes/pve/qemu/9101/status/stop')
  await sim.call('PUT', '/nodes/pve/qemu/9101/config', { cores: 1, tags: 'homestak;mine' })
  expect(await difference(cwd)).toMatchObject({ code: 4, out: expect.stringMatching(/cores: 1 -> 2\n[^]*1 update/) })
  expect(await reconcile(cwd)).toMatchObject({ code: 0 })
  const repaired = await sim.config(9101)
  expect(repaired['cores']).toBe('2')
  // What a person added stays.
  expect(repaired['tags']?.split(';').toSorted()).toEqual(['blue', 'homestak', 'mine'])
  expect((await sim.guests()).map(({ status }) => status)).toEqual(['running', 'running'])

  loseState(cwd)
  expect(await difference(cwd)).toMatchObject(nothing)
  expect(await reconcile(cwd)).toMatchObject({ code: 0, out: expect.stringContaining(' 0 writes)') })

  write(cwd, shop({ db: 'vmid: 9100' }))
  expect(await reconcile(cwd)).toMatchObject({ code: 0, out: expect.stringMatching(/^destroyed +shop\/web /m) })
  expect((await sim.guests()).map(({ vmid }) => vmid)).toEqual([9100])
  expect((await sim.volumes()).filter((volid) => !volid.includes('9100'))).toEqual([])
})

describe('a guest that homestak did not make', () => {
  test.each([
    ['under the vmid that is declared', { vmid: 9100, name: 'theirs' }, 'vmid 9100'],
    ['under the name that is declared', { vmid: 500, name: 'db' }, 'guest 500'],
  ])('%s is not touched, and the run says so', async (_, theirs, named) => {
    const cwd = folder(shop({ db: 'vmid: 9100' }))
    const sim = await simulate(cwd)
    await sim.call('POST', '/nodes/pve/qemu', { ...theirs, memory: 512 })
    const before = await photo(sim, theirs.vmid)
    const { code, out } = await reconcile(cwd)
    expect(code).toBe(5)
    expect(out).toContain('held, ForeignGuest')
    expect(out).toContain(named)
    expect(await photo(sim, theirs.vmid)).toEqual(before)
    expect(await sim.guests()).toHaveLength(1)
    expect(await sim.volumes()).toEqual([])
  })

  test('but cloned from one of its is left alone, also when the original is gone', async () => {
    const { cwd, sim } = await converged(shop({ db: 'vmid: 9100', web: 'vmid: 9101' }))
    await sim.call('POST', '/nodes/pve/qemu/9101/clone', { newid: 500, full: 1 })
    await sim.call('POST', '/nodes/pve/qemu/9101/status/stop')
    await sim.call('DELETE', '/nodes/pve/qemu/9101')
    const before = await photo(sim, 500)
    expect(JSON.stringify(before)).toContain('homestak:1')
    write(cwd, shop({ db: 'vmid: 9100' }))
    expect(await reconcile(cwd)).toMatchObject({ code: 0 })
    expect(await photo(sim, 500)).toEqual(before)
    expect((await sim.guests()).map(({ vmid }) => vmid)).toEqual([500, 9100])
  })
})

test('two directories of one site are reconciled in turn, with a state or without, and leave each other alone', async () => {
  const cwd = folder({
    'one/shop.yaml': manifest('shop', { db: 'vmid: 9100' }),
    'two/blog.yaml': manifest('blog', { app: 'vmid: 9200' }),
  })
  const sim = await simulate(cwd)
  const both = [9100, 9200]
  for (const directory of ['one', 'two', 'one']) expect(await reconcile(cwd, directory)).toMatchObject({ code: 0 })
  expect((await sim.guests()).map(({ vmid }) => vmid)).toEqual(both)
  loseState(cwd)
  for (const directory of ['two', 'one']) {
    expect(await reconcile(cwd, directory)).toMatchObject({ code: 0, out: expect.stringContaining(' 0 writes)') })
  }
  expect((await sim.guests()).map(({ vmid }) => vmid)).toEqual(both)
})

test('a manifest under a new name is held; with the line that is shown its guests are taken over', async () => {
  const { cwd, sim } = await converged(shop({ db: 'vmid: 9100' }))
  const uid = (await sim.config(9100))['description']
  const renamed = (more?: string) => ({ 'manifests/shop.yaml': manifest('store', { db: 'vmid: 9100' }, more) })
  write(cwd, renamed())
  const held = await reconcile(cwd)
  expect(held.code).toBe(5)
  const [line] = /moved_from: [^ ;`]+/.exec(held.out) ?? []
  expect(line).toBe('moved_from: shop')
  expect((await sim.config(9100))['description']).toBe(uid)
  write(cwd, renamed(line))
  expect(await reconcile(cwd)).toMatchObject({ code: 0, out: expect.stringMatching(/^ready +store\/db /m) })
  expect((await sim.config(9100))['description']).toContain('"manifest":"store"')
  expect(await difference(cwd)).toMatchObject(nothing)
})

test('a protected guest outlives the removal of its node, though the state is lost', async () => {
  const { cwd, sim } = await converged(shop({ db: 'vmid: 9100, protect: true', web: 'vmid: 9101' }))
  loseState(cwd)
  write(cwd, shop({ web: 'vmid: 9101' }))
  const before = await photo(sim, 9100)
  expect(await reconcile(cwd)).toMatchObject({ code: 5, out: expect.stringContaining('held, Protected') })
  expect(await photo(sim, 9100)).toEqual(before)
})

test('a site-config without an id writes nothing; with the line that is shown it does', async () => {
  const cwd = folder(shop({ db: 'vmid: 9100' }))
  const sim = await simulate(cwd)
  const rest = 'defaults: { host: sim, bridge: vmbr0 }\n'
  write(cwd, { 'site/site.yaml': rest })
  const refused = await reconcile(cwd)
  expect(refused).toMatchObject({ code: 3, out: '' })
  const [, line = ''] = /add this line at its top: (id: .*)$/m.exec(refused.err) ?? []
  expect(await sim.guests()).toEqual([])
  write(cwd, { 'site/site.yaml': `${line}\n${rest}` })
  expect(await reconcile(cwd)).toMatchObject({ code: 0 })
  expect(await difference(cwd)).toMatchObject(nothing)
})
