/** ADDR:PORT as people type it. */
import { describe, expect, test } from 'vitest'
import { hostPort, isLoopback, parseListen } from '../../src/listen-address.ts'

describe('an address to listen on', () => {
  test.each([
    ['127.0.0.1:9100', '127.0.0.1', 9100],
    ['0.0.0.0:0', '0.0.0.0', 0],
    ['localhost:80', 'localhost', 80],
    ['[::1]:9100', '::1', 9100],
    [':9100', '127.0.0.1', 9100],
    ['9100', '127.0.0.1', 9100],
  ])('%s is understood', (text, address, port) => {
    expect(parseListen('--metrics', text)).toEqual({ address, port })
  })

  test.each([
    '',
    'here',
    ':',
    '::1:9100',
    '[::1]',
    '[127.0.0.1]:1',
    '[x]:1',
    '127.0.0.1:70000',
    'a b:1',
    '1:-1',
    '1.2.3.4:',
  ])('%j is refused with the name of the option', (text) => {
    expect(() => parseListen('--metrics', text)).toThrow(`--metrics: '${text}' is no ADDR:PORT`)
  })

  test('is written as in a URL', () => {
    expect(hostPort({ address: '::1', port: 1 })).toBe('[::1]:1')
    expect(hostPort({ address: '192.0.2.1', port: 1 })).toBe('192.0.2.1:1')
  })

  test('is told apart by who can reach it', () => {
    const reached = ['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1', '0.0.0.0', '::', '192.0.2.1']
    expect(reached.filter((address) => isLoopback({ address, port: 1 }))).toEqual(reached.slice(0, 5))
  })
})
