/** What a run that stays loads again and again: also while the site-config is wrong. */
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desireOf } from '../../../src/cli/desire.ts'
import { watchSource } from '../../../src/cli/watch-source.ts'
import { simSiteConfig } from '../../../src/config/write-site-config.ts'
import type { SiteConfig } from '../../../src/config/site-config.ts'
import { fakeProcess, folder } from './fake-io.ts'

const web = 'schema_version: 2\nname: shop\nnodes:\n  - { name: web, type: vm, preset: vm-small, image: debian-12 }\n'

async function aSource(paths = ['manifests']) {
  const site = simSiteConfig({
    siteId: 'lab',
    endpoint: 'https://127.0.0.1:8006',
    node: 'pve',
    token: 'root@pam!a=00000000-0000-4000-8000-000000000000',
    fingerprint: Array.from({ length: 32 }, () => 'AA').join(':'),
    datastore: 'vmstore',
    images: {},
  })
  const files = Object.fromEntries([...site].map(([path, { text }]) => [`site/${path}`, text]))
  const place = paths.length === 0 ? 'site/manifests' : 'manifests'
  const dir = folder({ ...files, [`${place}/shop.yaml`]: web })
  chmodSync(join(dir, 'site/secrets.yaml'), 0o600)
  const { io } = fakeProcess({ cwd: dir })
  const options = { siteConfig: 'site', host: 'sim', color: false }
  const read: SiteConfig[] = []
  const desired = await desireOf(io, paths, options)
  const source = watchSource(io, options, desired, (config) => read.push(config))
  return {
    source,
    read,
    path: (name: string) => join(dir, name),
    write: (name: string, text: string) => writeFileSync(join(dir, name), text),
    text: (name: string) => readFileSync(join(dir, name), 'utf8'),
  }
}

test('manifests of the site-config that nobody named are watched only for as long as there is one', async () => {
  const { source, write, text } = await aSource([])
  expect(keysOf(await source.load())).toEqual(['shop/web@sim'])
  write('site/manifests/other.yaml', web.replace('shop', 'other'))
  await expect(source.load()).rejects.toThrow('the site-config holds 2 manifests: other, shop')
  write('site/site.yaml', `${text('site/site.yaml')}reconcile: all\n`)
  expect(keysOf(await source.load()).toSorted()).toEqual(['other/web@sim', 'shop/web@sim'])
})

const keysOf = ({ nodes }: { readonly nodes: readonly { readonly key: string }[] }) => nodes.map(({ key }) => key)

describe('while the site-config cannot be used', () => {
  test('the one before is used, the file is named, and counts as one that may declare anything', async () => {
    const { source, write, read, text, path } = await aSource()
    const before = await source.load()
    expect(before.problems).toEqual([])
    const good = text('site/presets/vm-small.yaml')
    write('site/presets/vm-small.yaml', 'cores: many\n')
    const broken = await source.load()
    expect(keysOf(broken)).toEqual(['shop/web@sim'])
    expect(broken.nodes[0]).toBe(before.nodes[0])
    expect(broken.config).toBe(before.config)
    expect(broken.broken).toEqual([{ file: path('site/presets/vm-small.yaml') }])
    expect(broken.problems.map(({ file }) => file)).toEqual([path('site/presets/vm-small.yaml')])
    write('site/presets/vm-small.yaml', good.replace(/cores: \d+/, 'cores: 7'))
    const mended = await source.load()
    expect(mended.broken).toEqual([])
    expect(mended.nodes[0]?.guest.cores).toBe(7)
    expect(read.at(-1)).toBe(mended.config)
  })

  test('an edit of a manifest counts all the same', async () => {
    const { source, write } = await aSource()
    write('site/site.yaml', 'id: [\n')
    write('manifests/more.yaml', web.replace('shop', 'more'))
    expect(keysOf(await source.load()).toSorted()).toEqual(['more/web@sim', 'shop/web@sim'])
  })

  test('so it is when the folder is away', async () => {
    const { source, path } = await aSource()
    renameSync(path('site'), path('elsewhere'))
    const away = await source.load()
    expect(keysOf(away)).toEqual(['shop/web@sim'])
    expect(away.broken).not.toEqual([])
    renameSync(path('elsewhere'), path('site'))
    expect((await source.load()).broken).toEqual([])
  })

  test('that of another site is not used, and nothing is done', async () => {
    const { source, write, text } = await aSource()
    write('site/site.yaml', text('site/site.yaml').replace('id: lab', 'id: other'))
    await expect(source.load()).rejects.toThrow('was lab and is other')
  })
})
