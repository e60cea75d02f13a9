import { generateIdentity, identityToRecipient } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import { chooseEncryption, type EncryptionQuery } from '../../../src/config/encryption.ts'
import { decrypt } from '../../../src/sops/decrypt.ts'
import { defaultRules } from '../../../src/sops/rules.ts'
import { place, places, recipient, sealed } from '../sops/fixtures.ts'
import { inMemory } from './fixtures.ts'

const choose = (texts: Readonly<Record<string, string>>, query: Partial<EncryptionQuery> = {}, keyPlaces = places) =>
  chooseEncryption({ dir: '/cfg', asked: [], ...query }, { ...inMemory({ 'site.yaml': '', ...texts }), keyPlaces })

const rule = (text: string) => ({ '.sops.yaml': `creation_rules:\n${text}` })
const { metadata: before } = (await decrypt(await sealed('a: b\n'), places)).envelope

describe('secrets are encrypted for', () => {
  const all = rule('  - age: age1rule\n')

  test('those asked for, by the rules of .sops.yaml', async () => {
    const withRegex = rule('  - age: age1rule\n    encrypted_regex: ^a\n    mac_only_encrypted: true\n')
    expect(await choose(withRegex, { asked: ['age1asked'], variable: 'age1variable', before })).toEqual({
      recipients: ['age1asked'],
      rules: { by: 'encrypted_regex', pattern: '^a', macOnlyEncrypted: true },
      from: '--age',
    })
  })

  test('else those of the environment, else of .sops.yaml, else as before, else oneself', async () => {
    expect(await choose(all, { variable: 'age1one, age1two,', before })).toMatchObject({
      recipients: ['age1one', 'age1two'],
      from: '$SOPS_AGE_RECIPIENTS',
    })
    expect(await choose(all, { before })).toMatchObject({ recipients: ['age1rule'], from: '/cfg/.sops.yaml' })
    expect(await choose({}, { before })).toMatchObject({ recipients: [recipient], from: 'the file as it was' })
    expect(await choose({})).toEqual({ recipients: [recipient], rules: defaultRules, from: 'the age key in keys.txt' })
  })

  test('oneself with the keys of the first place that has any', async () => {
    const [one, two] = [await generateIdentity(), await generateIdentity()]
    const found = await choose({}, {}, [place(undefined), place('# none\n'), place(`${one}\n${two}\n`), ...places])
    expect(found?.recipients).toEqual([await identityToRecipient(one), await identityToRecipient(two)])
  })

  test('nobody where nobody is named and no key is at hand', async () => {
    expect(await choose({}, {}, [place(undefined)])).toBeUndefined()
    expect(await choose(rule('  - path_regex: other\n    age: age1other\n'), {}, [])).toBeUndefined()
  })
})

describe('.sops.yaml', () => {
  test.each([
    ['a list', '  - age: [age1a, "age1b,age1c"]\n', ['age1a', 'age1b', 'age1c']],
    ['a text over lines', '  - age: >-\n      age1a,\n      age1b\n', ['age1a', 'age1b']],
    [
      'the first rule that fits',
      '  - path_regex: x\n    age: age1x\n  - path_regex: ^secrets\\.yaml$\n    age: age1a\n  - age: age1z\n',
      ['age1a'],
    ],
  ])('names readers as %s', async (_, text, recipients) => {
    expect((await choose(rule(text)))?.recipients).toEqual(recipients)
  })

  test.each([
    ['keys of other services', '  - age: age1a\n    pgp: AB\n', 'has pgp, which homestak does not use'],
    ['shares of a key', '  - key_groups: [{ age: [age1a] }]\n', 'has key_groups'],
    [
      'two choices of values',
      '  - age: age1a\n    encrypted_regex: a\n    unencrypted_suffix: b\n',
      'has both unencrypted_suffix and encrypted_regex',
    ],
    ['a path that is no pattern', '  - path_regex: "("\n', 'path_regex is not a pattern'],
    ['bad YAML', '  - {\n', 'is not valid YAML here'],
  ])('with %s is refused with its place', async (_, text, message) => {
    await expect(choose(rule(text))).rejects.toMatchObject({
      code: 'InvalidSiteConfig',
      message: expect.stringMatching(new RegExp(`^/cfg/\\.sops\\.yaml:\\d+:\\d+: .*${message}`)),
    })
  })
})
