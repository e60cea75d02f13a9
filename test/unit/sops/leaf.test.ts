import { parseDocument, isMap, isScalar } from 'yaml'
import { describe, expect, test } from 'vitest'
import { floatText, leafOf } from '../../../src/sops/leaf.ts'

function leaf(source: string) {
  const { contents } = parseDocument(`a: ${source}\n`, { schema: 'failsafe' })
  const scalar = isMap(contents) ? contents.get('a', true) : undefined
  if (!isScalar(scalar)) throw new Error('no scalar')
  return leafOf(scalar)
}

describe('a value without quotes', () => {
  test.each([
    ['0', 'int', '0'],
    ['-12', 'int', '-12'],
    ['+7', 'int', '7'],
    ['1_000', 'int', '1000'],
    ['0x1F', 'int', '31'],
    ['0b101', 'int', '5'],
    ['0o17', 'int', '15'],
    ['0777', 'int', '511'],
    ['9223372036854775807', 'int', '9223372036854775807'],
    ['1.50', 'float', '1.5'],
    ['1e3', 'float', '1000'],
    ['1e30', 'float', '1000000000000000000000000000000'],
    ['1e-7', 'float', '0.0000001'],
    ['.5', 'float', '0.5'],
    ['089', 'float', '89'],
    ['.inf', 'float', '+Inf'],
    ['-.inf', 'float', '-Inf'],
    ['.nan', 'float', 'NaN'],
    ['true', 'bool', 'True'],
    ['False', 'bool', 'False'],
    ['2026-1-2', 'time', '2026-01-02T00:00:00Z'],
    ['2026-01-02T03:04:05.120+01:00', 'time', '2026-01-02T03:04:05.12+01:00'],
    ['2026-01-02 03:04:05', 'time', '2026-01-02T03:04:05Z'],
    ['2026-02-30', 'str', '2026-02-30'],
    ['yes', 'str', 'yes'],
    ['12:30', 'str', '12:30'],
    ['1.2.3', 'str', '1.2.3'],
    ['0x', 'str', '0x'],
    ['12a', 'str', '12a'],
    ['_1', 'str', '_1'],
    ['"12"', 'str', '12'],
    ["'true'", 'str', 'true'],
    ['!!str 12', 'str', '12'],
  ])('%s is taken for what sops takes it for: %s %s', (source, type, text) => {
    expect(leaf(source)).toEqual({ type, text })
  })

  test.each(['', '~', 'null', 'Null'])('%j is nothing', (source) => expect(leaf(source)).toBeNull())
})

test.each([
  [0.1, '0.1'],
  [123.456, '123.456'],
  [1.5e21, '1500000000000000000000'],
  [-2.5e-8, '-0.000000025'],
  [-0, '-0'],
])('%d is written without an exponent', (value, text) => expect(floatText(value)).toBe(text))
