/** SIGINT and SIGTERM: the first asks a run to stop, the second ends the process. */
import { InterruptedError } from './failure.ts'
import { note, type Io, type Signal } from './io.ts'

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

export interface Stopping {
  /** Aborted by the first signal, with an InterruptedError as its reason. */
  readonly stop: AbortSignal
  /** The exit code of the signal that came, or null. */
  interruptedCode(): 130 | 143 | null
}

/** Runs `work` with a stop signal; `message` is printed once when the first signal comes. */
export async function whileListening<T>(
  io: Io,
  message: string | null,
  work: (stopping: Stopping) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let code: 130 | 143 | null = null
  const forget = io.onSignal((signal: Signal) => {
    if (code !== null) return io.exit(exitCodes[signal])
    code = exitCodes[signal]
    if (message !== null) note(io, message)
    controller.abort(new InterruptedError(code))
  })
  try {
    return await work({ stop: controller.signal, interruptedCode: () => code })
  } finally {
    forget()
  }
}

export const finishing =
  'homestak: stopping: running tasks are let finish, nothing new is started (again to stop at once)'
