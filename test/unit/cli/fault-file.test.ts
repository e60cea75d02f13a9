/** `sim --faults FILE`: rules from YAML, and what is wrong with them by file, line and column. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFaults } from '../../../src/cli/fault-file.ts'
import { folder } from './fake-io.ts'

let written = ''
const io = { stderr: { write: (text: string) => void (written += text) } }

function file(...lines: readonly string[]): string {
  const path = join(folder(), 'faults.yaml')
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

test('a file gives its seed and its rules', async () => {
  const path = file('seed: 4', 'faults:', '  - { kind: status, path: /nodes/*/qemu, status: 596, chance: 0.5 }')
  expect(await readFaults(io, path)).toEqual({
    seed: 4,
    faults: [{ kind: 'status', path: '/nodes/*/qemu', status: 596, chance: 0.5 }],
  })
})

test('every problem is told with its place', async () => {
  const path = file('faults:', '  - kind: refusal', '  - kind: slow', '    chance: 2', '    secnds: 3')
  await expect(readFaults(io, path)).rejects.toMatchObject({ code: 'Usage', message: `${path} cannot be used` })
  for (const place of ['2:11', '4:13', '5:5']) expect(written).toContain(`${path}:${place}: `)
})

test('a file that is not there is named', async () => {
  await expect(readFaults(io, '/nowhere/faults.yaml')).rejects.toMatchObject({
    code: 'NoSuchPath',
    message: 'there is no /nowhere/faults.yaml',
  })
})
