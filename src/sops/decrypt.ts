/** From an encrypted YAML file to its plain text, after its proof was verified. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Document, Scalar } from 'yaml'
import { openDataKey, type KeyPlace } from './age-keys.ts'
import { asComments, openComments } from './comments.ts'
import { isSealed, placeText, unseal, type Sealed } from './cipher.ts'
import { parse, show } from './document.ts'
import { floatText, leafOf } from './leaf.ts'
import { readMetadata, takeMetadata, type Metadata } from './metadata.ts'
import { Refusal } from './refusal.ts'
import { isCovered } from './rules.ts'
import { eachValue } from './walk.ts'

export interface Decrypted {
  /** Plain YAML, comments included. */
  readonly text: string
  /** What it takes to encrypt it again so that only what was changed looks changed. */
  readonly envelope: Envelope
}

export interface Envelope {
  readonly dataKey: Uint8Array
  readonly metadata: Metadata
  /** As it was found. */
  readonly text: string
  /** Ciphertexts by `sealedKey`. */
  readonly sealed: ReadonlyMap<string, string>
}

export const sealedKey = (place: string, { type, text }: Sealed): string => JSON.stringify([place, type, text])

/** What a hash over the values begins with where it covers only the encrypted ones: SHA-256 of `sops`. */
const onlyEncrypted = createHash('sha256').update('sops').digest()

export const valueHash = (macOnlyEncrypted: boolean) => {
  const hash = createHash('sha512')
  return macOnlyEncrypted ? hash.update(onlyEncrypted) : hash
}

/** What can be known of it without a key. Throws Refusal. */
export const metadataOf = (text: string): Metadata | undefined => readMetadata(parse(text))

/** Throws Refusal. */
export async function decrypt(text: string, places: readonly KeyPlace[]): Promise<Decrypted> {
  const document = parse(text)
  const metadata = readMetadata(document)
  if (metadata === undefined) throw new Refusal('the file is not encrypted', 'homestak site encrypt encrypts it')
  // Before anything else is missed in a file that was cut off.
  if (metadata.mac === '') throw unproven()
  if (metadata.age.length === 0) {
    const whom = metadata.otherKeys.length > 0 ? `only for ${metadata.otherKeys.join(', ')}` : 'for nobody'
    throw new Refusal(`the file is encrypted ${whom}`, 'add an age recipient: sops rotate --in-place --add-age age1…')
  }
  const dataKey = await openDataKey(metadata.age, places)
  takeMetadata(document)
  const sealed = new Map<string, string>()
  const comments = new Set<Scalar>()
  const hash = openValues(document, metadata, dataKey, { sealed, comments })
  verify(metadata, dataKey, hash)
  asComments(document, comments)
  openComments(document, (line, place) => {
    const opened = unseal(line, dataKey, place)
    if (opened !== undefined) sealed.set(sealedKey(place, opened), line)
    return opened?.text
  })
  return { text: show(document), envelope: { dataKey, metadata, text, sealed } }
}

/** What is met while values are opened. */
interface Found {
  readonly sealed: Map<string, string>
  readonly comments: Set<Scalar>
}

/** Puts plain values into the document; the result is the hash over them. */
function openValues(document: Document, { rules }: Metadata, dataKey: Uint8Array, found: Found): string {
  const covered = isCovered(rules)
  const hash = valueHash(rules.macOnlyEncrypted)
  eachValue(document, (scalar, names) => {
    const leaf = leafOf(scalar)
    if (leaf === null) {
      scalar.value = null
      return
    }
    const place = placeText(names)
    if (!covered(names)) {
      if (!rules.macOnlyEncrypted) hash.update(leaf.text)
      settle(scalar, leaf)
      return
    }
    const opened = leaf.text === '' ? { type: 'str' as const, text: '' } : unseal(leaf.text, dataKey, place)
    if (opened === undefined) throw tampered(leaf.text, names, scalar)
    if (leaf.text !== '') found.sealed.set(sealedKey(place, opened), leaf.text)
    const plain = settle(scalar, opened)
    if (opened.type === 'comment') found.comments.add(scalar)
    else hash.update(plain)
  })
  return hash.digest('hex').toUpperCase()
}

function tampered(text: string, names: readonly string[], scalar: Scalar): Refusal {
  const name = names.join('.')
  const offset = scalar.range?.[0]
  if (!isSealed(text)) {
    const hint = 'it was written by hand: change encrypted files with sops, or by site decrypt and site encrypt'
    return new Refusal(`${name} is not encrypted, though it has to be`, hint, offset)
  }
  return new Refusal(
    `${name} was changed after it was encrypted, or moved here from another place`,
    'take the file from git again',
    offset,
  )
}

/** Gives the scalar its plain value; the result is what is hashed for it. */
function settle(scalar: Scalar, { type, text }: Sealed): string {
  delete scalar.type
  delete scalar.source
  switch (type) {
    case 'int':
      scalar.value = BigInt(text)
      return String(scalar.value)
    case 'float':
      scalar.value = Number(text.replace('Inf', 'Infinity'))
      return floatText(Number(text.replace('Inf', 'Infinity')))
    case 'bool':
      scalar.value = /^(?:1|t|true)$/i.test(text)
      return scalar.value === true ? 'True' : 'False'
    default:
      scalar.value = text
      return text
  }
}

const untouched = 'take the file from git again; whoever changed it did so without sops'

const unproven = (): Refusal => new Refusal('its proof (mac) is missing or was changed', untouched)

function verify({ mac, lastModified }: Metadata, dataKey: Uint8Array, hash: string): void {
  const expected = unseal(mac, dataKey, lastModified)
  if (expected === undefined) throw unproven()
  const [ours, theirs] = [Buffer.from(hash), Buffer.from(expected.text)]
  if (ours.length === theirs.length && timingSafeEqual(ours, theirs)) return
  throw new Refusal('a value or the order of values was changed after it was encrypted (mac mismatch)', untouched)
}
