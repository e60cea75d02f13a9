import { readFileSync } from 'node:fs'
import { expect, expectTypeOf, test } from 'vitest'
import type { Api } from '../../../src/pve/api.generated.ts'
import { generateApi } from '../../../src/pve/generate-api.ts'

const read = (name: string) => readFileSync(new URL(`../../../src/pve/${name}`, import.meta.url), 'utf8')

test('generating the API types again gives the text that is there', () => {
  expect(generateApi(JSON.parse(read('api-schema.json')))).toBe(read('api.generated.ts'))
})

test('parameters, indexed ones, optional ones and results become types', () => {
  const text = generateApi({
    paths: {
      '/things/{thing}': {
        PUT: {
          parameters: {
            properties: {
              thing: { type: 'string' },
              'net[n]': { type: 'string', optional: 1 },
              'on-boot': { type: 'boolean', optional: 1 },
              kind: { type: 'string', enum: ['a', "b'c"] },
              names: { type: 'array', items: { type: 'string', enum: ['x', 'y'] } },
            },
          },
          returns: { type: 'array', items: { type: 'object', properties: { running: { type: 'boolean' } } } },
        },
      },
    },
  })
  expect(text).toContain("'PUT /things/{thing}'")
  expect(text).toContain('thing: string')
  expect(text).toContain('[key: `net${number}`]: string')
  expect(text).toContain("'on-boot'?: boolean | 0 | 1")
  expect(text).toContain("kind: 'a' | 'b\\'c'")
  expect(text).toContain("names: readonly ('x' | 'y')[]")
  expect(text).toContain('returns: readonly { running: 0 | 1 }[]')
})

test('the types tell required from optional parameters', () => {
  type Clone = Api['POST /nodes/{node}/qemu/{vmid}/clone']['params']
  expectTypeOf<Clone['newid']>().toEqualTypeOf<number>()
  expectTypeOf<Clone>().toHaveProperty('full')
  expectTypeOf<{ node: string; vmid: number }>().not.toMatchTypeOf<Clone>()
  expectTypeOf<{ node: string; vmid: number; newid: number }>().toMatchTypeOf<Clone>()
})
