import { describe, expect, test } from 'vitest'
import { endpointFrom } from '../../../src/onboarding/endpoint.ts'

describe('the address of an API', () => {
  test.each([
    ['192.0.2.10', 'https://192.0.2.10:8006'],
    [' hv0.example ', 'https://hv0.example:8006'],
    ['hv0.example:443', 'https://hv0.example:443'],
    ['https://hv0.example', 'https://hv0.example:8006'],
    ['https://hv0.example:8006/', 'https://hv0.example:8006'],
    ['https://hv0.example:8006/#v1:0:=node%2Fpve:4', 'https://hv0.example:8006'],
    ['2001:db8::1', 'https://[2001:db8::1]:8006'],
    ['[2001:db8::1]:8007', 'https://[2001:db8::1]:8007'],
  ])('%s means %s', (typed, meant) => {
    expect(endpointFrom(typed)).toBe(meant)
  })

  test.each([
    '',
    'http://hv0.example',
    'https://hv0.example/api2',
    'https://me@hv0.example',
    'hv0 example',
    'ssh://hv0',
  ])('%j is none, and an example is given', (typed) => {
    expect(() => endpointFrom(typed)).toThrow(
      expect.objectContaining({ code: 'Usage', hint: expect.stringContaining('8006') }),
    )
  })
  test('the hint says what is wrong with one that is nearly right', () => {
    expect(() => endpointFrom('http://hv0.example:8006')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('HTTPS only') }),
    )
    expect(() => endpointFrom('root@192.0.2.10')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('--user') }),
    )
  })
})
