/** Playbooks of community.proxmox modules as tests, each run against a simulated host of its own. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { areThere, complaintOf, filesIn, simulatedHost } from './clients.ts'

const titleOf = (playbook: string): string => /^- name: (.+)$/m.exec(readFileSync(playbook, 'utf8'))?.[1] ?? playbook

export function testPlaybooks(title: string, dir: string): void {
  describe.skipIf(!areThere)(`${title}`, () => {
    for (const playbook of filesIn(dir, '.yml')) {
      test(`${basename(playbook, '.yml')}: ${titleOf(playbook)}`, async () => {
        const host = await simulatedHost()
        expect(complaintOf(await host.run('python3', '-m', 'ansible', 'playbook', playbook))).toBe('')
      })
    }
  })
}
