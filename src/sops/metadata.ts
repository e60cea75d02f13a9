/** What sops writes into a file beside its values: for whom it is encrypted, which of its values are, and the proof. */
import { isCollection, isMap, isScalar, isSeq, Scalar, YAMLMap, YAMLSeq, type Document } from 'yaml'
import { Refusal } from './refusal.ts'
import { readRules, ruleNames, type Rules } from './rules.ts'

export interface WrappedKey {
  /** e.g. `age1…`. */
  readonly recipient: string
  /** The data key, encrypted to the recipient: an age file in armor. */
  readonly enc: string
}

export interface Metadata {
  readonly age: readonly WrappedKey[]
  /** Keys of services that homestak does not speak to, by their names in the file. */
  readonly otherKeys: readonly string[]
  readonly rules: Rules
  /** As it stands in the file: the proof is bound to this very text. */
  readonly lastModified: string
  readonly mac: string
}

const keyServices = ['kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'hckms', 'pgp']
/** The version of sops whose format is written. */
const version = '3.13.3'

export const metadataKey = 'sops'

/** Undefined where the document is not encrypted. Throws Refusal where its metadata cannot be used. */
export function readMetadata(document: Document): Metadata | undefined {
  const block = isMap(document.contents) ? document.contents.get(metadataKey, true) : undefined
  if (block === undefined) return undefined
  if (!isMap(block)) throw new Refusal('sops must be a mapping', 'the file was damaged: take it from git again')
  const text = (name: string): string => textOf(block.get(name))
  const bad = (what: string): Refusal =>
    new Refusal(`the file ${what}, which homestak does not read`, 'encrypt it to age recipients only', block.range?.[0])
  if (lengthOf(block.get('key_groups')) > 0) throw bad('splits its key over groups')
  if (text('encrypted_comment_regex') !== '' || text('unencrypted_comment_regex') !== '') {
    throw bad('chooses what is encrypted by comments')
  }
  return {
    age: readWrapped(block),
    otherKeys: keyServices.filter((name) => lengthOf(block.get(name)) > 0),
    rules: readRules(text, 'the file', block.range?.[0]),
    lastModified: text('lastmodified'),
    mac: text('mac'),
  }
}

function readWrapped(block: YAMLMap): readonly WrappedKey[] {
  const list = block.get('age')
  if (!isSeq(list)) return []
  return list.items
    .filter((item) => isMap(item))
    .map((item) => ({ recipient: textOf(item.get('recipient')), enc: textOf(item.get('enc')) }))
    .filter(({ recipient }) => recipient !== '')
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const lengthOf = (value: unknown): number => (isCollection(value) ? value.items.length : 0)

/** Takes the block out of the document; what was commented before it stays. */
export function takeMetadata({ contents }: Document): YAMLMap | undefined {
  if (!isMap(contents)) return undefined
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === metadataKey)
  const before = isScalar(pair?.key) ? pair.key.commentBefore : undefined
  if (before) contents.comment = contents.comment ? `${before}\n${contents.comment}` : before
  contents.delete(metadataKey)
  return isMap(pair?.value) ? pair.value : undefined
}

/** The block of a file that is encrypted anew, still without its proof. */
export function keyBlock(age: readonly WrappedKey[]): YAMLMap {
  const block = new YAMLMap()
  const list = new YAMLSeq()
  for (const { recipient, enc } of age) {
    const key = new YAMLMap()
    key.set('enc', scalar(enc, Scalar.BLOCK_LITERAL))
    key.set('recipient', scalar(recipient, Scalar.PLAIN))
    list.add(key)
  }
  block.set('age', list)
  return block
}

export function proven(
  block: YAMLMap,
  { rules, lastModified, mac }: Pick<Metadata, 'rules' | 'lastModified' | 'mac'>,
): YAMLMap {
  for (const name of [...ruleNames, 'mac_only_encrypted']) block.delete(name)
  block.set('lastmodified', scalar(lastModified, Scalar.QUOTE_DOUBLE))
  block.set('mac', scalar(mac, Scalar.PLAIN))
  if (rules.macOnlyEncrypted) block.set('mac_only_encrypted', scalar('true', Scalar.PLAIN))
  block.set(rules.by, scalar(rules.pattern, Scalar.QUOTE_DOUBLE))
  block.set('version', scalar(version, Scalar.PLAIN))
  return block
}

function scalar(text: string, type: Scalar.Type): Scalar {
  const made = new Scalar(text)
  made.type = type
  return made
}
