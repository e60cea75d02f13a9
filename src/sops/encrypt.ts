/** From plain YAML to a file that sops, and whoever has the private key of a recipient, can read. */
import { isMap, Scalar, type Document } from 'yaml'
import type { Random } from '../clock.ts'
import { wrapDataKey } from './age-keys.ts'
import { placeText, seal, type Sealed } from './cipher.ts'
import { sealedKey, valueHash, type Envelope } from './decrypt.ts'
import { emit, parse } from './document.ts'
import { leafOf } from './leaf.ts'
import { keyBlock, metadataKey, proven, readMetadata, takeMetadata } from './metadata.ts'
import { Refusal } from './refusal.ts'
import { isCovered, type Rules } from './rules.ts'
import { eachValue, replaceComments } from './walk.ts'

export interface Lock {
  /** Public age keys: whoever has one of the private ones can read the file. */
  readonly recipients: readonly string[]
  readonly rules: Rules
  /** The file as it was before, so that what did not change looks the same. */
  readonly before?: Envelope | undefined
}

type SealOne = (value: Sealed, place: string) => string

/** `now` in milliseconds. Gives the text of before where nothing changed. Throws Refusal. */
export async function encrypt(text: string, lock: Lock, random: Random, now: number): Promise<string> {
  const document = parse(text)
  if (readMetadata(document) !== undefined) {
    throw new Refusal('the file is encrypted already', 'homestak site decrypt decrypts it')
  }
  if (!isMap(document.contents)) throw new Refusal('the file must be a mapping', 'write key: value')
  const recipients = [...new Set(lock.recipients)]
  if (recipients.length === 0) throw new Refusal('nobody is named to encrypt for', 'give --age age1…')
  const before = reusable(lock.before, recipients)
  const dataKey = before?.dataKey ?? random.bytes(32)
  const sealOne: SealOne = (value, place) =>
    before?.sealed.get(sealedKey(place, value)) ?? seal(value, dataKey, place, random)
  const hash = sealValues(document, lock.rules, sealOne)
  replaceComments(document, (line, names) => sealOne({ type: 'comment', text: line }, placeText(names)))
  const old = before && parse(before.text)
  const oldBlock = old && takeMetadata(old)
  if (before && old && sameRules(before.metadata.rules, lock.rules) && emit(document) === emit(old)) return before.text
  const block = oldBlock ?? keyBlock(await wrapDataKey(dataKey, recipients))
  const lastModified = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')
  const mac = seal({ type: 'str', text: hash }, dataKey, lastModified, random)
  document.contents.set(new Scalar(metadataKey), proven(block, { rules: lock.rules, lastModified, mac }))
  return emit(document)
}

/** The data key stays as long as the readers do: whoever could read the file keeps knowing it. */
function reusable(before: Envelope | undefined, recipients: readonly string[]): Envelope | undefined {
  if (before === undefined) return undefined
  const { age, otherKeys } = before.metadata
  const same = age.length === recipients.length && age.every(({ recipient }) => recipients.includes(recipient))
  if (!same && otherKeys.length > 0) {
    const message = `the file is encrypted for ${otherKeys.join(', ')} too, which homestak cannot do anew`
    throw new Refusal(message, 'change the recipients with sops updatekeys')
  }
  return same ? before : undefined
}

/** Puts ciphertexts into the document; the result is the hash over the values. */
function sealValues(document: Document, rules: Rules, sealOne: SealOne): string {
  const covered = isCovered(rules)
  const hash = valueHash(rules.macOnlyEncrypted)
  eachValue(document, (scalar, names) => {
    const leaf = leafOf(scalar)
    if (leaf === null) return
    const isIn = covered(names)
    if (leaf.type === 'time' && isIn) {
      throw new Refusal(`${names.join('.')} is read as a date`, 'put it in quotes', scalar.range?.[0])
    }
    if (isIn || !rules.macOnlyEncrypted) hash.update(leaf.text)
    if (!isIn || leaf.text === '') return
    scalar.value = sealOne(leaf, placeText(names))
    scalar.type = Scalar.PLAIN
    delete scalar.tag
    delete scalar.source
  })
  return hash.digest('hex').toUpperCase()
}

const sameRules = (a: Rules, b: Rules): boolean =>
  a.by === b.by && a.pattern === b.pattern && a.macOnlyEncrypted === b.macOnlyEncrypted
