/** Somebody new: a home with nothing but a password and a public key, a simulated host, and homestak to be called. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../../src/cli/run.ts'
import { defaultPlan, type WorldPlan } from '../../../src/simulator/world.ts'
import { fakeProcess, folder } from './fake-io.ts'
import { fastClock, simulated } from './simulated.ts'

export const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@laptop'

export async function newcomer(world: WorldPlan = defaultPlan) {
  const dir = folder({ 'home/.ssh/id_ed25519.pub': `${publicKey}\n`, 'home/password': 'simulated\n', 'work/x': '' })
  const host = await simulated(7, world)
  const start = (words: readonly string[], input = '') => {
    const fake = fakeProcess({ cwd: join(dir, 'work'), clock: fastClock, env: {}, input })
    return { ...fake, code: run(words, { ...fake.io, home: join(dir, 'home') }) }
  }
  const call = async (words: readonly string[], input = '') => {
    const { code, out, err } = start(words, input)
    return { code: await code, out: out(), err: err() }
  }
  const ownFile = () => globSync(join(dir, 'home/.config/homestak/*/secrets.yaml*'))[0] ?? 'none'
  const address = host.endpoint.replace('https://', '')
  const told = ['--yes', '--fingerprint', host.fingerprint, '--password-file', '../home/password']
  const config = join(dir, 'home/config')
  return {
    dir,
    host,
    world: host.simulator.world,
    call,
    start,
    config,
    init: (...more: readonly string[]) => call(['site', 'init', address, ...told, ...more]),
    told,
    address,
    read: (path: string) => readFileSync(join(config, path), 'utf8'),
    edit: (path: string, change: (text: string) => string) =>
      writeFileSync(join(config, path), change(readFileSync(join(config, path), 'utf8'))),
    /** The secrets of this machine alone. */
    own: () => readFileSync(ownFile(), 'utf8'),
    editOwn: (change: (text: string) => string) => writeFileSync(ownFile(), change(readFileSync(ownFile(), 'utf8'))),
    writes: () => host.simulator.world.requests().filter(({ method }) => method !== 'GET'),
  }
}

export function folderAt(path: string): string {
  mkdirSync(path, { recursive: true })
  return path
}
