/** sops and age as others made them, each in a folder and with keys of a test's own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock, systemRandom } from '../../../src/clock.ts'
import type { KeyPlace } from '../../../src/sops/age-keys.ts'
import { decrypt } from '../../../src/sops/decrypt.ts'
import { encrypt, type Lock } from '../../../src/sops/encrypt.ts'
import { defaultRules } from '../../../src/sops/rules.ts'
import { environment, folder } from '../processes.ts'

const isThere = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0

export const missing = ['sops', 'age', 'age-keygen'].filter((tool) => !isThere(tool)).join(', ')

/** A folder with a key that age-keygen made. */
export function workshop() {
  const dir = folder()
  const keyFile = join(dir, 'keys.txt')
  run(dir, 'age-keygen', ['-o', keyFile])
  const key = readFileSync(keyFile, 'utf8')
  const recipient = /age1\w+/.exec(key)?.[0] ?? ''
  const places: readonly KeyPlace[] = [{ name: keyFile, read: async () => key }]
  const env = { SOPS_AGE_KEY_FILE: keyFile }
  const at = (name: string) => join(dir, name)
  const sops = (...words: readonly string[]): string => run(dir, 'sops', ['--disable-version-check', ...words], env)
  return {
    dir,
    keyFile,
    recipient,
    places,
    env,
    at,
    sops,
    write: (name: string, text: string) => writeFileSync(at(name), text),
    read: (name: string) => readFileSync(at(name), 'utf8'),
    /** As sops encrypts the text, and as it decrypts one. */
    theirs: {
      encrypt(text: string): string {
        writeFileSync(at('plain.yaml'), text)
        return sops('encrypt', '--age', recipient, at('plain.yaml'))
      },
      /** As .sops.yaml says. */
      encryptByRule(text: string): string {
        writeFileSync(at('plain.yaml'), text)
        return sops('encrypt', at('plain.yaml'))
      },
      decrypt(text: string, format = 'yaml'): string {
        writeFileSync(at('closed.yaml'), text)
        return sops('decrypt', '--output-type', format, at('closed.yaml'))
      },
    },
    ours: {
      encrypt: (text: string, lock: Partial<Lock> = {}) =>
        encrypt(text, { recipients: [recipient], rules: defaultRules, ...lock }, systemRandom, systemClock.now()),
      decrypt: (text: string) => decrypt(text, places),
    },
  }
}

type Environment = Readonly<Record<string, string>>

/** Throws with what the program said where it fails. */
export function run(dir: string, program: string, words: readonly string[], more: Environment = {}): string {
  const env = { ...environment(dir), ...more }
  return execFileSync(program, words, { cwd: dir, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

const ageProgram = 'age'

export const age = (dir: string, words: readonly string[], input: string | Uint8Array): Buffer =>
  execFileSync(ageProgram, words, { cwd: dir, env: environment(dir), input, stdio: ['pipe', 'pipe', 'pipe'] })
