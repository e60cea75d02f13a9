/** Clients of Proxmox VE that others wrote, each run against a simulated host of its own. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { defaultPlan } from '../../../src/simulator/world.ts'
import { folder, simulate, startProgram, type Ended } from '../processes.ts'

/** What the lane `clients` installs is in the PATH. */
export const areThere =
  spawnSync('python3', ['-c', 'import proxmoxer, ansible_collections.community.proxmox']).status === 0
if (!areThere) console.warn('SKIPPED: proxmoxer and ansible are not there; `.ci/run clients` installs them')

export const here = (...parts: readonly string[]): string => join(import.meta.dirname, ...parts)

/** The files of a folder here, by their full path. */
export const filesIn = (dir: string, extension: string): readonly string[] =>
  readdirSync(here(dir))
    .filter((name) => name.endsWith(extension))
    .toSorted()
    .map((name) => here(dir, name))

export interface Host {
  readonly url: string
  readonly token: string
  /** The file of its certificate. */
  readonly certificate: string
  /** Runs a program in a folder of its own, told of the host by its environment. */
  run(program: string, ...words: readonly string[]): Promise<Ended>
}

/** A simulated host that lasts as long as the test. */
export async function simulatedHost(): Promise<Host> {
  const cwd = folder()
  const { told } = await simulate(cwd)
  const { hostname, port } = new URL(told.endpoint)
  const certificate = join(cwd, 'certificate.pem')
  writeFileSync(certificate, await certificateOf(hostname, Number(port)))
  const environment = {
    PROXMOX_URL: told.endpoint,
    PROXMOX_HOST: hostname,
    PROXMOX_PORT: port,
    PROXMOX_USER: 'root@pam',
    PROXMOX_PASSWORD: defaultPlan.rootPassword,
    PROXMOX_TOKEN: told.token,
    PROXMOX_VALIDATE_CERTS: 'true',
    REQUESTS_CA_BUNDLE: certificate,
    ANSIBLE_PIPELINING: 'true',
    ANSIBLE_LOCALHOST_WARNING: 'false',
    ANSIBLE_INVENTORY_UNPARSED_WARNING: 'false',
  }
  const set = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  return {
    url: told.endpoint,
    token: told.token,
    certificate,
    run: (program, ...words) => startProgram('env', cwd, [...set, program, ...words]).ended,
  }
}

/** All that a program wrote, unless it ended well. */
export const complaintOf = ({ code, out, err }: Ended): string => (code === 0 ? '' : `${out}\n${err}\n`)

async function certificateOf(host: string, port: number): Promise<string> {
  const socket = connect({ host, port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { raw } = socket.getPeerCertificate()
  socket.destroy()
  return `-----BEGIN CERTIFICATE-----\n${raw.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}
