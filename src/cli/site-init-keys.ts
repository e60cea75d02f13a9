/** The keys of whoever types `homestak site init`: public ones for the guests, and an age key that secrets are encrypted for. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { SiteConfig } from '../config/site-config.ts'
import { chooseEncryption, refuseStrangers } from '../config/encryption.ts'
import type { SecretsEdit } from '../config/write-secrets.ts'
import { HomestakError } from '../errors.ts'
import { newKey } from '../sops/age-keys.ts'
import { defaultRules } from '../sops/rules.ts'
import { keysFile } from './age-keys.ts'
import { configFiles } from './config-access.ts'
import { note, type Io } from './io.ts'
import type { Prompt } from './prompt.ts'
import type { SiteInitOptions } from './site-init-options.ts'

/** As ssh looks for them. */
const usual = ['id_ed25519.pub', 'id_ecdsa.pub', 'id_rsa.pub']

/** Public keys by name; none where the site-config has some, or nobody has any. */
export async function chooseSshKeys(
  io: Io,
  prompt: Prompt,
  config: SiteConfig | null,
  { sshKey }: SiteInitOptions,
): Promise<Readonly<Record<string, string>>> {
  const known = Object.values(config?.sshKeys ?? {}).map(bodyOf)
  if (sshKey === undefined && known.length > 0) return {}
  const paths = sshKey ?? (await usualKey(io, prompt))
  const keys: Record<string, string> = {}
  for (const path of paths) {
    const key = await readKey(resolve(io.cwd, path), path)
    if (!known.includes(bodyOf(key))) keys[nameOf(key, path)] = key
  }
  if (paths.length === 0)
    note(io, 'warning: there is no public key in ~/.ssh: nobody can log in to the guests (--ssh-key FILE)')
  return keys
}

async function usualKey({ home }: Io, prompt: Prompt): Promise<readonly string[]> {
  for (const name of usual) {
    const path = join(home, '.ssh', name)
    if (!(await readFile(path, 'utf8').catch(() => undefined))) continue
    return [await prompt.ask({ text: 'Public key that opens the guests', flag: '--ssh-key', fallback: path })]
  }
  return []
}

async function readKey(path: string, shown: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new HomestakError({
      code: 'Usage',
      message: `the public key ${shown}: ${why}`,
      hint: 'name another with --ssh-key',
    })
  })
  const line = text.trim()
  if (/^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/=]+( [^\r\n]*)?$/.test(line)) return line
  throw new HomestakError({
    code: 'Usage',
    message: `${shown} is no public SSH key`,
    hint: 'name the file that ends with .pub',
  })
}

const bodyOf = (key: string): string => key.split(/\s+/)[1] ?? key

/** Its comment up to the @, else the name of its file. */
const nameOf = (key: string, path: string): string =>
  (key.split(/\s+/)[2]?.split('@')[0] ?? '').replace(/[^A-Za-z0-9_-]+/g, '-') || basename(path, '.pub')

/** What signs the tokens of guests; null: there is one. */
export function newSigningKey(io: Io, config: SiteConfig | null): string | null {
  if (config?.secret('auth.signing_key')) return null
  const key = Buffer.from(io.random.bytes(32)).toString('hex')
  io.hide([key])
  return key
}

/** For whom new secrets are encrypted, and a private key that is to be made for that. */
export interface Locking {
  /** Undefined: they stay plain, for their owner only; those that are there stay as they are. */
  readonly lock: SecretsEdit['lock']
  readonly newKey: { readonly file: string; readonly text: string } | null
}

const unlocked: Locking = { lock: undefined, newKey: null }

export async function chooseLock(
  io: Io,
  prompt: Prompt,
  dir: string,
  { age = [], plainSecrets, newAgeKey }: SiteInitOptions,
): Promise<Locking> {
  const there = ['secrets.yaml', 'secrets.yaml.enc', 'secrets.enc.yaml'].some((name) => existsSync(join(dir, name)))
  if (plainSecrets || there) return unlocked
  const query = { dir, asked: age, variable: io.env['SOPS_AGE_RECIPIENTS'] }
  const chosen = await chooseEncryption(query, configFiles(io))
  if (chosen === undefined) return makeKey(io, prompt, newAgeKey)
  await refuseStrangers(chosen)
  if (age.length > 0) return { lock: chosen, newKey: null }
  const text = `Encrypt the secrets for ${chosen.recipients.join(', ')} (${chosen.from})?`
  return (await prompt.confirm({ text, fallback: true })) ? { lock: chosen, newKey: null } : unlocked
}

async function makeKey(io: Io, prompt: Prompt, given: true | undefined): Promise<Locking> {
  const file = keysFile(io)
  // What stands there may be a key that a passphrase protects: it is never written over.
  if (existsSync(file)) {
    if (given) throw new HomestakError({ code: 'Usage', message: `${file} is there, and has no key that can be used` })
    return unlocked
  }
  const text = `There is no age key in ${file}. Make one, and encrypt the secrets for it?`
  if (!(await prompt.confirm({ text, given, fallback: false }))) return unlocked
  const made = await newKey(io.clock.now())
  return { lock: { recipients: [made.recipient], rules: defaultRules }, newKey: { file, text: made.text } }
}
