/** Where sops looks for private age keys, and in which order they are tried here: what has to be run comes last. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { HomestakError } from '../errors.ts'
import { plain } from '../report/plain.ts'
import type { KeyPlace } from '../sops/age-keys.ts'
import type { Io } from './io.ts'
import { shellWords } from './shell-words.ts'

const run = promisify(execFile)

type Asked = Pick<Io, 'env' | 'home'>

export const configHome = ({ env, home }: Asked): string => env['XDG_CONFIG_HOME'] || join(home, '.config')

/** Where a new key is put, and looked for. */
export const keysFile = (io: Asked): string => join(configHome(io), 'sops/age/keys.txt')

export function ageKeyPlaces(io: Asked): readonly KeyPlace[] {
  const { env, home } = io
  const named = env['SOPS_AGE_KEY_FILE']
  const ssh = env['SOPS_AGE_SSH_PRIVATE_KEY_FILE']
  const mac = home.startsWith('/Users/') ? [join(home, 'Library/Application Support/sops/age/keys.txt')] : []
  return [
    variable('SOPS_AGE_KEY', env),
    ...(named ? [keyFile(`${named} ($SOPS_AGE_KEY_FILE)`, named, true)] : []),
    ...[keysFile(io), ...mac].map((file) => keyFile(file, file, false)),
    // Only so that somebody who uses one is told that it is not.
    ...(ssh ? [keyFile(`${ssh} ($SOPS_AGE_SSH_PRIVATE_KEY_FILE)`, ssh, true)] : []),
    ...(env['SOPS_AGE_KEY_CMD'] ? [command('SOPS_AGE_KEY_CMD', env['SOPS_AGE_KEY_CMD'], env)] : []),
  ]
}

const variable = (name: string, env: Io['env']): KeyPlace => ({
  name: `$${name}`,
  read: async () => env[name] || undefined,
})

function keyFile(name: string, path: string, mustExist: boolean): KeyPlace {
  const read = async () => {
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      if (!mustExist && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined
      throw new HomestakError({
        code: 'InvalidSiteConfig',
        message: `the age keys in ${name} cannot be read: ${code}`,
        hint: 'check the path and its permissions',
        cause: error,
      })
    }
  }
  return { name, read }
}

/** Run once for each recipient, however often it is asked. No shell: what is given is a program and its arguments. */
function command(name: string, line: string, env: Io['env']): KeyPlace {
  const known = new Map<string, Promise<string>>()
  const ask = async (recipient: string): Promise<string> => {
    const [program = '', ...args] = shellWords(line)
    try {
      const { stdout } = await run(program, args, { env: { ...env, SOPS_AGE_RECIPIENT: recipient }, timeout: 60_000 })
      return stdout
    } catch (error) {
      throw new HomestakError({
        code: 'InvalidSiteConfig',
        message: plain(`$${name} failed: ${failure(error)}`),
        hint: 'it has to print an age key',
        cause: error,
      })
    }
  }
  return {
    name: `$${name}`,
    async read(recipient) {
      const answer = known.get(recipient) ?? ask(recipient)
      known.set(recipient, answer)
      return answer
    },
  }
}

function failure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ENOENT') return 'there is no such program'
  return 'code' in error && typeof error.code === 'number' ? `it ended with ${error.code}` : 'it was stopped'
}
