/** A command of real life: a program of its own, without a shell, killed when its time is over. */
import { spawn } from 'node:child_process'
import type { Ran, Send } from './send.ts'

const mostText = 4096

export const commandRunner =
  (env: Readonly<Record<string, string | undefined>>): Send['run'] =>
  ([program = '', ...words], { input, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Ran>()
    const child = spawn(program, words, { env: { ...env }, stdio: ['pipe', 'ignore', 'pipe'] })
    const giveUp = (): void => {
      child.kill('SIGKILL')
      // What it has started may live on and hold the pipe.
      child.stderr.destroy()
      reject(signal.reason)
    }
    let err = ''
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      err = `${err}${text}`.slice(-mostText)
    })
    // A program that does not read is no failure.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, err }))
    signal.addEventListener('abort', giveUp, { once: true })
    return promise.finally(() => signal.removeEventListener('abort', giveUp))
  }
