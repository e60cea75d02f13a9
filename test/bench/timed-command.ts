/** What a command takes with all processes that it starts, as the shell counts it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Seconds. */
export interface Took {
  readonly wall: number
  readonly cpu: number
}

/** Rejects where it ends with anything but 0. */
export async function timedCommand(
  program: string,
  words: readonly string[],
  where: { readonly cwd?: string; readonly env: Readonly<Record<string, string>> },
): Promise<Took> {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@"'
  const { stderr } = await execute('bash', ['-c', script, 'bash', program, ...words], { ...where, maxBuffer: 2 ** 26 })
  const [wall = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { wall, cpu: user + system }
}
