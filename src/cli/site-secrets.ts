/** `homestak site encrypt` and `homestak site decrypt`. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { documentOf } from '../config/config-document.ts'
import { readable, type ConfigFiles } from '../config/config-files.ts'
import { chooseEncryption, refuseStrangers, type Encryption } from '../config/encryption.ts'
import { closedMetadata, findSecrets, readSecretsFile, type SecretsFile } from '../config/secrets-file.ts'
import { guarded } from '../config/write-secrets.ts'
import { HomestakError } from '../errors.ts'
import { formatProblem } from '../manifest/problem.ts'
import { count } from '../report/duration.ts'
import { plain } from '../report/plain.ts'
import { decrypt } from '../sops/decrypt.ts'
import { encrypt } from '../sops/encrypt.ts'
import type { Metadata } from '../sops/metadata.ts'
import { Refusal } from '../sops/refusal.ts'
import { configFiles } from './config-access.ts'
import { heldByGit } from './git.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { writeJson } from './output.ts'
import { siteFolder } from './site.ts'
import { writeWhole } from './write-file.ts'

interface EncryptOptions extends CommonOptions {
  readonly age?: readonly string[]
  readonly remove?: true
}

interface DecryptOptions extends CommonOptions {
  readonly force?: true
}

/** What there is of secrets in a site-config. */
interface Standing {
  readonly plainFile: string
  readonly encryptedFile: string
  readonly plain: SecretsFile | undefined
  readonly encrypted: SecretsFile | undefined
  /** Of an encrypted file that cannot be opened. */
  readonly closed?: Metadata | undefined
}

export async function encryptVerb(io: Io, options: EncryptOptions): Promise<number> {
  const dir = siteFolder(io, options)
  const files = readable(configFiles(io))
  const standing = await look(dir, files, (problem) => note(io, `warning: ${plain(problem)}; it is written anew`))
  const { plainFile, encryptedFile } = standing
  const source = standing.plain ?? standing.encrypted
  if (source === undefined) throw unusable(`there is no ${plainFile}`, 'homestak site init writes one')
  const before = standing.encrypted?.envelope
  const old = before?.metadata ?? standing.closed
  const query = { dir, asked: options.age ?? [], variable: io.env['SOPS_AGE_RECIPIENTS'], before: old }
  const chosen = await chooseEncryption(query, files)
  if (chosen === undefined) {
    throw unusable(
      'nobody is named to encrypt for',
      'give --age age1…; age-keygen makes a key, and shows its public half',
    )
  }
  await refuseStrangers(chosen)
  const text = await guarded(source.file, source.text, () =>
    encrypt(source.plain, { ...chosen, before }, io.random, io.clock.now()),
  )
  const changed = text !== standing.encrypted?.text
  if (changed) await writeWhole(encryptedFile, text, await modeFor(encryptedFile, standing, files))
  const opens = await opensTo(text, source.plain, files)
  const removed = options.remove === true && opens && standing.plain !== undefined && plainFile !== encryptedFile
  if (removed) await rm(plainFile)
  tellEncrypted(io, options, { file: encryptedFile, changed, removed, opens, chosen })
  return 0
}

interface Told {
  readonly file: string
  readonly changed: boolean
  readonly removed: boolean
  readonly opens: boolean
  readonly chosen: Encryption
}

function tellEncrypted(io: Io, options: EncryptOptions, { file, changed, removed, opens, chosen }: Told): void {
  const { recipients, from } = chosen
  if (options.jsonOutput) {
    writeJson(io, { schema: 'homestak/site-secrets/v1', act: 'encrypt', file, changed, removed, recipients, from })
  } else {
    const done = changed ? 'encrypted for' : 'is up to date, for'
    io.stdout.write(`${plain(file)}: ${done} ${count(recipients.length, 'recipient')} (${plain(from)})\n`)
    for (const recipient of recipients) io.stdout.write(`  ${plain(recipient)}\n`)
  }
  if (!opens) note(io, 'warning: no age key here opens it: only others can read it')
  if (options.remove && !removed && !opens) note(io, 'the plain file is kept')
}

export async function decryptVerb(io: Io, options: DecryptOptions): Promise<number> {
  const dir = siteFolder(io, options)
  const files = readable(configFiles(io))
  const { plainFile, plain: old, encrypted } = await look(dir, files)
  if (encrypted === undefined) throw unusable(`nothing in ${dir} is encrypted`, 'homestak site encrypt does that')
  const changed = old?.text !== encrypted.plain
  if (changed && old !== undefined && !options.force && !sameValues(old.plain, encrypted.plain)) {
    const hint = 'homestak site encrypt takes it over; --force overwrites it'
    throw unusable(`${plainFile} is there and says something else`, hint)
  }
  if (changed) await writeWhole(plainFile, encrypted.plain, 0o600)
  if (options.jsonOutput) {
    writeJson(io, { schema: 'homestak/site-secrets/v1', act: 'decrypt', file: plainFile, changed })
  } else io.stdout.write(`${plain(plainFile)}: ${changed ? 'written, for its owner only' : 'is up to date'}\n`)
  const held = await heldByGit(io, dir, plainFile)
  if (held === 'kept') note(io, `warning: git keeps it: git rm --cached ${plain(plainFile)}, and change what it held`)
  if (held === 'not ignored') note(io, 'warning: git does not ignore it: add secrets.yaml to .gitignore')
  return 0
}

/** Throws InvalidSiteConfig where something cannot be read; with `onClosed`, an encrypted file beside a plain one need not be. */
async function look(dir: string, files: ConfigFiles, onClosed?: (problem: string) => void): Promise<Standing> {
  const found = await findSecrets(dir, files)
  if (!found.ok) throw unusable(formatProblem(found.problem), 'nothing was written')
  const { file, twin } = found.value
  const plainFile = join(dir, 'secrets.yaml')
  const first = await readSecretsFile(file, files)
  if (first?.ok === false) throw unusable(formatProblem(first.problem), 'nothing was written')
  if (first?.value.envelope) {
    return { plainFile, encryptedFile: file, plain: undefined, encrypted: first.value }
  }
  const standing = { plainFile, encryptedFile: twin ?? join(dir, 'secrets.yaml.enc'), plain: first?.value }
  const second = twin === undefined ? undefined : await readSecretsFile(twin, files)
  if (second?.ok !== false) return { ...standing, encrypted: second?.value }
  if (!onClosed) throw unusable(formatProblem(second.problem), 'nothing was written')
  onClosed(formatProblem(second.problem))
  return { ...standing, encrypted: undefined, closed: await closedMetadata(second.problem.file, files) }
}

/** Where it is in git, its mode is kept: it may be read by whoever likes to. */
const modeFor = async (file: string, { encrypted }: Standing, files: ConfigFiles): Promise<number> =>
  encrypted === undefined ? 0o600 : (await files.mode(file)) & 0o777

async function opensTo(text: string, expected: string, files: ConfigFiles): Promise<boolean> {
  try {
    return sameValues((await decrypt(text, files.keyPlaces ?? [])).text, expected)
  } catch (error) {
    if (error instanceof Refusal || error instanceof HomestakError) return false
    throw error
  }
}

const sameValues = (one: string, other: string): boolean =>
  isDeepStrictEqual(documentOf('', one).value, documentOf('', other).value)

const unusable = (message: string, hint: string): HomestakError =>
  new HomestakError({ code: 'InvalidSiteConfig', message, hint })
