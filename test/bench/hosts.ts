/** Simulated hosts that hold what manifests declare, behind real sockets, and the site-config that leads to them. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Pool } from 'undici'
import { launcher } from '../launcher.ts'

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

/** `hosts` hosts with `each` guests, all of them as declared in `manifests` below `folder`; beside them is `site`. */
export const convergedHosts = (folder: string, hosts: number, each: number): Promise<RunningHosts> =>
  start(folder, [String(hosts), String(each)])

/** One host on which the declared guests are still to be made; its work takes no time. */
export const emptyHost = (folder: string, each: number): Promise<RunningHosts> =>
  start(folder, ['1', String(each), 'instant'])

/** The same at the pace of a real host, so many times as fast. */
export const realHost = (folder: string, each: number, speed: number, image: string): Promise<RunningHosts> =>
  start(folder, ['1', String(each), 'real', String(speed), image])

/** One as people start it, so many times as fast as a real one, with its site-config in `site` below `cwd`. */
export async function simulatedHost(
  cwd: string,
  env: NodeJS.ProcessEnv,
  speed: number,
): Promise<Pick<RunningHosts, 'close'>> {
  const child = spawn(launcher, ['sim', '--speed', String(speed), '--write-site-config', 'site'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const { done } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  if (done) throw new Error('the simulated host did not start')
  return {
    async close() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** What the host answers, as text; `path` is below its node. */
export async function answerOf({ endpoint, node, token }: Reached, path: string): Promise<string> {
  const pool = new Pool(endpoint, { connect: { rejectUnauthorized: false } })
  const headers = { authorization: `PVEAPIToken=${token}` }
  const { body } = await pool.request({ method: 'GET', path: `/api2/json/nodes/${node}/${path}`, headers })
  const text = await body.text()
  await pool.close()
  return text
}

async function start(folder: string, what: readonly string[]): Promise<RunningHosts> {
  const words = [join(import.meta.dirname, 'hosts-program.ts'), folder, ...what]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
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
