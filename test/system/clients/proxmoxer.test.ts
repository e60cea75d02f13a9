/** The tasks of proxmoxer: each is a function of a script, run against a simulated host of its own. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { areThere, complaintOf, filesIn, simulatedHost } from './clients.ts'

/** A function with a sentence for what it shows. */
const task = /^def (\w+)\(\w+\):\n {4}"""(.+)"""$/gm

for (const script of filesIn('proxmoxer-tasks', '.py').filter((path) => basename(path) !== 'host.py')) {
  describe.skipIf(!areThere)(`proxmoxer, ${basename(script, '.py')}`, () => {
    for (const [, name = '', says] of readFileSync(script, 'utf8').matchAll(task)) {
      test(`${says}`, async () => {
        const host = await simulatedHost()
        expect(complaintOf(await host.run('python3', script, name))).toBe('')
      })
    }
  })
}
