/** What a run that watches makes of its files: broken ones, lost ones, many at once, and those that come back. */
import { describe, expect, test } from 'vitest'
import { HomestakError } from '../../../src/errors.ts'
import { createLab, manifestsDir } from '../../lab.ts'
import { guestOf, hand, manifest, owned, photo, vm } from '../rules/scene.ts'
import { watchLab } from './watching.ts'

const broken = 'schema_version: 2\nname: shop\nnodes: [{name: web'

const files = (problems: readonly { readonly file: string }[]) => [...new Set(problems.map(({ file }) => file))]

const shopAndFarm = async () => {
  const lab = await createLab(
    { 'shop.yaml': manifest('shop', [vm('web')]), 'farm.yaml': manifest('farm', [vm('hen')]) },
    { profile: 'fast' },
  )
  const watched = await watchLab(lab)
  await watched.pass(120)
  return { lab, watched }
}

describe('a file that cannot be used', () => {
  test('holds its own nodes, and the others converge and are repaired', async () => {
    const { lab, watched } = await shopAndFarm()
    const web = guestOf(lab.simulator, 'shop/web')
    await watched.save('shop.yaml', broken)
    const { since } = watched.node('shop/web') ?? {}
    await watched.save('farm.yaml', manifest('farm', [vm('hen'), vm('cow')]))
    await hand(lab).stop(web.vmid)
    await hand(lab).stop(guestOf(lab.simulator, 'farm/hen').vmid)
    const before = photo(lab.simulator, web.vmid)
    await watched.pass(300)
    expect(photo(lab.simulator, web.vmid)).toBe(before)
    expect(guestOf(lab.simulator, 'farm/hen').running).toBeDefined()
    expect(watched.state().nodes.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'farm/hen ready',
      'farm/cow ready',
      'shop/web held',
    ])
    expect(watched.node('shop/web')?.since).toBe(since)
    expect(files(watched.state().problems)).toEqual([`${manifestsDir}/shop.yaml`])
    expect(files(lab.store.problems())).toEqual([`${manifestsDir}/shop.yaml`])
    await watched.stop()
  })

  test('keeps everything from being taken away until it is mended, and then it goes on', async () => {
    const { lab, watched } = await shopAndFarm()
    await watched.save('shop.yaml', broken)
    await watched.save('farm.yaml', manifest('farm', [vm('cow')]))
    await watched.pass(900)
    expect(owned(lab.simulator)).toEqual(['farm/cow@sim', 'farm/hen@sim', 'shop/web@sim'])
    await watched.save('shop.yaml', manifest('shop', [vm('web', { tags: ['mended'] })]))
    expect(watched.state().problems).toEqual([])
    expect(lab.store.problems()).toEqual([])
    await watched.pass(8)
    expect(owned(lab.simulator)).toContain('farm/hen@sim')
    await watched.pass(172)
    expect(owned(lab.simulator)).toEqual(['farm/cow@sim', 'shop/web@sim'])
    expect(guestOf(lab.simulator, 'shop/web').config['tags']).toContain('mended')
    expect(watched.told()).toContain('Mended')
    await watched.stop()
  })

  test('that is broken and whole again fifty times changes nothing, and its nodes are called Ready once', async () => {
    const { lab, watched } = await shopAndFarm()
    const before = [lab.simulator.world.writes(), owned(lab.simulator)]
    for (let times = 0; times < 50; times++) {
      await watched.save('shop.yaml', broken)
      await watched.pass(times % 7)
      await watched.save('shop.yaml', manifest('shop', [vm('web')]))
      await watched.pass((times % 5) * 4)
    }
    await watched.pass(60)
    expect([lab.simulator.world.writes(), owned(lab.simulator)]).toEqual(before)
    expect(watched.node('shop/web')?.state).toBe('ready')
    expect(watched.told('shop/web').filter((reason) => reason === 'Ready')).toHaveLength(1)
    await watched.stop()
  })

  test('is also one whose manifest has no host', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')], { host: 'sim' }) }, { profile: 'fast' })
    lab.site.set('site.yaml', (lab.site.get('site.yaml') ?? '').replace(/^ *host: .*\n/m, ''))
    const watched = await watchLab(lab, { load: () => lab.desire(manifestsDir, '', 'broken') })
    await watched.pass(120)
    await watched.save('farm.yaml', manifest('farm', [vm('hen')]))
    await watched.save('shop.yaml', manifest('shop', [vm('db')], { host: 'sim' }))
    await watched.pass(120)
    expect(watched.state().problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('no host for farm'),
    ])
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    await watched.save('farm.yaml', manifest('farm', [vm('hen')], { host: 'sim' }))
    await watched.pass(120)
    expect(owned(lab.simulator)).toEqual(['farm/hen@sim', 'shop/db@sim'])
    await watched.stop()
  })
})

describe('a directory that is gone', () => {
  test('keeps all hands off, and work goes on once it is back', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')]) }, { profile: 'fast' })
    let gone = false
    const watched = await watchLab(lab, {
      load: async () => {
        if (gone) throw new HomestakError({ code: 'Usage', message: 'there is no /manifests' })
        return lab.desire()
      },
    })
    await watched.pass(120)
    gone = true
    const { vmid } = guestOf(lab.simulator, 'shop/web')
    await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('db')]))
    await hand(lab).stop(vmid)
    const writes = lab.simulator.world.writes()
    await watched.pass(3600)
    expect(lab.simulator.world.writes()).toBe(writes)
    expect(watched.state().problems).toMatchObject([{ file: manifestsDir, message: 'there is no /manifests' }])
    expect(watched.state().nodes.map(({ label, state }) => `${label} ${state}`)).toEqual(['shop/web held'])
    gone = false
    await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('db')]))
    await watched.pass(120)
    expect(watched.state().nodes.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'shop/web ready',
      'shop/db ready',
    ])
    expect(guestOf(lab.simulator, 'shop/web').running).toBeDefined()
    await watched.stop()
  })

  test('that comes back empty takes nothing away', async () => {
    const { lab, watched } = await shopAndFarm()
    await watched.save('shop.yaml', null)
    await watched.save('farm.yaml', null)
    await watched.pass(900)
    expect(owned(lab.simulator)).toEqual(['farm/hen@sim', 'shop/web@sim'])
    await watched.stop()
  })
})

test('a hundred and fifty manifests that change at once are all taken up', async () => {
  const names = Array.from({ length: 150 }, (_, index) => `m${index}`)
  const text = (name: string, tag: string) => manifest(name, [vm('web', { tags: [tag] })])
  const lab = await createLab(Object.fromEntries(names.map((name) => [`${name}.yaml`, text(name, 'old')])), {
    profile: 'instant',
  })
  const watched = await watchLab(lab)
  await watched.pass(600)
  expect(watched.state().nodes.filter(({ state }) => state === 'ready')).toHaveLength(150)
  for (const name of names) lab.files.set(`${name}.yaml`, text(name, 'new'))
  await watched.save('m0.yaml', text('m0', 'new'))
  await watched.pass(900)
  expect(watched.state().nodes.filter(({ state }) => state !== 'ready')).toEqual([])
  expect(lab.simulator.world.guests().filter(({ config }) => !config['tags']?.includes('new'))).toEqual([])
  await watched.stop()
})
