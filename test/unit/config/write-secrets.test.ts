import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { editYaml } from '../../../src/config/edit-yaml.ts'
import { writeSecrets, type SecretsEdit } from '../../../src/config/write-secrets.ts'
import { decrypt } from '../../../src/sops/decrypt.ts'
import { defaultRules } from '../../../src/sops/rules.ts'
import { now, place, places, recipient, sealed } from '../sops/fixtures.ts'
import { inMemory } from './fixtures.ts'

const edit = (text: string, path: string, value: string): string =>
  editYaml(text, [{ path: path.split('.'), text: value }])

describe('an edit', () => {
  test.each([
    [
      'of a value keeps the rest',
      '# a\nx:\n    hv1: one # b\n    hv10: ten\n\n# c\ny: 1\n',
      'x.hv1',
      '# a\nx:\n  hv1: new # b\n  hv10: ten\n\n# c\ny: 1\n',
    ],
    ['in an empty mapping', 'x: {}\ny: 1\n', 'x.hv', 'x:\n  hv: new\ny: 1\n'],
    ['in an empty section keeps what is said of it', 'x: # later\ny: 1\n', 'x.hv', 'x:\n  # later\n  hv: new\ny: 1\n'],
    ['of an empty value', 'x:\n  hv:\n', 'x.hv', 'x:\n  hv: new\n'],
    ['of a value in quotes', "x: { hv: '1', b: 2 }\n", 'x.hv', "x: { hv: 'new', b: 2 }\n"],
    ['in a file of comments only', '# mine\n', 'x.hv', '# mine\n\nx:\n  hv: new\n'],
    ['in an empty file', '', 'x.hv', 'x:\n  hv: new\n'],
  ])('%s', (_, text, path, expected) => {
    expect(edit(text, path, 'new')).toBe(expected)
  })

  test('that changes nothing leaves the text to the letter', () => {
    const text = 'x:   {hv:   new}\n'
    expect(edit(text, 'x.hv', 'new')).toBe(text)
  })

  test.each(['yes', '12', 'a: b', '# x', '12:30', 'two\nlines\n', ' x ', '2026-01-02'])(
    'to %j is read as that text',
    (text) => {
      expect(parse(edit('x: 1\n', 'y.z', text), { version: '1.1' })).toEqual({ x: 1, y: { z: text } })
    },
  )
})

const edits = [{ path: ['api_tokens', 'hv'], text: 'op@pve!t=1' }]

/** What is written, by path; a file that is not there has no text. */
async function written(texts: Readonly<Record<string, string>>, more: Partial<SecretsEdit> = {}, keyPlaces = places) {
  const files = new Map<string, { readonly text: string; readonly mode: number }>()
  await writeSecrets(
    { dir: '/cfg', edits, ...more },
    {
      files: { ...inMemory({ 'site.yaml': '', ...texts }, 0o644), keyPlaces },
      write: async (path, text, mode) => void files.set(path, { text, mode }),
      random: seededRandom(3),
      now,
    },
  )
  return files
}

describe('secrets', () => {
  test('that are not there yet are made for the owner only', async () => {
    const files = await written({}, { template: '# of the lab\n' })
    expect([...files]).toEqual([
      ['/cfg/secrets.yaml', { text: '# of the lab\n\napi_tokens:\n  hv: op@pve!t=1\n', mode: 0o600 }],
    ])
  })

  test('that are not there yet are made for the readers named', async () => {
    const files = await written({}, { lock: { recipients: [recipient], rules: defaultRules } })
    const { text = '' } = files.get('/cfg/secrets.yaml.enc') ?? {}
    expect(files.size).toBe(1)
    expect((await decrypt(text, places)).text).toBe('api_tokens:\n  hv: op@pve!t=1\n')
  })

  test('that are plain stay plain, for the owner only from then on', async () => {
    const files = await written({ 'secrets.yaml': '# mine\nauth: {}\n', 'secrets.yaml.enc': 'x' })
    expect(files.get('/cfg/secrets.yaml')).toEqual({
      text: '# mine\nauth: {}\napi_tokens:\n  hv: op@pve!t=1\n',
      mode: 0o600,
    })
  })

  test('that are encrypted stay so, with their comments, readers and unchanged values', async () => {
    const before = await sealed('# mine\nauth:\n  a: b # c\n')
    const files = await written({ 'secrets.yaml.enc': before })
    const { text = '', mode } = files.get('/cfg/secrets.yaml.enc') ?? {}
    expect(mode).toBe(0o644)
    expect((await decrypt(text, places)).text).toBe('# mine\nauth:\n  a: b # c\napi_tokens:\n  hv: op@pve!t=1\n')
    expect(text).toContain(/ {2}a: .*/.exec(before)?.[0])
  })

  test('that say it already are left alone', async () => {
    const files = await written({ 'secrets.yaml': 'api_tokens: {hv: op@pve!t=1}\n' })
    expect(files.size).toBe(0)
  })

  test('that cannot be opened are left alone', async () => {
    const closed = { 'secrets.yaml.enc': await sealed('a: b\n') }
    await expect(written(closed, {}, [place(undefined)])).rejects.toMatchObject({
      code: 'InvalidSiteConfig',
      message: expect.stringContaining('/cfg/secrets.yaml.enc:1:1: no age key at hand opens it'),
      hint: 'nothing was written',
    })
  })
})
