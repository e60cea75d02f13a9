/** `node engine-host-program.ts FOLDER`: writes down what a host with all declared guests answers, so that a watching run reads it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeMark } from '../../src/pve/mark.ts'
import { aGuest } from '../unit/reconciler/fixtures.ts'
import { declared, listRow } from './engine-world.ts'

const [, , folder = ''] = process.argv
mkdirSync(folder, { recursive: true })
const write = (name: string, data: unknown) => writeFileSync(join(folder, name), JSON.stringify({ data }))

const rows = declared().map(({ guest }, index) => listRow(guest.vmid ?? 0, guest.name, index))
write('resources', [
  { type: 'node', id: 'node/pve1', node: 'pve1', status: 'online' },
  ...rows.map((row) => ({ ...row, type: 'qemu', id: `qemu/${row.vmid}` })),
])
write('live', rows)
write('nothing', [])
for (const node of declared()) {
  const vmid = node.guest.vmid ?? 0
  const { view } = aGuest({ vmid, node })
  write(
    String(vmid),
    Object.entries({ ...view.config, digest: view.digest, description: writeMark(view.text, view.mark ?? null) }).map(
      ([key, value]) => ({ key, value }),
    ),
  )
}
