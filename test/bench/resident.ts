/** What the command itself holds in memory when it watches 10,000 nodes: manifests, connections and all. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { figureOf, type Benchmark } from './benchmark.ts'
import { perManifest } from './manifests.ts'
import { launcher } from '../launcher.ts'

const manifests = 1000
const watchedMs = 60_000

export const resident: Benchmark = {
  name: 'resident',
  title: `reconcile --watch of ${manifests * perManifest} nodes in ${manifests} manifests, as people start it`,
  notes: [
    'at most: once all was loaded, read and found as declared, and with a minute of looks after that',
    'the second start of a checkout: types are stripped already, and compiled code is kept',
  ],
  async measure(folder, say) {
    say('writing manifests')
    const host = spawn(
      process.execPath,
      [join(import.meta.dirname, 'resident-host-program.ts'), folder, String(manifests)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    try {
      await createInterface({ input: host.stdout })[Symbol.asyncIterator]().next()
      say('first start')
      await watch(folder, 1, 0)
      say('second start')
      const { ready, later } = await watch(folder, manifests * perManifest, watchedMs)
      return [
        { name: 'all nodes Ready', unit: 'MiB', homestak: figureOf([ready]), baselines: [] },
        { name: 'a minute later', unit: 'MiB', homestak: figureOf([later]), baselines: [] },
      ]
    } finally {
      host.stdin.end()
    }
  },
}

/** Until so many nodes are Ready, and so long after that; in MiB. */
async function watch(folder: string, nodes: number, ms: number): Promise<{ ready: number; later: number }> {
  const words = ['reconcile', 'manifests', '--site-config', 'site', '--watch', '--state', `state-${nodes}`]
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') }
  const child = spawn(launcher, words, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let said = ''
  let count = 0
  const counted = Promise.withResolvers<void>()
  createInterface({ input: child.stderr }).on('line', (line) => {
    said = line
    if (line.includes('Ready: ') && (count += 1) === nodes) counted.resolve()
  })
  const early = ended.then(() => Promise.reject(new Error(`homestak ended: ${said}`)))
  await Promise.race([counted.promise, early])
  const ready = mostResident(child.pid)
  await Promise.race([delay(ms), early])
  const later = mostResident(child.pid)
  child.kill('SIGTERM')
  await ended
  return { ready, later }
}

function mostResident(pid = 0): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}
