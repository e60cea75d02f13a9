/** `node engine-host-program.ts FOLDER`: writes down what a host with all declared guests answers, so that a watching run reads it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answersOf, declared } from './engine-world.ts'

const [, , folder = ''] = process.argv
mkdirSync(folder, { recursive: true })
const guests = declared().map((node) => ({ vmid: node.guest.vmid ?? 0, node }))
for (const [name, data] of answersOf(guests)) writeFileSync(join(folder, name), JSON.stringify({ data }))
