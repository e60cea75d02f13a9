/** `homestak sim`: a simulated Proxmox VE host to try things on, until it is told to stop. */
import { resolve } from 'node:path'
import { seededRandom } from '../clock.ts'
import { parseListen } from '../listen-address.ts'
import type { Profile } from '../simulator/pace.ts'
import { recordedPlan } from '../simulator/recorded-world.ts'
import { defaultPlan } from '../simulator/world.ts'
import { readFaults } from './fault-file.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { writeJson } from './output.ts'
import { whileListening } from './signals.ts'
import { startSimulatedHost } from './simulated-host.ts'
import { writeSimSite } from './written-site.ts'

const worlds = { default: defaultPlan, recorded: recordedPlan }

export interface SimOptions extends CommonOptions {
  readonly listen: string
  readonly seed?: number
  readonly speed: number
  readonly profile: Profile
  readonly world: keyof typeof worlds
  readonly faults?: string
  readonly data?: string
  readonly writeSiteConfig?: string
}

export async function simVerb(io: Io, options: SimOptions): Promise<number> {
  const { seed, speed, profile, data, writeSiteConfig } = options
  const faults = options.faults === undefined ? undefined : await readFaults(io, resolve(io.cwd, options.faults))
  const random = seed === undefined ? io.random : seededRandom(seed)
  return whileListening(io, null, async ({ stop }) => {
    const host = await startSimulatedHost({
      ...parseListen('--listen', options.listen),
      clock: io.clock,
      random,
      speed,
      profile,
      world: worlds[options.world],
      faults,
      data: data === undefined ? undefined : resolve(io.cwd, data),
    })
    try {
      if (writeSiteConfig !== undefined) await writeSimSite(resolve(io.cwd, writeSiteConfig), host)
      const { endpoint, fingerprint, simulator } = host
      writeJson(io, {
        schema: 'homestak/sim/v1',
        endpoint,
        node: simulator.node,
        token: simulator.token,
        fingerprint,
        pid: io.pid,
      })
      if (io.stderr.isTTY === true)
        note(
          io,
          `It answers until Ctrl-C.${writeSiteConfig === undefined ? '' : ` Try: homestak diff manifests/ -H sim --site-config ${writeSiteConfig}`}`,
        )
      await aborted(stop)
      return 0
    } finally {
      await host.close()
    }
  })
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
