/**
 * `node hosts-program.ts FOLDER HOSTS EACH [instant|real] [SPEED] [IMAGE]`: simulated hosts in a process of their own, with
 * disks on ZFS as fresh ones have them, all guests as declared, or none and that pace, so many times as fast; and `manifests`
 * and `site` in the folder. `golden` is a template that is there. One line tells how they are reached. Ends with its stdin.
 */
import { stringify } from 'yaml'
import { seededRandom, systemRandom } from '../../src/clock.ts'
import { fingerprintOf, newCertificate } from '../../src/simulator/certificate.ts'
import { serve } from '../../src/simulator/server.ts'
import { createSimulator } from '../../src/simulator/simulator.ts'
import { createLab } from '../lab.ts'
import { virtualClock } from '../unit/simulator/virtual-clock.ts'
import { clockAt } from '../fast-clock.ts'
import type { Reached } from './hosts.ts'
import { flat, perManifest, writeFiles } from './manifests.ts'

const [folder = '', hosts = '1', each = '1', filling = 'converged', speed = '1', image] = process.argv.slice(2)
const site = new Map<string, string>()
const reached: Reached[] = []

/** As on a real host, the guests come to be by a reconcile, but under virtual time. */
for (let index = 0; index < Number(hosts); index++) {
  const name = `h${index}`
  const manifests = new Map<string, string>()
  for (let made = 0; made < Number(each); made += perManifest) {
    const manifest = `${name}-${made / perManifest}`
    manifests.set(`${manifest}.yaml`, flat(manifest, name, Math.min(perManifest, Number(each) - made), image))
  }
  const clock = virtualClock()
  const made = createSimulator({ clock, random: seededRandom(index + 1) })
  const lab = await createLab(Object.fromEntries(manifests), { clock, hosts: { [name]: made } })
  const { world } = made
  const zfs = { storage: 'local-zfs', type: 'zfspool', pool: 'rpool/data', content: 'images,rootdir' }
  await world.call('POST', '/storage', zfs)
  const host = `nodes/${name}.yaml`
  lab.site.set(host, (lab.site.get(host) ?? '').replace('vmstore', zfs.storage))
  if (image === 'golden') {
    const disk = `${zfs.storage}:0,import-from=local:import/debian-12.qcow2,discard=on,iothread=1`
    const golden = { vmid: 9000, name: image, memory: 512, serial0: 'socket', virtio0: disk }
    await lab.settle(world.run('POST', '/nodes/pve/qemu', golden))
    await lab.settle(world.run('POST', '/nodes/pve/qemu/9000/template'))
  }
  if (filling === 'converged') {
    const { exitCode } = await lab.reconcile({ host: '', concurrency: 50 })
    if (exitCode !== 0) throw new Error(`${name} did not converge: ${exitCode}`)
  }
  writeFiles(`${folder}/manifests`, manifests)
  for (const [path, text] of lab.site) site.set(path, text)
  reached.push(await listen(made.toSnapshot()))
}

async function listen(snapshot: unknown): Promise<Reached> {
  const simulator = createSimulator({
    clock: clockAt(Number(speed)),
    random: systemRandom,
    snapshot,
    profile: filling === 'instant' || filling === 'real' ? filling : 'fast',
  })
  const certificate = await newCertificate([simulator.node])
  const { port } = await serve(simulator, { address: '127.0.0.1', port: 0, certificate })
  const { node, token } = simulator
  return { endpoint: `https://127.0.0.1:${port}`, node, token, fingerprint: fingerprintOf(certificate) }
}

const tokens = reached.map(({ token }, index) => `  h${index}: ${token}\n`)
const secrets = site.get('secrets.yaml') ?? ''
site.set('secrets.yaml', secrets.replace(/^api_tokens:\n(?: .*\n)+/m, `api_tokens:\n${tokens.join('')}`))
site.delete('nodes/sim.yaml')
for (const [index, { endpoint, node, fingerprint }] of reached.entries()) {
  const entry = { node, api_endpoint: endpoint, api_token: `h${index}`, datastore: 'local-zfs', fingerprint }
  site.set(`nodes/h${index}.yaml`, stringify(entry))
}
writeFiles(`${folder}/site`, site)
process.stdout.write(`${JSON.stringify(reached)}\n`)
process.stdin.resume().once('end', () => process.exit())
