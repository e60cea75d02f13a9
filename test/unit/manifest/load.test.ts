/** Which files a command line brings, and what becomes of those that cannot be read. */
import { mkdtemp, realpath, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadSelection, type Source } from '../../../src/manifest/load.ts'
import { nodeManifestFiles } from '../../../src/manifest/node-files.ts'
import { treeOf, type Entry } from './tree.ts'

const manifest = (name: string): string => `schema_version: 2\nname: ${name}\nnodes: [{name: a, type: vm}]\n`

const load = (entries: Readonly<Record<string, Entry>>, ...sources: readonly (string | Source)[]) =>
  loadSelection(
    sources.map((source) => (typeof source === 'string' ? { path: source } : source)),
    { fs: treeOf(entries), cwd: '/w' },
  )

describe('a directory', () => {
  test('gives every .yaml file directly in it, in the order of names, shown as it was typed', async () => {
    const { roots, files } = await load(
      {
        '/w/m/b.yaml': manifest('b'),
        '/w/m/a.yaml': manifest('a'),
        '/w/m/deep/c.yaml': manifest('c'),
        '/w/m/d.yml': '',
        '/w/m/.e.yaml': '',
        '/w/m/f.yaml': { pipe: true },
        '/w/m/g.yaml/h': '',
      },
      'm',
    )
    expect(roots).toEqual(['/w/m'])
    expect(files.map(({ file, root, name }) => [file, root, name])).toEqual([
      ['m/a.yaml', '/w/m', 'a'],
      ['m/b.yaml', '/w/m', 'b'],
    ])
    expect(files.every(({ loaded, problems }) => loaded && problems.length === 0)).toBe(true)
  })

  test('without a manifest is an error that names it', async () => {
    await expect(load({ '/w/m/readme': '' }, 'm')).rejects.toMatchObject({
      code: 'InvalidManifest',
      message: "'m' holds no manifest",
    })
  })

  test('with .yml files alone says that the ending does not count', async () => {
    await expect(load({ '/w/m/a.yml': manifest('a') }, 'm')).rejects.toMatchObject({
      code: 'InvalidManifest',
      hint: 'only the ending .yaml counts: rename a.yml',
    })
  })

  test('keeps its healthy files when others are broken, unreadable, or links to nothing', async () => {
    const { files } = await load(
      {
        '/w/m/a.yaml': manifest('a'),
        '/w/m/b.yaml': 'name: [',
        '/w/m/c.yaml': { link: '/w/gone' },
        '/w/m/d.yaml': { fails: 'EACCES' },
      },
      '/w/m',
    )
    expect(files.map(({ file, loaded }) => [file, loaded !== undefined])).toEqual([
      ['/w/m/a.yaml', true],
      ['/w/m/b.yaml', false],
      ['/w/m/c.yaml', false],
      ['/w/m/d.yaml', false],
    ])
    expect(files[2]?.problems).toMatchObject([
      { file: '/w/m/c.yaml', line: 1, message: 'the file cannot be read: it is gone, or a link to nothing' },
    ])
    expect(files[3]?.problems).toMatchObject([{ message: 'the file cannot be read: permission denied' }])
  })
})

describe('sources', () => {
  test('a file may have any name', async () => {
    const { roots, files } = await load({ '/w/x.txt': manifest('x') }, './x.txt')
    expect(roots).toEqual(['/w/x.txt'])
    expect(files).toMatchObject([{ file: './x.txt', root: '/w/x.txt', name: 'x' }])
  })

  test('a missing path is an error with the one that was meant', async () => {
    const entries = { '/w/manifests/a.yaml': manifest('a') }
    await expect(load(entries, 'manifest')).rejects.toMatchObject({
      code: 'NoSuchPath',
      message: "there is no 'manifest'",
      hint: "did you mean 'manifests'?",
    })
    await expect(load(entries, 'manifests/b')).rejects.toMatchObject({
      code: 'NoSuchPath',
      hint: 'give a directory of manifests, or a file',
    })
  })

  test('a manifest as text has a root and a file name of its own', async () => {
    const { roots, files } = await load(
      {},
      { json: '{"schema_version": 2, "name": "j", "nodes": [{"name": "a", "type": "vm"}]}' },
    )
    expect(roots).toEqual(['json:'])
    expect(files).toMatchObject([{ file: '--manifest-json', root: 'json:', name: 'j', problems: [] }])
  })

  test('a file that is named twice, or reached by a link, counts once', async () => {
    const entries = { '/w/m/a.yaml': manifest('a'), '/w/m/b.yaml': { link: '/w/m/a.yaml' } }
    expect((await load(entries, 'm', 'm/a.yaml', 'm')).files.map(({ file }) => file)).toEqual(['m/a.yaml'])
  })

  test('an error that is not of the file system is not hidden', async () => {
    const fs = { ...treeOf({ '/w/a.yaml': '' }), readFile: () => Promise.reject(new TypeError('a bug')) }
    await expect(loadSelection([{ path: 'a.yaml' }], { fs, cwd: '/w' })).rejects.toThrow('a bug')
  })
})

