/** What a command is given from the process that runs it; tests put their own in its place. */
import type { Readable } from 'node:stream'
import type { Clock, Random } from '../clock.ts'

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  /** Of a terminal, as wide and high as it is now. */
  readonly columns?: number
  readonly rows?: number
  /** The reader has gone away. */
  readonly destroyed?: boolean
}

export type Signal = 'SIGINT' | 'SIGTERM'

export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
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
  /** Ends the process at once. */
  exit(code: number): void
}

/** Writes one line to stderr, where progress and problems go. */
export const note = (io: Pick<Io, 'stderr'>, line: string): void => {
  io.stderr.write(`${line}\n`)
}

/** Both ends of a conversation are a terminal. */
export const isConversation = ({ stdin, stderr }: Io): boolean => stdin.isTTY === true && stderr.isTTY === true
