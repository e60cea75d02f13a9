/** Puts secrets into the file of a site-config: plain or encrypted as it is, comments kept, whole or not at all. */
import { join } from 'node:path'
import type { Random } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import { formatProblem } from '../manifest/problem.ts'
import type { Envelope } from '../sops/decrypt.ts'
import { encrypt } from '../sops/encrypt.ts'
import { Refusal } from '../sops/refusal.ts'
import type { Rules } from '../sops/rules.ts'
import type { ConfigFiles } from './config-files.ts'
import { editYaml, type TextEdit } from './edit-yaml.ts'
import { findSecrets, readSecretsFile, refusalProblem } from './secrets-file.ts'

export interface WriteEffects {
  readonly files: ConfigFiles
  /** Puts the file in place at once, with these permission bits from its beginning on. */
  readonly write: (path: string, text: string, mode: number) => Promise<void>
  readonly random: Random
  /** Milliseconds since the Unix epoch. */
  readonly now: number
}

export interface SecretsEdit {
  /** The site-config, absolute. */
  readonly dir: string
  readonly edits: readonly TextEdit[]
  /** For a site-config that has no secrets yet: for whom to encrypt them; undefined: they stay plain, for the owner only. */
  readonly lock?: { readonly recipients: readonly string[]; readonly rules: Rules } | undefined
  /** What a file that is not there yet begins with, e.g. comments. */
  readonly template?: string
}

/** Throws InvalidSiteConfig where the secrets that are there cannot be read. */
export async function writeSecrets(
  { dir, edits, lock, template = '' }: SecretsEdit,
  effects: WriteEffects,
): Promise<void> {
  const found = await findSecrets(dir, effects.files)
  if (!found.ok) throw unusable(formatProblem(found.problem))
  const { file } = found.value
  const read = await readSecretsFile(file, effects.files)
  if (read?.ok === false) throw unusable(formatProblem(read.problem))
  if (read === undefined) return create(dir, { text: editYaml(template, edits), lock }, effects)
  const plain = editYaml(read.value.plain, edits)
  if (plain === read.value.plain) return
  const { envelope } = read.value
  if (envelope === undefined) return effects.write(file, plain, 0o600)
  const same = { ...sameLock(envelope), before: envelope }
  const text = await guarded(file, plain, () => encrypt(plain, same, effects.random, effects.now))
  await effects.write(file, text, (await effects.files.mode(file)) & 0o777)
}

/** For whom the secrets that lie there are encrypted; undefined where they are plain, or there are none. */
export async function lockOf(dir: string, files: ConfigFiles): Promise<SecretsEdit['lock']> {
  const found = await findSecrets(dir, files)
  const read = found.ok ? await readSecretsFile(found.value.file, files) : undefined
  return read?.ok && read.value.envelope ? sameLock(read.value.envelope) : undefined
}

const sameLock = ({ metadata: { age, rules } }: Envelope) => ({
  recipients: age.map(({ recipient }) => recipient),
  rules,
})

async function create(
  dir: string,
  { text, lock }: { readonly text: string; readonly lock: SecretsEdit['lock'] },
  { write, random, now }: WriteEffects,
): Promise<void> {
  if (lock === undefined) return write(join(dir, 'secrets.yaml'), text, 0o600)
  const file = join(dir, 'secrets.yaml.enc')
  await write(file, await guarded(file, text, () => encrypt(text, lock, random, now)), 0o600)
}

/** `text` is what a place in a refusal refers to. */
export async function guarded<Made>(file: string, text: string, make: () => Promise<Made>): Promise<Made> {
  try {
    return await make()
  } catch (error) {
    throw error instanceof Refusal ? unusable(formatProblem(refusalProblem(file, text, error)), error) : error
  }
}

const unusable = (message: string, cause?: unknown): HomestakError =>
  new HomestakError({ code: 'InvalidSiteConfig', message, hint: 'nothing was written', cause })
