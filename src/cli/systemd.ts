/** systemd as the service commands need it: its programs, and where units go. */
import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { HomestakError } from '../errors.ts'
import { childEnv } from './child-env.ts'
import type { Io } from './io.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Systemd {
  readonly user: string
  readonly isRoot: boolean
  /** Of the units that root installs. */
  readonly systemDir: string
  /** Throws SystemdFailed where there is no such program. */
  run(program: 'systemctl' | 'journalctl' | 'loginctl', words: readonly string[]): Promise<Ran>
}

const mostOutput = 16 * 1024 * 1024

export function realSystemd(io: Pick<Io, 'env'>): Systemd {
  const { username, uid } = userInfo()
  return {
    user: username,
    isRoot: uid === 0,
    systemDir: '/etc/systemd/system',
    run(program, words) {
      const { promise, resolve, reject } = Promise.withResolvers<Ran>()
      const options = { env: { ...childEnv(io), SYSTEMD_PAGER: '', SYSTEMD_COLORS: '0' }, maxBuffer: mostOutput }
      execFile(program, [...words], options, (error, out, err) => {
        if (error?.code === 'ENOENT') reject(missing(program, error))
        else resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err })
      })
      return promise
    },
  }
}

const missing = (program: string, cause: unknown): HomestakError =>
  new HomestakError({
    code: 'SystemdFailed',
    message: `${program} was not found in PATH: a service needs systemd`,
    hint: 'homestak service install --print shows the unit, to be used elsewhere; reconcile --watch runs under any supervisor',
    cause,
  })
