/** Where the state lies, by what the user set. */
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { resolveStateDir } from '../../../src/cli/state-dir.ts'

const home = '/home/ann'
const env = { HOMESTAK_ROOT: '/opt/homestak', XDG_STATE_HOME: '/var/xdg' }

test.each([
  ['--state goes before everything', { flag: '/tmp/s', env, home }, '/tmp/s'],
  ['a relative --state counts from the working directory', { flag: 's', env, home }, resolve('s')],
  ['HOMESTAK_ROOT comes next', { env, home }, '/opt/homestak/.state'],
  ['then the XDG state folder', { env: { XDG_STATE_HOME: '/var/xdg' }, home }, '/var/xdg/homestak'],
  ['then its default', { env: {}, home }, '/home/ann/.local/state/homestak'],
  [
    'what is set to nothing is not set',
    { flag: '', env: { HOMESTAK_ROOT: '', XDG_STATE_HOME: '' }, home },
    '/home/ann/.local/state/homestak',
  ],
  ['a relative XDG folder is ignored', { env: { XDG_STATE_HOME: 'x' }, home }, '/home/ann/.local/state/homestak'],
])('%s', (_, sources, dir) => {
  expect(resolveStateDir(sources)).toBe(dir)
})
