/** The file that holds the secrets of a site-config, found and decrypted in memory. */
import { join } from 'node:path'
import { HomestakError } from '../errors.ts'
import type { Problem } from '../manifest/manifest.ts'
import { decodeText, maxBytes } from '../manifest/text.ts'
import { mergeMarks } from '../manifest/yaml.ts'
import type { Envelope } from '../sops/decrypt.ts'
import type { Metadata } from '../sops/metadata.ts'
import { Refusal } from '../sops/refusal.ts'
import { documentOf, isBlank } from './config-document.ts'
import type { ConfigFiles } from './config-files.ts'

/** Both names are in use for the encrypted file; sops tells the format of the second one by its ending. */
const encryptedNames = ['secrets.yaml.enc', 'secrets.enc.yaml']

const isEncryptedName = (file: string): boolean => encryptedNames.some((name) => file.endsWith(`/${name}`))

export interface SecretsPlace {
  /** The one to read; it need not be there. */
  readonly file: string
  /** An encrypted file beside a plain one. */
  readonly twin: string | undefined
}

export interface SecretsFile {
  readonly file: string
  /** As it lies there: what lines and columns refer to. */
  readonly text: string
  /** Plain YAML; the same as `text` where nothing is encrypted. */
  readonly plain: string
  /** Of an encrypted file. */
  readonly envelope?: Envelope
}

export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem }

/** A plain file is read as it is; else an encrypted one. */
export async function findSecrets(dir: string, files: ConfigFiles): Promise<Read<SecretsPlace>> {
  const plain = join(dir, 'secrets.yaml')
  const found: string[] = []
  for (const name of encryptedNames) {
    if (await isThere(join(dir, name), files)) found.push(join(dir, name))
  }
  const [encrypted, second] = found
  if (second !== undefined) {
    const message = `there are both ${encryptedNames.join(' and ')}`
    return { ok: false, problem: { file: second, line: 1, column: 1, message, hint: 'keep one of them' } }
  }
  if (encrypted === undefined) return { ok: true, value: { file: plain, twin: undefined } }
  const value = (await isThere(plain, files)) ? { file: plain, twin: encrypted } : { file: encrypted, twin: undefined }
  return { ok: true, value }
}

/** What cannot even be looked at is there: why it cannot is told where it is read. */
const isThere = async (path: string, files: ConfigFiles): Promise<boolean> =>
  (await files.kind(path).catch(() => 'other' as const)) !== 'missing'

/** Undefined where it is not there. `files` come from `readable`. */
export async function readSecretsFile(file: string, files: ConfigFiles): Promise<Read<SecretsFile> | undefined> {
  const start = { file, line: 1, column: 1 }
  try {
    const kind = await files.kind(file)
    if (kind === 'missing') return undefined
    if (kind === 'directory') {
      const hint = 'secrets are one file: move the folder away'
      return { ok: false, problem: { ...start, message: 'this is a folder, not a file', hint } }
    }
    const bytes = await files.readFile(file, maxBytes + 1)
    if (bytes.every(isBlank)) {
      if (!isEncryptedName(file)) return { ok: true, value: { file, text: '', plain: '' } }
      const hint = 'take the file from git again, or delete it'
      return {
        ok: false,
        problem: { ...start, message: 'the file is empty, and no secrets can be read from it', hint },
      }
    }
    const decoded = decodeText(file, bytes)
    if (!decoded.ok) return decoded
    const marks = mergeMarks(file, decoded.text)
    if (marks) return { ok: false, problem: marks }
    return await opened(file, decoded.text, files)
  } catch (error) {
    if (!(error instanceof HomestakError)) throw error
    const { message, hint } = error
    return { ok: false, problem: { ...start, message, ...(hint === undefined ? {} : { hint }) } }
  }
}

async function opened(file: string, text: string, files: ConfigFiles): Promise<Read<SecretsFile>> {
  // Whatever is wrong with a file that is not encrypted is told where its values are read.
  const maybe = isEncryptedName(file) || /^["']?sops["']?:/m.test(text)
  if (!maybe) return { ok: true, value: { file, text, plain: text } }
  const { decrypt, metadataOf } = await import('../sops/decrypt.ts')
  try {
    if (metadataOf(text) === undefined) {
      throw new Refusal('the file is not encrypted, though its name says so', 'encrypt it: homestak site encrypt')
    }
    const { text: plain, envelope } = await decrypt(text, files.keyPlaces ?? [])
    if (isBlob(text, plain)) {
      const hint = `sops decrypt --input-type binary --output-type binary ${file} shows what is in it`
      throw new Refusal('the file was encrypted as a whole, and not value by value', hint)
    }
    return { ok: true, value: { file, text, plain, envelope } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ok: false, problem: refusalProblem(file, text, error) }
  }
}

/** As sops does with files whose ending it does not know. */
const isBlob = (text: string, plain: string): boolean =>
  text.startsWith('{') && Object.keys(documentOf('', plain).value).join() === 'data'

/** For whom and how a file is encrypted that cannot be opened; undefined where not even that can be read. */
export async function closedMetadata(file: string, files: ConfigFiles): Promise<Metadata | undefined> {
  const { metadataOf } = await import('../sops/decrypt.ts')
  try {
    const decoded = decodeText(file, await files.readFile(file, maxBytes + 1))
    return decoded.ok ? metadataOf(decoded.text) : undefined
  } catch (error) {
    if (error instanceof Refusal || error instanceof HomestakError) return undefined
    throw error
  }
}

export function refusalProblem(file: string, text: string, { message, hint, offset = 0 }: Refusal): Problem {
  const before = text.slice(0, offset).split('\n')
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message, hint }
}
