/** The stage of the demo: a simulated host, a folder with a site-config and manifests, and homestak's own commands. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Simulator } from '../simulator/simulator.ts'
import type { Io } from './io.ts'
import { run } from './run.ts'
import { startSimulatedHost } from './simulated-host.ts'
import { writeSimSite } from './written-site.ts'

export interface Stage {
  readonly simulator: Simulator
  /** Tells what comes next. */
  say(text: string): void
  /** Runs a command as a user would and shows what it prints; returns its exit code. */
  homestak(...words: readonly string[]): Promise<number>
  /** Writes the demo's manifest. */
  writeManifest(text: string): Promise<void>
}

/** Faster than `sim`: nobody wants to wait for a guest that is not there. */
const speed = 4

export interface Show {
  /** Takes whole lines. */
  write(text: string): void
  readonly colour: boolean
  /** Show progress and the log, too. */
  readonly verbose: boolean
}

/** Sets the stage, plays, and leaves nothing behind. */
export async function withStage<T>(io: Io, show: Show, play: (stage: Stage) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'homestak-demo-'))
  try {
    const host = await startSimulatedHost({ clock: io.clock, random: io.random, speed, address: '127.0.0.1', port: 0 })
    try {
      // Found from there without an option, as ../site-config.
      await writeSimSite(join(dir, 'site-config'), host)
      const cwd = join(dir, 'work')
      await mkdir(join(cwd, 'manifests'), { recursive: true })
      return await play({
        simulator: host.simulator,
        say: (text) => show.write(`\n${text}\n`),
        homestak: (...words) => {
          show.write(`  $ homestak ${words.join(' ')}\n`)
          return run([...words, ...(show.verbose ? ['--verbose'] : [])], innerIo(io, show, cwd))
        },
        writeManifest: (text) => writeFile(join(cwd, 'manifests', 'shop.yaml'), text),
      })
    } finally {
      await host.close()
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** The user's own settings are out of play, and nobody is asked anything. */
function innerIo(io: Io, { write, colour, verbose }: Show, cwd: string): Io {
  const indented = (text: string): void => write(text.replace(/^(?=.)/gm, '    '))
  return {
    ...io,
    stdin: Readable.from([]),
    stdout: { write: indented, isTTY: colour },
    stderr: { write: verbose ? indented : () => undefined, isTTY: colour },
    env: {},
    cwd,
    home: cwd,
  }
}
