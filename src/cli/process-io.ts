/** The streams, signals and environment of this process, for its command. */
import { homedir } from 'node:os'
import { systemClock, systemRandom } from '../clock.ts'
import { hidingIo } from './hiding-io.ts'
import type { Io, Signal } from './io.ts'
import { openTerminal } from './terminal.ts'

const signals: readonly Signal[] = ['SIGINT', 'SIGTERM']

const { stdout, stderr, terminal } = openTerminal(process)

export const processIo: Io = hidingIo({
  stdin: process.stdin,
  stdout,
  stderr,
  ...(process.stdout.isTTY && process.stderr.isTTY ? { terminal } : {}),
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  pid: process.pid,
  clock: systemClock,
  random: systemRandom,
  onSignal(listener) {
    for (const signal of signals) process.on(signal, listener)
    return () => {
      for (const signal of signals) process.off(signal, listener)
    }
  },
  onHangup(listener) {
    process.on('SIGHUP', listener)
    return () => process.off('SIGHUP', listener)
  },
  exit: (code) => process.exit(code),
})
