/**
 * `node resident-host-program.ts FOLDER MANIFESTS`: a host behind a real socket that has every guest of as many manifests,
 * all as declared; writes `manifests` and `site` into the folder. Its answers lie ready, so that thousands are no matter.
 * Prints a line when it can be reached. Ends with its stdin.
 */
import { createServer } from 'node:https'
import { join } from 'node:path'
import { writeMark } from '../../src/pve/mark.ts'
import { fingerprintOf, newCertificate } from '../../src/simulator/certificate.ts'
import { aGuest } from '../unit/reconciler/fixtures.ts'
import { answerFile, listRow } from './engine-world.ts'
import { flat, perManifest, siteFiles, writeFiles } from './manifests.ts'
import { desireIn } from './passes.ts'

const [folder = '', manifests = '1'] = process.argv.slice(2)
const answers = new Map<string, Buffer>()
const write = (name: string, data: unknown) => answers.set(name, Buffer.from(JSON.stringify({ data })))
const certificate = await newCertificate(['pve1'])
const server = createServer(certificate, (request, response) => {
  response.setHeader('content-type', 'application/json;charset=UTF-8')
  response.end(answers.get(answerFile(request.url ?? '')))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = address !== null && typeof address === 'object' ? address.port : 0

writeFiles(
  join(folder, 'manifests'),
  Array.from({ length: Number(manifests) }, (_, index) => [`m${index}.yaml`, flat(`m${index}`, 'sim', perManifest)]),
)
const endpoint = `https://127.0.0.1:${port}`
writeFiles(join(folder, 'site'), siteFiles({ endpoint, node: 'pve1', fingerprint: fingerprintOf(certificate) }))
const { nodes } = await desireIn(folder)

const rows = nodes.map(({ guest }, index) => listRow(10_000 + index, guest.name, index))
write('live', rows)
write('resources', [
  { type: 'node', id: 'node/pve1', node: 'pve1', status: 'online' },
  ...rows.map((row) => ({ ...row, type: 'qemu', id: `qemu/${row.vmid}` })),
])
write('nothing', [])
for (const [index, node] of nodes.entries()) {
  const vmid = 10_000 + index
  const [nic] = node.guest.nics
  const { view } = aGuest({ vmid, node, config: { net0: `virtio=${nic?.mac},bridge=${nic?.bridge}` } })
  const description = writeMark(view.text, view.mark ?? null)
  const config = { ...view.config, description, digest: view.digest }
  write(
    String(vmid),
    Object.entries(config).map(([key, value]) => ({ key, value })),
  )
}
process.stdout.write('ready\n')
process.stdin.on('close', () => process.exit(0)).resume()
