/** What a process that reads its site-config again makes of it. */
import { expect, test } from 'vitest'
import type { ConfigFiles } from '../../../src/config/config-files.ts'
import { createSiteConfigReader } from '../../../src/config/read-again.ts'
import { inMemory, siteTexts } from './fixtures.ts'

/** A reader over files that a test may change in between. */
function reader() {
  let files = inMemory(siteTexts)
  const current: ConfigFiles = {
    kind: (path) => files.kind(path),
    mode: (path) => files.mode(path),
    readDirectory: (path) => files.readDirectory(path),
    readFile: (path, limit) => files.readFile(path, limit),
  }
  const read = createSiteConfigReader(current)
  return (changed: Readonly<Record<string, string>> = {}, mode?: number) => {
    files = inMemory({ ...siteTexts, ...changed }, mode)
    return read('/cfg')
  }
}

test('a site-config whose files say the same is the same object', async () => {
  const read = reader()
  expect(await read()).toBe(await read())
})

test.each([
  ['site.yaml', 'id: lab\ndefaults: { domain: other.test }\n'],
  ['presets/vm-small.yaml', 'cores: 4\nmemory: 2048\ndisk: 10\n'],
  ['presets/added.yaml', 'cores: 1\n'],
  ['specs/added.yaml', 'schema_version: 1\n'],
])('an edit of %s makes another one', async (path, text) => {
  const read = reader()
  const before = await read()
  const after = await read({ [path]: text })
  expect(after).not.toBe(before)
  expect(await read({ [path]: text })).toBe(after)
})

test('secrets that others can read now are told of', async () => {
  const read = reader()
  await read()
  expect((await read({}, 0o644)).config.warnings[0]).toContain('can read the secrets')
})
