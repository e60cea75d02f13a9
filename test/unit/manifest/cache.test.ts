/** What a process that loads its manifests again reads anew, and what it keeps. */
import { describe, expect, test } from 'vitest'
import { createManifestCache } from '../../../src/manifest/cache.ts'
import { loadSelection } from '../../../src/manifest/load.ts'
import { treeOf, type Entry } from './tree.ts'

const manifest = (name: string, node = 'a'): string =>
  `schema_version: 2\nname: ${name}\nnodes: [{name: ${node}, type: vm}]\n`

/** Loads of one process, one after the other. */
function process() {
  const cache = createManifestCache()
  return async (entries: Readonly<Record<string, Entry>>, path = 'm') => {
    const { files } = await loadSelection([{ path }], { fs: treeOf(entries), cwd: '/w', cache })
    return files
  }
}

describe('a process that loads again', () => {
  test('keeps what it found in a file whose content is the same', async () => {
    const load = process()
    const [a, b] = await load({ '/w/m/a.yaml': manifest('a'), '/w/m/b.yaml': manifest('b') })
    const again = await load({ '/w/m/a.yaml': manifest('a', 'edited'), '/w/m/b.yaml': manifest('b') })
    expect(again[0]?.loaded?.manifest.nodes[0]?.name).toBe('edited')
    expect(again[0]).not.toBe(a)
    expect(again[1]).toBe(b)
  })

  test('keeps what is wrong in a file, too, until it is mended', async () => {
    const load = process()
    const [broken] = await load({ '/w/m/a.yaml': 'nodes: [' })
    expect(await load({ '/w/m/a.yaml': 'nodes: [' })).toEqual([broken])
    const [mended] = await load({ '/w/m/a.yaml': manifest('a') })
    expect(mended).toMatchObject({ name: 'a', problems: [] })
  })

  test('tells where each of two equal files stands', async () => {
    const load = process()
    await load({ '/w/m/a.yaml': manifest('a') })
    const files = await load({ '/w/m/a.yaml': manifest('a'), '/w/m/b.yaml': manifest('a') })
    expect(files.map(({ loaded }) => loaded?.at('name').file)).toEqual(['m/a.yaml', 'm/b.yaml'])
  })

  test('tells which PATH brought a file, also when it is another one now', async () => {
    const load = process()
    await load({ '/w/m/a.yaml': manifest('a') })
    const [alone] = await load({ '/w/m/a.yaml': manifest('a') }, 'm/a.yaml')
    expect(alone?.root).toBe('/w/m/a.yaml')
  })

  test('forgets a file that the last load did not have', async () => {
    const load = process()
    const both = { '/w/m/a.yaml': manifest('a'), '/w/m/b.yaml': manifest('b') }
    const [, b] = await load(both)
    await load({ '/w/m/a.yaml': manifest('a') })
    const [, back] = await load(both)
    expect(back).toEqual({ ...b, loaded: { ...b?.loaded, at: expect.any(Function) } })
    expect(back).not.toBe(b)
  })

  test('still says that a file cannot be read any more', async () => {
    const load = process()
    await load({ '/w/m/a.yaml': manifest('a') })
    const [gone] = await load({ '/w/m/a.yaml': { fails: 'EACCES' } })
    expect(gone?.problems[0]?.message).toBe('the file cannot be read: permission denied')
    expect(gone?.loaded).toBeUndefined()
  })
})
