/** What is told where the folder of OpenTofu's things cannot be used. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderTrouble } from '../../../../src/steps/tofu/folder-trouble.ts'
import { clearNode } from '../../../../src/steps/tofu/leftover.ts'

test('a file where its folder should be is the trouble of the state, with its path', () => {
  const dir = mkdtempSync(join(tmpdir(), 'homestak-folder-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  writeFileSync(join(dir, 'tofu'), '')
  const tools = {
    program: 'tofu',
    askVersion: async () => '',
    modules: { guest: dir, network: dir },
    dir: join(dir, 'tofu'),
    env: {},
    signalGroup: () => false,
  }
  expect(() => clearNode(tools, { host: 'hv0', manifest: 'shop', node: 'web' })).toThrow(
    expect.objectContaining({
      code: 'StateUnusable',
      message: expect.stringMatching(/^state .*\/tofu\/hv0\/shop\/web\/.*: a file is in the way of a folder$/),
      hint: expect.stringContaining('--state'),
    }),
  )
})

test('an error that has nothing to do with files stays what it is', () => {
  const error = new TypeError('a mistake of ours')
  expect(folderTrouble(error)).toBe(error)
})
