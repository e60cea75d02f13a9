/** Which manifests a command means, where it finds its site-config, and what it says of both. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { violations } from '../report/schema-check.ts'
import { folder, homestak, manifest, siteFiles } from './fake-io.ts'

const twoOnTheShelf = { 'site/manifests/one.yaml': manifest('one'), 'site/manifests/two.yaml': manifest('two') }

test('two manifests of one name cannot be told apart in a graph, which is said', async () => {
  const cwd = folder({ 'a.yaml': manifest('one'), 'b.yaml': manifest('one') })
  const { code, out, err } = await homestak(['graph', 'a.yaml', 'b.yaml'], { cwd })
  expect(code).toBe(3)
  expect(out).toBe('one\n└─ a (vm, image debian-12)\n\none\n└─ a (vm, image debian-12)\n')
  expect(err).toContain("the manifest name 'one' is also that of")
})

describe('without a PATH', () => {
  test('./manifests is meant', async () => {
    const cwd = folder({ 'manifests/one.yaml': manifest('one'), ...siteFiles(), ...twoOnTheShelf })
    expect((await homestak(['graph'], { cwd })).out).toBe('one\n└─ a (vm, image debian-12)\n')
  })

  test('else the site-config’s manifests, if -M says which', async () => {
    const cwd = folder({ ...siteFiles(), ...twoOnTheShelf })
    const found = await homestak(['graph', '-M', 'two', '--site-config', 'site'], { cwd })
    expect(found).toMatchObject({ code: 0, out: 'two\n└─ a (vm, image debian-12)\n' })
  })

  test('a shelf of several is not taken as a whole, but listed', async () => {
    const cwd = folder({ ...siteFiles(), ...twoOnTheShelf })
    const { code, err } = await homestak(['diff', '--site-config', 'site'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('2 manifests: one, two')
  })

  test('unless site.yaml says so, or there is only one', async () => {
    const all = folder({ ...siteFiles('site', 'id: lab\nreconcile: all\n'), ...twoOnTheShelf })
    expect((await homestak(['graph', '--site-config', 'site'], { cwd: all })).out).toMatch(/one[^]*two/)
    const single = folder({ ...siteFiles(), 'site/manifests/one.yaml': manifest('one') })
    expect((await homestak(['graph', '--site-config', 'site'], { cwd: single })).code).toBe(0)
  })

  test('what else lies on the shelf may be broken', async () => {
    const cwd = folder({ ...siteFiles(), ...twoOnTheShelf, 'site/manifests/broken.yaml': 'a: [\n' })
    const { code, err } = await homestak(['manifest', 'validate', '-M', 'one', '--site-config', 'site'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  test('from the site-config’s own folder, too', async () => {
    const pair = {
      'site/manifests/one.yaml': manifest('one', '', ', vmid: 9100'),
      'site/manifests/two.yaml': manifest('two', '', ', vmid: 9100'),
      'site/manifests/broken.yaml': 'a: [\n',
    }
    const cwd = `${folder({ ...siteFiles(), ...pair })}/site`
    const { code, out, err } = await homestak(['config', 'show', '-M', 'two', '-H', 'hv', '--site-config', '.'], {
      cwd,
    })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('two/a@hv')
  })

  test('in which ./manifests is that same shelf, and not taken as a whole, by whatever way it is reached', async () => {
    const files = { ...siteFiles(), ...twoOnTheShelf }
    const dir = folder(files)
    symlinkSync('site', join(dir, 'link'))
    for (const siteConfig of [[], ['--site-config', '.'], ['--site-config', '../link']]) {
      const { code, err } = await homestak(['diff', '-H', 'hv', ...siteConfig], { cwd: join(dir, 'site') })
      expect(code).toBe(2)
      expect(err).toContain('2 manifests: one, two')
    }
    expect((await homestak(['graph', 'manifests'], { cwd: join(dir, 'site') })).out).toMatch(/one[^]*two/)
    const all = folder({ ...files, 'site/site.yaml': 'id: lab\nreconcile: all\n' })
    expect((await homestak(['graph'], { cwd: join(all, 'site') })).out).toMatch(/one[^]*two/)
  })

  test('a site-config that is not there is told before manifests that are not there', async () => {
    const { code, err } = await homestak(['diff', '--site-config', 'nowhere'], { cwd: folder() })
    expect(code).toBe(3)
    expect(err).toContain('nowhere:1:1: the site-config is not a folder')
  })

  test('and without any manifest says where it looked', async () => {
    const { code, err } = await homestak(['graph'], { cwd: folder() })
    expect(code).toBe(2)
    expect(err).toContain('neither ./manifests nor any in the site-config')
  })
})

describe('-M', () => {
  test('takes the name in the file, or that of the file', async () => {
    const cwd = folder({ 'manifests/file.yaml': manifest('inside') })
    expect((await homestak(['graph', '-M', 'inside'], { cwd })).code).toBe(0)
    expect((await homestak(['graph', '-M', 'file'], { cwd })).code).toBe(0)
  })

  test('of nothing ends with 3, the names that there are, and the one that was meant', async () => {
    const cwd = folder({ 'manifests/web.yaml': manifest('web'), 'manifests/db.yaml': manifest('db') })
    const { code, out, err } = await homestak(['manifest', 'validate', '-M', 'wep'], { cwd })
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toContain("'wep' not found. Available: db, web")
    expect(err).toContain("did you mean 'web'?")
  })

  test('is no path', async () => {
    const cwd = folder({ 'manifests/one.yaml': manifest('one') })
    expect((await homestak(['manifest', 'validate', '-M', '../manifests/one'], { cwd })).code).toBe(3)
  })
})

describe('manifests as text', () => {
  const json = JSON.stringify({
    schema_version: 2,
    name: 'j',
    nodes: [{ name: 'a', type: 'vm', preset: 's', image: 'i' }],
  })

  test('come from the command line or from stdin', async () => {
    const cwd = folder()
    expect((await homestak(['graph', '--manifest-json', json], { cwd })).out).toBe('j\n└─ a (vm, image i)\n')
    expect((await homestak(['graph', '--manifest-json', '-'], { cwd, input: json })).out).toBe(
      'j\n└─ a (vm, image i)\n',
    )
  })

  test('an empty stdin is no manifest', async () => {
    expect((await homestak(['manifest', 'validate', '--manifest-json', '-'], { cwd: folder() })).code).toBe(3)
  })
})

describe('manifest validate', () => {
  test('counts the nodes of a good manifest, without a site-config and without a host', async () => {
    const { code, out, err } = await homestak(['manifest', 'validate', 'one.yaml'], {
      cwd: folder({ 'one.yaml': manifest('one') }),
    })
    expect({ code, out, err }).toEqual({ code: 0, out: "one.yaml: manifest 'one' is valid (1 node)\n", err: '' })
  })

  test('names every problem at its place, all at once', async () => {
    const cwd = folder({
      ...siteFiles(),
      'm/bad.yaml': manifest('bad', '', ', spec: ghost').replace('small', 'smal'),
      'm/worse.yaml': 'name: 1\n',
    })
    const { code, out, err } = await homestak(['manifest', 'validate', 'm', '--site-config', 'site'], { cwd })
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toMatch(/^m\/bad\.yaml:4:\d+: .*unknown spec 'ghost'/m)
    expect(err).toMatch(/^m\/bad\.yaml:4:\d+: .*unknown preset 'smal'.*did you mean 'small'/m)
    expect(err).toMatch(/^m\/worse\.yaml:/m)
    expect(err).toMatch(/validation error\(s\)\n$/)
  })

  test('two manifests of one name are one too many', async () => {
    const cwd = folder({ 'm/a.yaml': manifest('same'), 'm/b.yaml': manifest('same') })
    expect((await homestak(['manifest', 'validate', 'm'], { cwd })).code).toBe(3)
  })

  test('alternatives without a host may use the same vmid', async () => {
    const cwd = folder({ 'm/a.yaml': manifest('a', '', ', vmid: 201'), 'm/b.yaml': manifest('b', '', ', vmid: 201') })
    expect((await homestak(['manifest', 'validate', 'm'], { cwd })).code).toBe(0)
    const placed = folder({
      'm/a.yaml': manifest('a', 'host: hv\n', ', vmid: 201'),
      'm/b.yaml': manifest('b', 'host: hv\n', ', vmid: 201'),
    })
    expect((await homestak(['manifest', 'validate', 'm'], { cwd: placed })).code).toBe(3)
  })

  test('says the same as JSON', async () => {
    const cwd = folder({ 'm/a.yaml': manifest('a'), 'm/b.yaml': 'name: b\n' })
    const { code, out } = await homestak(['manifest', 'validate', 'm', '--json-output'], { cwd })
    expect(code).toBe(3)
    expect(violations('validate', JSON.parse(out))).toEqual([])
    expect(JSON.parse(out)).toMatchObject({ manifests: [{ file: 'm/a.yaml', name: 'a', nodes: 1 }] })
  })

  test('-v says which site-config it took and why', async () => {
    const cwd = folder({ ...siteFiles(), 'one.yaml': manifest('one') })
    const { err } = await homestak(['manifest', 'validate', 'one.yaml', '-v'], {
      cwd,
      env: { HOMESTAK_SITE_CONFIG: 'site' },
    })
    expect(err).toBe(`site-config: ${cwd}/site ($HOMESTAK_SITE_CONFIG)\n`)
  })
})

describe('the host of a manifest', () => {
  test('is asked for with the names that are known', async () => {
    const cwd = folder({ ...siteFiles(), 'one.yaml': manifest('one') })
    const { code, out, err } = await homestak(['reconcile', 'one.yaml', '--site-config', 'site'], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('-H (--host) is required')
    expect(err).toContain('known hosts: hv')
  })

  test('has to be known', async () => {
    const cwd = folder({ ...siteFiles(), 'site/hosts/bare.yaml': 'ip: 192.0.2.1\n', 'one.yaml': manifest('one') })
    const unknown = await homestak(['diff', 'one.yaml', '--site-config', 'site', '-H', 'hw'], { cwd })
    expect(unknown).toMatchObject({ code: 2, err: expect.stringMatching(/'hw'[^]*did you mean 'hv'/) })
    const bare = await homestak(['diff', 'one.yaml', '--site-config', 'site', '-H', 'bare'], { cwd })
    expect(bare).toMatchObject({ code: 2, err: expect.stringContaining('bare') })
  })

  test('a manifest that -M leaves out needs none', async () => {
    const cwd = folder({ ...siteFiles(), 'm/one.yaml': manifest('one', 'host: hv\n'), 'm/two.yaml': manifest('two') })
    const { code, err } = await homestak(['diff', 'm', '-M', 'one', '--site-config', 'site'], { cwd })
    expect(err).not.toContain('required')
    // The host itself does not answer.
    expect(code).toBe(4)
  })
})

describe('the site-config', () => {
  test('that is not there is told with all places', async () => {
    const { code, err } = await homestak(['diff', '.'], {
      cwd: folder({ 'one.yaml': manifest('one') }),
      env: { HOMESTAK_SITE_CONFIG: 'gone' },
    })
    expect(code).toBe(3)
    expect(err).toContain('gone')
  })

  test('shows its problems together with those of the manifests', async () => {
    const files = { ...siteFiles(), 'site/presets/small.yaml': 'cores: many\n', 'one.yaml': 'name: 1\n' }
    const { code, err } = await homestak(['reconcile', 'one.yaml', '-H', 'hv', '--site-config', 'site'], {
      cwd: folder(files),
    })
    expect(code).toBe(3)
    expect(err).toMatch(/presets\/small\.yaml:1:\d+: /)
    expect(err).toMatch(/^one\.yaml:1:\d+: /m)
  })

  test('without an id is enough for looking, not for writing; the line to add is one that will do', async () => {
    const cwd = folder({
      ...siteFiles('site', 'defaults: { host: hv, domain: Lab.Example }\n'),
      'one.yaml': manifest('one'),
    })
    const writing = await homestak(['reconcile', 'one.yaml', '--site-config', 'site'], { cwd })
    expect(writing.code).toBe(3)
    const id = /add this line at its top: id: (\S+)/.exec(writing.err)?.[1] ?? ''
    expect(id).toMatch(/^lab-example-[0-9a-f]{6}$/)
    expect(new Ajv2020().validate({ type: 'string', pattern: '^[a-z][a-z0-9-]{0,29}$' }, id)).toBe(true)
    const looking = await homestak(['diff', 'one.yaml', '--site-config', 'site'], { cwd })
    expect(looking.err).toContain('no id yet')
    expect(looking.code).toBe(4)
  })
})