describe('the file system of this machine', () => {
  async function folder(): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'homestak-manifests-'))
    onTestFinished(() => rm(dir, { recursive: true }))
    return dir
  }

  test('is read through links, and no further than a manifest may be long', async () => {
    const dir = await folder()
    await mkdir(join(dir, 'real'))
    await writeFile(join(dir, 'real', 'a.yaml'), manifest('a'))
    await writeFile(join(dir, 'real', 'long.yaml'), '#'.repeat(5_000_000))
    await symlink(join(dir, 'real'), join(dir, 'link'))
    await symlink(join(dir, 'nothing'), join(dir, 'real', 'z.yaml'))
    const { roots, files } = await loadSelection([{ path: 'link' }], { fs: nodeManifestFiles, cwd: dir })
    expect(roots).toEqual([await nodeManifestFiles.realpath(join(dir, 'real'))])
    expect(files.map(({ file, problems }) => [file, problems[0]?.message])).toEqual([
      ['link/a.yaml', undefined],
      ['link/long.yaml', 'the file is larger than 2 MiB'],
      ['link/z.yaml', 'the file cannot be read: it is gone, or a link to nothing'],
    ])
  })

  test('tells the file that a link leads to, and a file of its own by its own path', async () => {
    const dir = await realpath(await folder())
    await writeFile(join(dir, 'a.yaml'), manifest('a'))
    await symlink(join(dir, 'a.yaml'), join(dir, 'b.yaml'))
    await mkdir(join(dir, 'c.yaml'))
    expect(await nodeManifestFiles.follow(join(dir, 'a.yaml'))).toEqual({ kind: 'file', path: join(dir, 'a.yaml') })
    expect(await nodeManifestFiles.follow(join(dir, 'b.yaml'))).toEqual({ kind: 'file', path: join(dir, 'a.yaml') })
    expect(await nodeManifestFiles.follow(join(dir, 'c.yaml'))).toMatchObject({ kind: 'directory' })
    expect(await nodeManifestFiles.follow(join(dir, 'd.yaml'))).toMatchObject({ kind: 'missing' })
  })

  test.runIf(process.platform === 'linux')('gives the whole of a file that does not tell its size', async () => {
    const all = await nodeManifestFiles.readFile('/proc/self/smaps', 1_000_000)
    expect(all.length).toBeGreaterThan(10_000)
    expect((await nodeManifestFiles.readFile('/proc/self/smaps', 100)).length).toBe(100)
  })

  test('gives the whole of a file that is longer than one read', async () => {
    const dir = await folder()
    const nodes = Array.from({ length: 3_000 }, (_, index) => `  - {name: n${index}, type: vm}\n`).join('')
    await writeFile(join(dir, 'a.yaml'), `schema_version: 2\nname: long\nnodes:\n${nodes}`)
    const { files } = await loadSelection([{ path: dir }], { fs: nodeManifestFiles, cwd: dir })
    expect(files[0]?.loaded?.manifest.nodes).toHaveLength(3_000)
  })

  test('says what is missing', async () => {
    const dir = await folder()
    await writeFile(join(dir, 'file'), '')
    expect(await nodeManifestFiles.kind(join(dir, 'file', 'below'))).toBe('missing')
    expect(await nodeManifestFiles.kind('/dev/null')).toBe('other')
  })
})
