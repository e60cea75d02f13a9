/** `npm run soak [-- --minutes N]`: `reconcile --watch` with an edit every second: none may be lost, nothing may grow, and it ends with 0. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/clock.ts'
import { launcher } from '../launcher.ts'
import { simulatedHost } from './hosts.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
})
const minutes = Number(values.minutes)
const random = seededRandom(Number(values.seed))
const dir = mkdtempSync(join(tmpdir(), 'homestak-soak-'))
const env = { PATH: process.env['PATH'], HOME: dir, XDG_STATE_HOME: join(dir, 'state') }
const there = ['manifests', '-H', 'sim', '--site-config', 'site']

const sim = await simulatedHost(dir, env, 20)

/** Memory in MiB by node, by manifest: what is declared now. */
const declared = Array.from(
  { length: 6 },
  () =>
    new Map([
      ['web', 512],
      ['db', 512],
    ]),
)
const save = (index: number) => {
  const nodes = [...(declared[index] ?? [])].map(
    ([name, memory]) =>
      `  - { name: ${name}${index}, type: vm, preset: vm-xsmall, image: debian-12, tags: [m${memory}] }`,
  )
  writeFileSync(
    join(dir, `manifests/app${index}.yaml`),
    `schema_version: 2\nname: app${index}\nnodes:\n${nodes.join('\n')}\n`,
  )
}
mkdirSync(join(dir, 'manifests'))
for (const index of declared.keys()) save(index)

// More go than it may take away unasked.
const watch = spawn(launcher, ['reconcile', ...there, '--watch', '--max-destroy', '1000'], {
  cwd: dir,
  env,
  stdio: ['ignore', 'inherit', 'pipe'],
})
let said = ''
watch.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-20_000)))
const memory: number[] = []
let edits = 0
const end = Date.now() + minutes * 60_000
while (Date.now() < end) {
  await delay(1000)
  edit()
  if (edits % 30 === 0) {
    memory.push(residentMiB(watch.pid ?? 0))
    process.stderr.write(`${edits} edits, ${memory.at(-1)} MiB\n`)
  }
}
// Removals settle, and what was begun ends.
const isDone = () => spawnSync(launcher, ['diff', ...there, '--exit-code'], { cwd: dir, env }).status === 0
const patience = Date.now() + 120_000
let converged = isDone()
while (!converged && Date.now() < patience) {
  await delay(2000)
  converged = isDone()
}
watch.kill('SIGTERM')
const [code] = await new Promise<[number | null]>((resolve) => watch.once('close', (status) => resolve([status])))
await sim.close()
const half = memory.slice(Math.floor(memory.length / 2))
process.stdout.write(
  `${edits} edits in ${minutes} minutes: ${converged ? 'none lost' : 'NOT CONVERGED'}, exit ${code}, ` +
    `resident ${memory[0]} MiB at first, ${half[0]} MiB half-way, ${memory.at(-1)} MiB at the end\n`,
)
if (!converged) process.stdout.write(said)
rmSync(dir, { recursive: true, force: true })
process.exitCode = converged && code === 0 ? 0 : 1

/** A tag changes, a node comes, or the last one that came goes. */
function edit(): void {
  const index = Math.floor(random.float() * declared.length)
  const nodes = declared[index]
  if (!nodes) return
  const choice = random.float()
  if (choice < 0.1 && nodes.size < 4) nodes.set(`extra${nodes.size}`, 512)
  else if (choice < 0.15 && nodes.size > 2) nodes.delete([...nodes.keys()].at(-1) ?? '')
  else nodes.set('web', 512 + Math.floor(random.float() * 64))
  save(index)
  edits += 1
}

function residentMiB(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}
