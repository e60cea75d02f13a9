/** Real OpenTofu with the real provider, where this machine has both; a simulated host to use them on. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { launcher } from '../../launcher.ts'
import { folder, simulate, startProgram, there, until, write, type Ended, type SimulatedHost } from '../processes.ts'

const configuration = process.env['TF_CLI_CONFIG_FILE'] ?? ''

/** `tofu`, and a configuration that says where the provider lies. */
export const hasTofu = existsSync(configuration) && isThere()

function isThere(): boolean {
  try {
    execFileSync('tofu', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** OpenTofu by itself, in `cwd`. */
export const runTofu = (
  cwd: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> =>
  startProgram('tofu', cwd, words, { TF_CLI_CONFIG_FILE: configuration, NO_PROXY: '127.0.0.1', ...more }).ended

export interface TofuLab {
  readonly cwd: string
  readonly sim: SimulatedHost
  /** Writes `manifests/shop.yaml` anew. */
  declare(text: string): void
  start(...words: readonly string[]): ReturnType<typeof startProgram>
  run(...words: readonly string[]): Promise<Ended>
  /** `host/manifest/node` of each folder in which OpenTofu's things are kept. */
  folders(): readonly string[]
  /** Absolute, of such a folder. */
  path(folder: string): string
  /** A program of the shell, below the lab's folder. */
  program(path: string, text: string): void
  /** What `init` noted of the provider, one for each copy of the module. */
  lock(): readonly string[]
  /** Files of nodes that somebody else on this machine could read. */
  readableByOthers(): readonly string[]
  /** Files of runs that go on, or were killed, and files that only a run may have. */
  leftovers(): readonly string[]
  /** How often a program named tofu was begun: each plan, apply, … of homestak counts. */
  tofuRuns(): number
}

/** homestak in a folder of its own, with `manifests/` there and a simulated host. */
export async function tofuLab(
  manifests: Readonly<Record<string, string>>,
  ...more: readonly string[]
): Promise<TofuLab> {
  const files = Object.entries(manifests).map(([name, text]) => [`manifests/${name}`, text] as const)
  const cwd = folder(Object.fromEntries(files))
  program(cwd, 'counting/tofu', counting)
  const sim = await simulate(cwd, ...more)
  const env = {
    TF_CLI_CONFIG_FILE: configuration,
    PATH: `${cwd}/counting:${process.env['PATH']}`,
    COUNT: `${cwd}/count`,
  }
  const start = (...words: readonly string[]) => startProgram(launcher, cwd, [...words, ...there], env)
  return {
    cwd,
    sim,
    declare: (text) => write(cwd, { 'manifests/shop.yaml': text }),
    start,
    run: (...words) => start(...words).ended,
    folders: () =>
      globSync('state/homestak/*/tofu/[!.]*/*/*', { cwd }).map((path) => path.split('/').slice(4).join('/')),
    path: (folder) => globSync(`${cwd}/state/homestak/*/tofu/${folder}`)[0] ?? '',
    program: (path, text) => program(cwd, path, `#!/bin/sh\n${text}\n`),
    lock: () =>
      globSync(`${cwd}/state/homestak/*/tofu/.module-*/.terraform.lock.hcl`).map((path) => readFileSync(path, 'utf8')),
    readableByOthers: () =>
      globSync(`${cwd}/state/homestak/*/tofu/[!.]*/*/*/*`).filter((path) => (statSync(path).mode & 0o077) !== 0),
    leftovers: () =>
      globSync('state/homestak/*/tofu/[!.]*/*/*/{running,plan.bin,variables.tfvars.json,gate.pem}', { cwd }).map(
        (path) => path.split('/').slice(4).join('/'),
      ),
    tofuRuns: () => (existsSync(`${cwd}/count`) ? readFileSync(`${cwd}/count`, 'utf8').split('\n').length - 1 : 0),
  }
}

function program(cwd: string, path: string, text: string): void {
  write(cwd, { [path]: text })
  chmodSync(`${cwd}/${path}`, 0o755)
}

/** Notes that it was called, but for its version, and hands on to the next program of its name; an apply waits while told to. */
const counting = `#!/bin/sh
here=$(dirname "$0")
[ "$1" = version ] || echo x >>"$here/../count"
case " $* " in *' apply '*)
  [ ! -e "$here/../hold" ] || : >"$here/../held"
  while [ -e "$here/../hold" ]; do sleep 0.05; done
esac
PATH=\${PATH#*:}
exec tofu "$@"
`

/** What says which guest it is, whatever its vmid. */
export const uidOf = ({ description = '' }: Readonly<Record<string, string>>): string | undefined =>
  /"uid":"([0-9a-f]+)"/.exec(description)?.[1]

/** Starts a run and does `deed` at the first line of its progress that says `when`. */
export async function during(
  lab: TofuLab,
  when: string,
  deed: (child: ReturnType<TofuLab['start']>['child']) => unknown,
): Promise<Ended> {
  const { child, ended } = lab.start('reconcile')
  let done = false
  for await (const line of createInterface({ input: child.stderr })) {
    if (done || !line.includes(when)) continue
    done = true
    await deed(child)
  }
  expect(done, `nothing said ${when}`).toBe(true)
  return ended
}

/** No apply begins until what it returns is called. */
export function holdApply({ cwd }: TofuLab): () => void {
  const hold = join(cwd, 'hold')
  writeFileSync(hold, '')
  return () => rmSync(hold)
}

/** Starts a run and does `deed` between plan and apply. */
export async function beforeApply(lab: TofuLab, deed: () => Promise<unknown>): Promise<Ended> {
  const release = holdApply(lab)
  const held = join(lab.cwd, 'held')
  const run = lab.start('reconcile')
  await Promise.race([run.ended, until(() => existsSync(held))])
  expect(existsSync(held), 'nothing was applied').toBe(true)
  await deed()
  release()
  return run.ended
}
