/** homestak as users start it: processes, pipes, signals, and a simulated host in a process of its own. */
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { launcher } from '../launcher.ts'
import { folder, manifest as manifestText, run, simulate, start, write } from './processes.ts'

function manifest(cwd: string, ...nodes: readonly string[]): void {
  write(cwd, { 'manifests/web.yaml': manifestText('web', Object.fromEntries(nodes.map((name) => [name, '']))) })
}

const site = ['--site-config', 'site']

describe('with a simulated host in another process', () => {
  test('the written site-config works at once, and nothing is left to do afterwards', async () => {
    const cwd = folder()
    manifest(cwd, 'one', 'two')
    const sim = await simulate(cwd)
    expect(sim.told).toMatchObject({ schema: 'homestak/sim/v1', node: 'pve', pid: sim.child.pid })
    const made = await run(cwd, 'reconcile', 'manifests/', '-H', 'sim', ...site)
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining('2 ready') })
    expect(await run(cwd, 'diff', '-H', 'sim', '--exit-code', ...site)).toMatchObject({ code: 0, out: '2 unchanged\n' })
    expect(await run(cwd, 'status', ...site)).toMatchObject({ code: 0, out: expect.stringMatching(/web\/one +vm/) })
    sim.child.kill('SIGTERM')
    expect((await sim.ended).code).toBe(0)
  })

  test('a host that is not there any more ends a diff with 4, and its guests are unknown, not gone', async () => {
    const cwd = folder()
    manifest(cwd, 'one')
    const sim = await simulate(cwd)
    await run(cwd, 'reconcile', '-H', 'sim', ...site)
    sim.child.kill('SIGINT')
    await sim.ended
    const { code, out } = await run(cwd, 'diff', '-H', 'sim', ...site)
    expect(code).toBe(4)
    expect(out).toMatch(/^\? +web\/one +unknown/m)
  })

  test('a world that is kept is there again, and so is what was made in it', async () => {
    const cwd = folder()
    manifest(cwd, 'one')
    const first = await simulate(cwd, '--data', 'world')
    await run(cwd, 'reconcile', '-H', 'sim', ...site)
    first.child.kill('SIGTERM')
    await first.ended
    const second = await simulate(cwd, '--data', 'world')
    expect(second.told).toEqual({ ...first.told, pid: second.child.pid })
    expect(await run(cwd, 'diff', '-H', 'sim', '--exit-code', ...site)).toMatchObject({ code: 0 })
  })

  test('a second writer is told who writes; with --wait it comes after', async () => {
    const cwd = folder()
    manifest(cwd, 'one', 'two', 'three')
    await simulate(cwd, '--seed', '3')
    const first = start(cwd, 'reconcile', '-H', 'sim', '--concurrency', '1', ...site)
    await new Promise((resolve) => first.child.stderr.once('data', resolve))
    // It still writes when the others ask, however quick it is.
    first.child.kill('SIGSTOP')
    const waiting = start(cwd, 'reconcile', '-H', 'sim', '--wait', ...site)
    const refused = await run(cwd, 'reconcile', '-H', 'sim', ...site)
    first.child.kill('SIGCONT')
    expect(refused).toMatchObject({ code: 4, out: '' })
    expect(refused.err).toContain(`process ${first.child.pid}, \`homestak reconcile `)
    expect(await first.ended).toMatchObject({ code: 0 })
    expect(await waiting.ended).toMatchObject({ code: 0, out: expect.stringContaining('0 writes') })
  })
})

describe('signals and pipes', () => {
  test('a second signal ends a run at once', async () => {
    const cwd = folder()
    manifest(cwd, 'one')
    await simulate(cwd, '--speed', '0.05')
    const run = start(cwd, 'reconcile', '-H', 'sim', ...site)
    const said: string[] = []
    for await (const line of createInterface({ input: run.child.stderr })) {
      said.push(line)
      if (line.includes('StepStarted: create')) run.child.kill('SIGINT')
      if (line.includes('running tasks are let finish')) run.child.kill('SIGTERM')
    }
    expect((await run.ended).code).toBe(143)
    const asked = said.findIndex((line) => line.includes('running tasks are let finish'))
    // A task that goes on may be told of until the second one.
    expect(said.slice(asked).filter((line) => !line.includes('  Progress: '))).toEqual([said[asked]])
  })

  test('a reader that goes away is no failure', () => {
    const text = execFileSync('bash', ['-c', 'set -o pipefail; "$0" reconcile --help | head -n 1', launcher], {
      encoding: 'utf8',
    })
    expect(text).toBe('Usage: homestak reconcile [options] [path...]\n')
    const cwd = folder()
    const nodes = Array.from({ length: 5000 }, (_, index) => `node-${index}`)
    manifest(cwd, ...nodes)
    const graph = `set -o pipefail; "$0" graph "$1" 2>&1 | head -n 1; echo "$?"`
    expect(execFileSync('bash', ['-c', graph, launcher, join(cwd, 'manifests')], { encoding: 'utf8' })).toBe('web\n0\n')
  })
})

test('bash completes words through the script that homestak prints', () => {
  const lines = [
    'source <("$0" completion bash)',
    'try() { COMP_WORDS=(homestak "$@"); COMP_CWORD=$#; _homestak; echo "${COMPREPLY[*]}"; }',
    'try rec; try reconcile --on-error ""; try diff "\\$(touch evil)"; ls',
  ]
  const cwd = folder()
  const env = { ...process.env, PATH: `${dirname(launcher)}:${process.env['PATH']}` }
  const text = execFileSync('bash', ['-c', lines.join('\n'), launcher], { encoding: 'utf8', cwd, env })
  expect(text).toBe('reconcile\nstop rollback continue\n\n')
})
