import { generateIdentity } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ConfigFiles } from '../../../src/config/config-files.ts'
import { loadSiteConfig } from '../../../src/config/load-site-config.ts'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { place, places, sealed } from '../sops/fixtures.ts'
import { inMemory, siteTexts } from './fixtures.ts'

const { 'secrets.yaml': plain = '', ...without } = siteTexts
const encrypted = await sealed(plain)
const stranger = await generateIdentity()

const load = async (texts: Readonly<Record<string, string>>, more: Partial<ConfigFiles> = {}) => {
  const { config, problems } = await loadSiteConfig('/cfg', { ...inMemory(texts), keyPlaces: places, ...more })
  return { config, problems: problems.map(formatProblem) }
}

describe('encrypted secrets', () => {
  test.each(['secrets.yaml.enc', 'secrets.enc.yaml', 'secrets.yaml'])('in %s are decrypted', async (name) => {
    const { config, problems } = await load({ ...without, [name]: encrypted })
    expect(problems).toEqual([])
    expect(config.secret('api_tokens.hv0')).toBe('op@pve!t=00000000-0000-4000-8000-000000000001')
    expect(config.secretValues).toContain('$6$salt$hash')
    expect(config.warnings).toEqual([])
    expect(config.secret('sops.version')).toBeUndefined()
  })

  test('may be readable for others', async () => {
    const { config } = await load({ ...without, 'secrets.yaml.enc': encrypted }, { mode: async () => 0o644 })
    expect(config.warnings).toEqual([])
  })

  test('have problems at the lines of the encrypted file', async () => {
    const text = await sealed('# one\napi_tokens:\n  # two\n  hv0: 12345678\n')
    const { problems } = await load({ ...without, 'secrets.yaml.enc': text })
    expect(problems).toContainEqual('/cfg/secrets.yaml.enc:4:8: api_tokens.hv0 must be text (put it in quotes)')
    expect(problems.join()).not.toContain('12345678')
  })

  test('are passed over where there is a plain file, with a warning where that says something else', async () => {
    const old = await sealed('api_tokens: { hv0: old }\n')
    const both = await load({ ...siteTexts, 'secrets.yaml.enc': old })
    expect(both.config.secret('auth.signing_key')).toBe('0011aabb')
    expect(both.config.warnings.join()).toContain('/cfg/secrets.yaml.enc:1:1: this says something else')
    expect((await load({ ...siteTexts, 'secrets.yaml.enc': encrypted })).config.warnings).toEqual([])
    expect((await load({ ...siteTexts, 'secrets.yaml.enc': old }, { keyPlaces: [] })).config.warnings).toEqual([])
  })

  test('as a whole, and not value by value, are told', async () => {
    const blob = await sealed('data: "api_tokens: {}"\n')
    const { problems } = await load({ ...without, 'secrets.yaml.enc': JSON.stringify(parse(blob)) })
    expect(problems[0]).toContain('was encrypted as a whole')
  })

  test('under two names are refused', async () => {
    const { problems } = await load({ ...without, 'secrets.yaml.enc': encrypted, 'secrets.enc.yaml': encrypted })
    expect(problems[0]).toContain('there are both secrets.yaml.enc and secrets.enc.yaml')
  })
})

describe('secrets that cannot be read', () => {
  test.each([
    ['without a key', encrypted, 'keys.txt is not there', [place(undefined)]],
    ['with a key of somebody else', encrypted, 'keys.txt has the key of age1', [place(stranger)]],
    [
      'with a key that has a passphrase',
      encrypted,
      'SOPS_AGE_KEY="$(age --decrypt',
      [place('age-encryption.org/v1\n')],
    ],
    ['whose proof was changed', encrypted.replace(/mac: .*/, 'mac: x'), 'its proof (mac) is missing or was changed'],
    [
      'that were cut off',
      encrypted.slice(0, encrypted.indexOf('recipient:')),
      'its proof (mac) is missing or was changed',
    ],
    ['of which nothing is left', '\n', 'the file is empty, and no secrets can be read from it'],
    [
      'with a value changed by hand',
      encrypted.replace(/hv0: "[^"]*"/, 'hv0: mine'),
      ':1:20: api_tokens.hv0 is not encrypted',
    ],
    ['that are not encrypted at all', plain, 'the file is not encrypted, though its name says so'],
    ['with merge markers', `<<<<<<< HEAD\n${encrypted}=======\n>>>>>>> x\n`, 'marks of a merge that git could not do'],
  ])('%s are a problem that says what to do', async (_, text, message, keyPlaces = places) => {
    const { config, problems } = await load({ ...without, 'secrets.yaml.enc': text }, { keyPlaces })
    expect(problems.join()).toContain(message)
    expect(problems[0]).toMatch(/^\/cfg\/secrets\.yaml\.enc:\d+:\d+: .* \(.*\)$/)
    expect(config.secret('api_tokens.hv0')).toBeUndefined()
  })

  test('because there are none in the file are none', async () => {
    expect((await load({ ...without, 'secrets.yaml': ' \n' })).problems.join()).not.toContain('secrets.yaml:')
  })

  test('because they are a folder say so', async () => {
    const { config, problems } = await load({ ...without, 'secrets.yaml/x': '' }, { mode: async () => 0o755 })
    expect(problems[0]).toContain('/cfg/secrets.yaml:1:1: this is a folder, not a file')
    expect(config.warnings).toEqual([])
  })

  test('with merge markers in plain text show nothing of it', async () => {
    const text = 'auth:\n<<<<<<< HEAD\n  a: hunter2\n=======\n  a: hunter3\n>>>>>>> x\n'
    const { problems } = await load({ ...without, 'secrets.yaml': text })
    expect(problems).toEqual([expect.stringContaining('/cfg/secrets.yaml:2:1: the file has the marks of a merge')])
    expect(problems.join()).not.toContain('hunter')
  })
})

describe('secrets of this machine', () => {
  const mine = '/cfg/own/lab/secrets.yaml'
  const own = (text: string): Partial<ConfigFiles> => ({
    machineFolder: (site) => `/cfg/own/${site}`,
    kind: async (path) => (path === mine ? 'file' : inMemory(siteTexts).kind(path)),
    readFile: async (path, limit) =>
      path === mine ? new TextEncoder().encode(text) : inMemory(siteTexts).readFile(path, limit),
  })

  test('come before those that are shared, whatever overwrites these', async () => {
    const { config, problems } = await load(siteTexts, own('api_tokens: { hv0: mine@pve!t=9999, hv1: more }\n'))
    expect(problems).toEqual([])
    expect(config.secret('api_tokens.hv0')).toBe('mine@pve!t=9999')
    expect(config.secret('api_tokens.hv1')).toBe('more')
    expect(config.secret('auth.signing_key')).toBe('0011aabb')
    expect(config.secretValues).toEqual(
      expect.arrayContaining(['9999', 'more', '00000000-0000-4000-8000-000000000001']),
    )
  })

  test('are held to the same rules', async () => {
    const { problems } = await load(siteTexts, own('api_tokens: none\n'))
    expect(problems.join()).toContain('secrets.yaml:1:13: api_tokens must be a mapping')
  })
})

test('whatever stands in a secrets file is hidden, lists and numbers too', async () => {
  const { config } = await load({ ...siteTexts, 'secrets.yaml': 'other: { pins: [12345678, { deep: hunter2 }] }\n' })
  expect(config.secretValues).toEqual(['12345678', 'hunter2'])
})
