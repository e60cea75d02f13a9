/** The terminal of a process: its size and keys, stops and continuations, and what is written to it past a view. */
import type { Output, Terminal } from './io.ts'

/** The two outputs are what everybody else writes to, so that a view can keep its screen to itself. */
export function openTerminal(host: NodeJS.Process): {
  readonly stdout: Output
  readonly stderr: Output
  readonly terminal: Terminal
} {
  const { stdin, stdout } = host
  let taker: ((text: string) => void) | undefined
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => (taker ? taker(text) : stream.write(text)),
    get isTTY() {
      return stream.isTTY
    },
    get columns() {
      return stream.columns
    },
    get rows() {
      return stream.rows
    },
    get destroyed() {
      return stream.destroyed
    },
  })
  const terminal: Terminal = {
    write: (text) => void stdout.write(text),
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    onResize(listener) {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
    onKeys(listener) {
      if (!stdin.isTTY) return () => undefined
      const pressed = (chunk: Buffer): void => listener(chunk.toString('utf8'))
      stdin.on('data', pressed).setRawMode(true).resume()
      return () => void stdin.off('data', pressed).setRawMode(false).pause()
    },
    divert(listener) {
      taker = listener
      return () => {
        taker = undefined
      }
    },
    onGone(listener) {
      let isGone = false
      const tell = (): void => {
        if (!isGone) listener()
        isGone = true
      }
      // Where stdin is something else, its end says nothing.
      const streams = stdin.isTTY ? [stdin, stdout] : [stdout]
      for (const stream of streams) stream.on('end', tell).on('error', tell)
      return () => {
        for (const stream of streams) stream.off('end', tell).off('error', tell)
      }
    },
    onStop: (listener) => onStop(host, listener),
    onExit(listener) {
      host.on('exit', listener)
      return () => void host.off('exit', listener)
    },
    // To the whole process group, as the terminal would: a shell or npm in between has to stop, too.
    raise: (signal) => void host.kill(signal === 'SIGTSTP' ? 0 : host.pid, signal),
  }
  return { stdout: output(stdout), stderr: output(host.stderr), terminal }
}

function onStop(host: NodeJS.Process, { pause, resume }: Parameters<Terminal['onStop']>[0]): () => void {
  const stop = (): void => {
    pause()
    // The signal again, without a listener: where no shell could continue the process, the system does not stop it.
    host.off('SIGTSTP', stop)
    host.kill(host.pid, 'SIGTSTP')
    setImmediate(() => {
      if (ended) return
      host.on('SIGTSTP', stop)
      resume()
    })
  }
  let ended = false
  host.on('SIGTSTP', stop).on('SIGCONT', resume)
  return () => {
    ended = true
    host.off('SIGTSTP', stop).off('SIGCONT', resume)
  }
}
