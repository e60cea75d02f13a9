import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generated, generateValidators } from '../../../src/manifest/generate-validators.ts'

test.each(generated)(
  'src/$file is what schemas/ say now; after an edit there, run: node src/manifest/generate-validators.ts',
  (validators) => {
    const text = readFileSync(new URL(`../../../src/${validators.file}`, import.meta.url), 'utf8')
    expect(generateValidators(validators) === text).toBe(true)
  },
)

test('a schema that asks for something else gives another text', () => {
  const [manifest] = generated
  if (!manifest) throw new Error('there are no validators')
  const closed = generateValidators(manifest, (name) => ({ title: name, type: 'object', maxProperties: 0 }))
  expect(closed).toContain('export const isManifestDocument: Validator<ManifestDocument>')
  expect(closed).toContain('must NOT have more than 0 properties')
})
