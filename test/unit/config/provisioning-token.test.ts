/** Tokens of guests: the same text for the same claims, key and time, and no token without a good key. */
import { describe, expect, test } from 'vitest'
import { claimsOf, mintToken } from '../../../src/config/provisioning-token.ts'

const key = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'
const web = { node: 'web1', spec: 'base' }

describe('a token', () => {
  test('is the claims and their signature, as guests of the seed know it', () => {
    const token =
      'eyJ2IjoxLCJuIjoid2ViMSIsInMiOiJiYXNlIiwiaWF0IjoxNzAwMDAwMDAwfQ.HDieDZnq-Pw7P0arM1ZWEUBnXqO8HmAPJflPJH4EHUs'
    expect(mintToken(web, key, 1_700_000_000)).toBe(token)
    expect(mintToken(web, key.toUpperCase(), 1_700_000_000.9)).toBe(token)
  })

  test('has letters beyond ASCII as escapes', () => {
    const [claims = ''] = mintToken({ node: 'wéb', spec: 'base' }, key, 0).split('.')
    expect(Buffer.from(claims, 'base64url').toString()).toBe(String.raw`{"v":1,"n":"w\u00e9b","s":"base","iat":0}`)
  })

  test.each([
    ['', 'auth.signing_key not found in secrets.yaml'],
    ['xyz', 'is not hexadecimal'],
    ['001', 'is not hexadecimal'],
    ['00 11', 'is not hexadecimal'],
  ])('is refused for the key %j', (bad, message) => {
    expect(() => mintToken(web, bad, 0)).toThrow(expect.objectContaining({ code: 'InvalidSiteConfig' }))
    expect(() => mintToken(web, bad, 0)).toThrow(message)
  })
})

test.each([
  ['its spec where it has one', { serverUrl: 'https://s', spec: 'base', bootScenario: 'vm-config' }, 'base'],
  [
    'its configuration where it only boots into a scenario',
    { serverUrl: 'https://s', bootScenario: 'pve-config' },
    'config',
  ],
  ['nothing where it has neither', { serverUrl: 'https://s' }, undefined],
  ['nothing without a server', { serverUrl: '', spec: 'base' }, undefined],
])('a guest may fetch %s', (_, guest, spec) => {
  expect(claimsOf({ node: 'web1', ...guest })?.spec).toBe(spec)
})
