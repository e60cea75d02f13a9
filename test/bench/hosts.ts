/** Simulated hosts that hold what manifests declare, behind real sockets, and the site-config that leads to them. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { stringify } from 'yaml'
import { seededRandom } from '../../src/clock.ts'
import { createSimulator } from '../../src/simulator/simulator.ts'
import { createLab } from '../lab.ts'
import { virtualClock } from '../unit/simulator/virtual-clock.ts'
import { flat, writeFiles } from './manifests.ts'

/** How a host is reached. */
export interface Reached {
  readonly endpoint: string
  readonly node: string
  readonly token: string
  readonly fingerprint: string
}

export interface RunningHosts {
  readonly reached: readonly Reached[]
  close(): Promise<void>
}

/**
 * `hosts` hosts with `each` guests, all of them as declared: below `folder` are `manifests`, `site` and the worlds. They
 * come to be as on a real host, by a reconcile, but under virtual time.
 */
export async function convergedHosts(folder: string, hosts: number, each: number): Promise<RunningHosts> {
  const names = Array.from({ length: hosts }, (_, index) => `h${index}`)
  const site = new Map<string, string>()
  const worlds: string[] = []
  for (const [index, name] of names.entries()) {
    const clock = virtualClock()
    const simulator = createSimulator({ clock, random: seededRandom(index + 1) })
    const manifest = flat(`m-${name}`, name, each)
    const lab = await createLab({ 'm.yaml': manifest }, { clock, hosts: { [name]: simulator } })
    const { exitCode } = await lab.reconcile({ host: '', concurrency: 50 })
    if (exitCode !== 0) throw new Error(`host ${name} did not converge: ${exitCode}`)
    const world = join(folder, `${name}.json`)
    writeFileSync(world, JSON.stringify(simulator.toSnapshot()))
    worlds.push(world)
    writeFiles(folder, [[`manifests/${name}.yaml`, manifest]])
    for (const [path, text] of lab.site) site.set(path, text)
  }
  const running = await start(worlds)
  const tokens = names.map((name, index) => `  ${name}: ${running.reached[index]?.token}\n`)
  for (const [path, text] of site) {
    if (path === 'secrets.yaml')
      site.set(path, text.replace(/^api_tokens:\n(?: .*\n)+/m, `api_tokens:\n${tokens.join('')}`))
  }
  site.delete('nodes/sim.yaml')
  for (const [index, name] of names.entries()) {
    const { endpoint, node, fingerprint } = running.reached[index] ?? {}
    const entry = { node, api_endpoint: endpoint, api_token: name, datastore: 'vmstore', fingerprint }
    site.set(`nodes/${name}.yaml`, stringify(entry))
  }
  writeFiles(join(folder, 'site'), site)
  return running
}

async function start(worlds: readonly string[]): Promise<RunningHosts> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hosts-program.ts'), ...worlds], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  if (typeof value !== 'string') throw new Error('the simulated hosts did not start')
  return {
    reached: JSON.parse(value),
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
