import { describe, expect, test } from 'vitest'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { seededRandom } from '../../../src/clock.ts'
import { decrypt } from '../../../src/sops/decrypt.ts'
import { encrypt } from '../../../src/sops/encrypt.ts'
import { defaultRules } from '../../../src/sops/rules.ts'
import { identity, now, place, places, recipient, sealed } from './fixtures.ts'

const opened = async (text: string): Promise<string> => (await decrypt(text, places)).text

const secrets = `# of the lab

api_tokens:
  # made by hand
  hv0: op@pve!t=1234 # until May
  hv1: x
passwords:
  vm_root: ""
  other:
keys:
  # the first
  - a
  - b: true
    c: 12
`

describe('an encrypted file', () => {
  test('gives back what went into it, comments too', async () => {
    expect(await opened(await sealed(secrets))).toBe(secrets)
  })

  test('shows names, and neither values nor comments', async () => {
    const text = await sealed(secrets)
    expect(text).toContain('hv0: ENC[AES256_GCM,data:')
    expect(text).toContain('vm_root: ""')
    for (const hidden of ['1234', 'by hand', 'until May', 'of the lab', 'first', 'true', ' 12']) {
      expect(text).not.toContain(hidden)
    }
  })

  test('keeps types apart', async () => {
    const text = 'a: 12\nb: "12"\nc: 1.5\nd: "true"\ne: true\nf: "yes"\ng: |\n  two\n  lines\n'
    const file = await sealed(text)
    const types = [...file.matchAll(/^[a-g]: .*type:(\w+)/gm)].map(([, type]) => type)
    expect(types).toEqual(['int', 'str', 'float', 'str', 'bool', 'str', 'str'])
    expect(await opened(file)).toBe(text)
  })

  test('of an older sops, which writes down all services that it could have used, is read', async () => {
    const old = 'sops:\n  kms: []\n  gcp_kms: []\n  azure_kv: []\n  hc_vault: []\n  pgp: []\n'
    const file = (await sealed(secrets)).replace('sops:\n', old).replace(/version: .*/, 'version: 3.7.1')
    expect(await opened(file.replace(/ {2}unencrypted_suffix: .*\n/, ''))).toBe(secrets)
  })

  test('opens with any of its keys, wherever that lies', async () => {
    const other = await generateIdentity()
    const file = await sealed('a: b\n', { recipients: [await identityToRecipient(other), recipient] })
    expect(await opened(file)).toBe('a: b\n')
    const wrongFirst = [place(undefined, 'nowhere'), place(await generateIdentity()), place(`# mine\n${other}\n`)]
    expect((await decrypt(file, wrongFirst)).text).toBe('a: b\n')
  })

  test.each([
    ['unencrypted_suffix', '_plain', 'a_plain: 1.50\nb: x\n', /^a_plain: 1\.50$/m],
    ['encrypted_suffix', '_secret', 'a: 0x10\nb_secret: x\n', /^a: 0x10$/m],
    ['encrypted_regex', '(?i)^B$', 'a: true\nb: x\n', /^a: true$/m],
    ['unencrypted_regex', '^a', 'a: { c: 1e3 }\nb: x\n', /^a: \{ c: 1e3 \}$/m],
  ] as const)('leaves in the open what %s %s says', async (by, pattern, text, inTheOpen) => {
    const change = (file: string) => file.replace(inTheOpen, (line) => line.replace(/[\d.]+(?:e3|x10)?|true/, '7'))
    const whole = await sealed(text, { rules: { by, pattern, macOnlyEncrypted: false } })
    const partly = await sealed(text, { rules: { by, pattern, macOnlyEncrypted: true } })
    for (const file of [whole, partly]) {
      expect(file).toMatch(inTheOpen)
      expect(file).toMatch(/^b\w*: ENC\[/m)
      await expect(opened(file)).resolves.toContain('x')
    }
    await expect(opened(change(whole))).rejects.toThrow('mac mismatch')
    await expect(opened(change(partly))).resolves.toContain('7')
  })
})

describe('a change', () => {
  test('is all that looks changed when the file is encrypted again', async () => {
    const before = await sealed(secrets)
    const { text, envelope } = await decrypt(before, places)
    const lock = { recipients: [recipient], rules: defaultRules, before: envelope }
    expect(await encrypt(text, lock, seededRandom(2), now + 1_000)).toBe(before)
    const after = await encrypt(text.replace('hv1: x', 'hv1: z'), lock, seededRandom(2), now + 1_000)
    const lines = before.split('\n')
    const differing = after.split('\n').filter((line) => !lines.includes(line))
    expect(differing.map((line) => /^ *(\w+):/.exec(line)?.[1])).toEqual(['hv1', 'lastmodified', 'mac'])
    expect(await opened(after)).toContain('hv1: z')
  })

  test('of the readers takes a new key', async () => {
    const before = await sealed('a: b\n')
    const { text, envelope } = await decrypt(before, places)
    const other = await identityToRecipient(await generateIdentity())
    const lock = { recipients: [recipient, other], rules: defaultRules, before: envelope }
    const after = await encrypt(text, lock, seededRandom(2), now)
    expect((await decrypt(after, places)).envelope.dataKey).not.toEqual(envelope.dataKey)
  })
})

describe('is refused', () => {
  const refusal = async (change: (file: string) => string, text = secrets): Promise<unknown> => {
    const failure: unknown = await opened(change(await sealed(text))).catch((error: unknown) => error)
    return failure instanceof Error ? failure.message : failure
  }

  test('a value that somebody wrote by hand', async () => {
    const message = await refusal((file) => file.replace(/hv1: .*/, 'hv1: y'))
    expect(message).toBe('api_tokens.hv1 is not encrypted, though it has to be')
  })

  test('a value that was moved to another name', async () => {
    const message = await refusal((file) => file.replace('hv1:', 'hv2:'))
    expect(message).toContain('api_tokens.hv2 was changed after it was encrypted, or moved here')
  })

  test('a value that was left out', async () => {
    expect(await refusal((file) => file.replace(/ {2}hv1: .*\n/, ''))).toContain('mac mismatch')
  })

  test('two values of one name in another order', async () => {
    const swap = (file: string) => file.replace(/( {2}- .*\n)( {2}- .*\n)/, '$2$1')
    expect(await refusal(swap, 'a:\n  - one\n  - two\n')).toContain('mac mismatch')
  })

  test.each([
    ['changed', /mac: .*/, 'mac: ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]'],
    ['bound to another time', '2026-01-02', '2026-01-03'],
    ['taken out', / {2}mac: .*\n/, ''],
  ])('a proof that was %s', async (_, from, to) => {
    expect(await refusal((file) => file.replace(from, to))).toBe('its proof (mac) is missing or was changed')
  })

  test.each([
    ['for another service', / {2}age:[\s\S]*? {2}lastmodified/, '  pgp:\n    - fp: A\n  lastmodified', 'only for pgp'],
    ['in shares', 'sops:\n', 'sops:\n  key_groups: [{}]\n', 'splits its key over groups'],
    ['as comments say', 'sops:\n', 'sops:\n  encrypted_comment_regex: x\n', 'by comments'],
  ])('what is encrypted %s', async (_, from, to, message) => {
    expect(await refusal((file) => file.replace(from, to))).toContain(message)
  })

  test('what is not encrypted', async () => {
    await expect(opened('a: b\n')).rejects.toThrow('the file is not encrypted')
  })

  test('a file for whose keys there are none, with the places looked at and no key shown', async () => {
    const file = await sealed('a: b\n')
    const wrong = await generateIdentity()
    const failure = await decrypt(file, [
      place(undefined, '$SOPS_AGE_KEY'),
      place(wrong, 'keys.txt'),
      place('-----BEGIN AGE ENCRYPTED FILE-----\nx\n', 'locked.txt'),
      place('-----BEGIN OPENSSH PRIVATE KEY-----\nx\n', 'id_ed25519'),
      place('AGE-PLUGIN-YUBIKEY-1QQ', 'yubikey.txt'),
      place('AGE-SECRET-KEY-1BROKEN', 'broken.txt'),
      place('# nothing\n', 'empty.txt'),
    ]).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      message:
        'no age key at hand opens it: $SOPS_AGE_KEY is not there; ' +
        `keys.txt has the key of ${await identityToRecipient(wrong)}; locked.txt has a key that a passphrase protects; ` +
        'id_ed25519 has an SSH key; yubikey.txt has a key of an age plugin; ' +
        'broken.txt has the key of nobody: it is damaged; empty.txt has no key',
      hint: expect.stringContaining('without its passphrase'),
    })
    expect(JSON.stringify(failure)).not.toContain(wrong)
    expect(identity).toMatch(/^AGE-SECRET-KEY-1/)
  })

  test.each([
    ['several documents', 'a: b\n---\nc: d\n', 'more than one YAML document'],
    ['an alias', 'a: &x b\nc: *x\n', '*x repeats another value'],
    ['a name that is no text', '12: b\n', 'the name is not text'],
    ['a tag', 'a: !!binary aGk=\n', 'the value has a tag'],
    ['a date', 'a: 2026-01-02\n', 'a is read as a date'],
    ['a list', '- a\n', 'the file must be a mapping'],
    ['an encrypted file', 'a: b\nsops: { mac: x }\n', 'the file is encrypted already'],
    ['a recipient that is none', 'a: b\n', 'nobody is not an age recipient', ['nobody']],
    ['nobody to encrypt for', 'a: b\n', 'nobody is named', []],
  ])('%s, when it is to be encrypted', async (_, text, message, recipients = [recipient]) => {
    await expect(sealed(text, { recipients })).rejects.toThrow(message)
  })
})
