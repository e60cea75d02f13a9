/** A machine with a real systemd, made of namespaces over the root of this one; what is written there is gone with it. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const repository = join(import.meta.dirname, '../../..')
/** Of util-linux. */
const tools = { apart: 'unshare', inside: 'nsenter' }
const apart = [
  '--net',
  '--pid',
  '--mount',
  '--uts',
  '--ipc',
  '--fork',
  '--kill-child=SIGKILL',
  '--propagation',
  'private',
]

export interface Machine {
  /** Runs a script of the shell there, as root; throws where it fails. */
  run(script: string): string
  /** Until the script succeeds. */
  until(script: string): Promise<void>
  close(): Promise<void>
}

/** Why there can be none here; empty where there can. */
export function obstacle(): string {
  if (process.getuid?.() !== 0) return 'only root may make namespaces'
  const script = `set -e
    test -x /lib/systemd/systemd
    mount -t tmpfs tmpfs /mnt && cd /mnt && mkdir upper work root groups
    mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
    mount -t cgroup2 cgroup2 groups`
  const { status, stderr } = spawnSync(tools.apart, [...apart, 'sh', '-c', script], { encoding: 'utf8' })
  return status === 0 ? '' : `no systemd, namespaces, overlay or cgroup2: ${stderr.trim()}`
}

export async function bootMachine(): Promise<Machine> {
  const dir = mkdtempSync(join(tmpdir(), 'homestak-machine-'))
  const holder = spawn(tools.apart, [...apart, join(import.meta.dirname, 'boot.sh'), dir, repository], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  holder.stderr.on('data', (chunk) => (said += chunk))
  const path = `${join(repository, 'src/cli')}:/usr/sbin:/usr/bin:/sbin:/bin`
  const words = (pid: string) => ['-t', pid, '-a', 'env', '-i', `PATH=${path}`, 'HOME=/root', 'sh', '-s']
  const first = () => readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim()
  const attempt = (script: string) =>
    spawnSync(tools.inside, words(first()), { input: script, encoding: 'utf8', timeout: 120_000 })
  const machine: Machine = {
    run(script) {
      const { status, stdout, stderr } = attempt(script)
      if (status !== 0) throw new Error(`${script}\nended with ${status}\n${stdout}${stderr}`)
      return stdout
    },
    async until(script) {
      for (let tries = 0; attempt(script).status !== 0; tries++) {
        if (tries > 500) throw new Error(`never came true: ${script}\n${said}`)
        await delay(200)
      }
    },
    async close() {
      const ended = once(holder, 'close')
      holder.kill('SIGKILL')
      await ended
      rmSync(dir, { recursive: true, force: true })
      const script = `mount -t cgroup2 cgroup2 /mnt && find /mnt/${basename(dir)} -depth -type d -exec rmdir {} +`
      // Its processes are gone a moment after their first one.
      for (let tries = 0; spawnSync(tools.apart, [...apart, 'sh', '-c', script]).status !== 0 && tries < 50; tries++)
        await delay(100)
    },
  }
  await machine.until('systemctl is-system-running')
  return machine
}
