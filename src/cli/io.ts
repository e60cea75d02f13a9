/** What a command is given from the process that runs it; tests put their own in its place. */
import type { Readable } from 'node:stream'
import type { Clock, Random } from '../clock.ts'

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  /** Of a terminal, as wide and high as it is now. */
  readonly columns?: number | undefined
  readonly rows?: number | undefined
  /** The reader has gone away. */
  readonly destroyed?: boolean
}

export type Signal = 'SIGINT' | 'SIGTERM'

/** The screen and keyboard that a view may take for itself. What an `on…` returns ends it. */
export interface Terminal {
  /** To the screen at once, also while what others write is diverted. */
  write(text: string): void
  size(): { readonly columns: number; readonly rows: number }
  onResize(listener: () => void): () => void
  /** Each key at once and unseen, Ctrl-C and Ctrl-Z among them; none where stdin is no terminal. */
  onKeys(listener: (keys: string) => void): () => void
  /** Takes all that is written to stdout and stderr. */
  divert(listener: (text: string) => void): () => void
  /** `pause` before the process is stopped, as by Ctrl-Z; `resume` when it goes on, which may come without a pause. */
  onStop(listener: { readonly pause: () => void; readonly resume: () => void }): () => void
  /** The window was closed, or the connection to it has broken. */
  onGone(listener: () => void): () => void
  /** In the last moment of the process, however it ends. */
  onExit(listener: () => void): () => void
  /** SIGINT and SIGTSTP: what the terminal does for Ctrl-C and Ctrl-Z where nobody asked for keys. */
  raise(signal: Signal | 'SIGTSTP'): void
}

export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  /** Absent where stdout or stderr is none. */
  readonly terminal?: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  readonly cwd: string
  /** The user's home folder. */
  readonly home: string
  readonly pid: number
  readonly clock: Clock
  readonly random: Random
  /** Listens until the returned function is called. */
  onSignal(listener: (signal: Signal) => void): () => void
  /** SIGHUP: what was read from files is to be read again. Listens until the returned function is called. */
  onHangup(listener: () => void): () => void
  /** Ends the process at once. */
  exit(code: number): void
  /** From now on these are taken out of all that is written to stdout and stderr. */
  hide(values: readonly string[]): void
  /** The same for a text that goes elsewhere. */
  redact(text: string): string
}

/** Writes one line to stderr, where progress and problems go. */
export const note = (io: Pick<Io, 'stderr'>, line: string): void => {
  io.stderr.write(`${line}\n`)
}

/** Both ends of a conversation are a terminal. */
export const isConversation = ({ stdin, stderr }: Io): boolean => stdin.isTTY === true && stderr.isTTY === true
