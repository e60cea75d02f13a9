/** Private age keys: where they may lie, what a text with keys holds, and the data key that one of them opens. */
import type { WrappedKey } from './metadata.ts'
import { Refusal } from './refusal.ts'

/** A place that sops looks for private keys in. */
export interface KeyPlace {
  /** e.g. `$SOPS_AGE_KEY`. */
  readonly name: string
  /** Undefined where there is nothing; `recipient` is whose key is wanted. */
  read(recipient: string): Promise<string | undefined>
}

/** What keys a text has, and what else stands there that looks like a key. */
export interface FoundKeys {
  readonly identities: readonly string[]
  readonly unusable: readonly string[]
}

export function keysIn(text: string): FoundKeys {
  if (text.startsWith('age-encryption.org/') || text.startsWith('-----BEGIN AGE ENCRYPTED FILE-----')) {
    return { identities: [], unusable: ['a key that a passphrase protects'] }
  }
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return { identities: [], unusable: ['an SSH key'] }
  const words = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(/\s+/))
    .filter((word) => word !== '')
  const usable = (word: string): boolean => /^AGE-SECRET-KEY-(?:PQ-)?1/.test(word)
  const unusable = words
    .filter((word) => !usable(word))
    .map((word) => (word.startsWith('AGE-PLUGIN-') ? 'a key of an age plugin' : 'a line that is no age key'))
  return { identities: words.filter(usable), unusable: [...new Set(unusable)] }
}

/** The public half. Throws Refusal for a key that is damaged; the message does not show it. */
export async function recipientOf(identity: string): Promise<string> {
  const { identityToRecipient } = await import('age-encryption')
  try {
    return await identityToRecipient(identity)
  } catch {
    throw new Refusal('an age key is damaged', 'copy it again, or make a new one with age-keygen')
  }
}

export interface NewKey {
  readonly recipient: string
  /** What a keys.txt holds, as age-keygen writes it. */
  readonly text: string
}

/** `now` in milliseconds. */
export async function newKey(now: number): Promise<NewKey> {
  const { generateIdentity } = await import('age-encryption')
  const identity = await generateIdentity()
  const recipient = await recipientOf(identity)
  const created = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')
  return { recipient, text: `# created: ${created}\n# public key: ${recipient}\n${identity}\n` }
}

/** Throws Refusal that says where was looked, and for whom the file is encrypted. */
export async function openDataKey(wrapped: readonly WrappedKey[], places: readonly KeyPlace[]): Promise<Uint8Array> {
  const { armor, Decrypter } = await import('age-encryption')
  const looked: string[] = []
  for (const place of places) {
    const seen = new Set<string>()
    for (const { recipient, enc } of wrapped) {
      const text = await place.read(recipient)
      if (text === undefined) continue
      const { identities, unusable } = keysIn(text.trim())
      for (const what of unusable) seen.add(`${place.name} has ${what}`)
      for (const identity of identities) {
        try {
          const decrypter = new Decrypter()
          decrypter.addIdentity(identity)
          const key = await decrypter.decrypt(armor.decode(enc))
          if (key.length === 32) return key
        } catch {
          seen.add(`${place.name} has the key of ${await recipientOf(identity).catch(() => 'nobody: it is damaged')}`)
        }
      }
      if (identities.length === 0 && unusable.length === 0) seen.add(`${place.name} has no key`)
    }
    looked.push(...(seen.size > 0 ? seen : [`${place.name} is not there`]))
  }
  throw new Refusal(`no age key at hand opens it: ${looked.join('; ')}`, advice(wrapped, looked))
}

function advice(wrapped: readonly WrappedKey[], looked: readonly string[]): string {
  const whom = wrapped.map(({ recipient }) => recipient).join(', ')
  if (looked.some((line) => line.endsWith('a passphrase protects'))) {
    return `give the key without its passphrase: SOPS_AGE_KEY="$(age --decrypt KEYFILE)"; the file is encrypted for ${whom}`
  }
  if (wrapped.every(({ recipient }) => recipient.startsWith('ssh-'))) {
    return 'it is encrypted for SSH keys, which homestak does not use: add an age recipient with sops'
  }
  return `put the private key of ${whom} into the keys.txt named, or name its file with SOPS_AGE_KEY_FILE`
}

/** Throws Refusal for a recipient that is none. */
export async function wrapDataKey(dataKey: Uint8Array, recipients: readonly string[]): Promise<readonly WrappedKey[]> {
  const { armor, Encrypter } = await import('age-encryption')
  return Promise.all(
    recipients.map(async (recipient) => {
      const encrypter = new Encrypter()
      try {
        encrypter.addRecipient(recipient)
      } catch {
        throw new Refusal(
          `${recipient.slice(0, 80)} is not an age recipient`,
          'give the public key that age-keygen shows: age1…',
        )
      }
      return { recipient, enc: armor.encode(await encrypter.encrypt(dataKey)) }
    }),
  )
}
