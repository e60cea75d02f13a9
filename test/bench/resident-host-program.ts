/**
 * `node resident-host-program.ts FOLDER MANIFESTS`: a host behind a real socket that has every guest of as many manifests,
 * all as declared; writes `manifests` and `site` into the folder. Its answers lie ready, so that thousands are no matter.
 * Prints a line when it can be reached. Ends with its stdin.
 */
import { createServer } from 'node:https'
import { join } from 'node:path'
import { fingerprintOf, newCertificate } from '../../src/simulator/certificate.ts'
import { answerFile, answersOf } from './engine-world.ts'
import { flat, perManifest, siteFiles, writeFiles } from './manifests.ts'
import { desireIn } from './passes.ts'

const [folder = '', manifests = '1'] = process.argv.slice(2)
const answers = new Map<string, Buffer>()
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

const guests = nodes.map((node, index) => {
  const [nic] = node.guest.nics
  return { vmid: 10_000 + index, node, config: { net0: `virtio=${nic?.mac},bridge=${nic?.bridge}` } }
})
for (const [name, data] of answersOf(guests)) answers.set(name, Buffer.from(JSON.stringify({ data })))
process.stdout.write('ready\n')
process.stdin.on('close', () => process.exit(0)).resume()
