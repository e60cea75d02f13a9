/** For whom the secrets of a site-config are encrypted: as asked, as .sops.yaml says, as they were, or for oneself. */
import { dirname, join } from 'node:path'
import { HomestakError } from '../errors.ts'
import { decodeText, maxBytes } from '../manifest/text.ts'
import { keysIn, recipientOf, wrapDataKey, type KeyPlace } from '../sops/age-keys.ts'
import { creationRule } from '../sops/creation-rules.ts'
import type { Metadata } from '../sops/metadata.ts'
import { Refusal } from '../sops/refusal.ts'
import { defaultRules, type Rules } from '../sops/rules.ts'
import type { ConfigFiles } from './config-files.ts'
import { guarded } from './write-secrets.ts'

export interface Encryption {
  readonly recipients: readonly string[]
  readonly rules: Rules
  /** Where the recipients come from, e.g. `.sops.yaml`. */
  readonly from: string
}

export interface EncryptionQuery {
  /** The site-config, absolute. */
  readonly dir: string
  /** `--age`. */
  readonly asked: readonly string[]
  /** `$SOPS_AGE_RECIPIENTS`. */
  readonly variable?: string | undefined
  /** Of the encrypted file as it is. */
  readonly before?: Metadata | undefined
}

/** Undefined where nobody is named and no age key is at hand. Throws InvalidSiteConfig for a .sops.yaml that cannot be used. */
export async function chooseEncryption(query: EncryptionQuery, files: ConfigFiles): Promise<Encryption | undefined> {
  const { asked, variable = '', before } = query
  const rule = await ruleFor(query.dir, files)
  const rules = rule?.rules ?? before?.rules ?? defaultRules
  const named = variable
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  const old = before?.age.map(({ recipient }) => recipient) ?? []
  const choices = [
    { recipients: asked, from: '--age' },
    { recipients: named, from: '$SOPS_AGE_RECIPIENTS' },
    { recipients: rule?.recipients ?? [], from: rule?.file ?? '' },
    { recipients: old, from: 'the file as it was' },
  ]
  const chosen = choices.find(({ recipients }) => recipients.length > 0) ?? (await ownRecipient(files.keyPlaces ?? []))
  return chosen && { ...chosen, rules }
}

/** Throws Usage or InvalidSiteConfig for a recipient that nothing can be encrypted for. */
export async function refuseStrangers({ recipients, from }: Encryption): Promise<void> {
  try {
    await wrapDataKey(new Uint8Array(32), recipients)
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    const code = from === '--age' ? 'Usage' : 'InvalidSiteConfig'
    throw new HomestakError({ code, message: `${from}: ${cause.message}`, hint: cause.hint, cause })
  }
}

/** The public halves of the first keys found. */
async function ownRecipient(places: readonly KeyPlace[]): Promise<Pick<Encryption, 'recipients' | 'from'> | undefined> {
  for (const { name, read } of places) {
    const { identities } = keysIn(((await read('')) ?? '').trim())
    if (identities.length === 0) continue
    return {
      recipients: await guarded(name, '', () => Promise.all(identities.map(recipientOf))),
      from: `the age key in ${name}`,
    }
  }
  return undefined
}

/** Of the nearest .sops.yaml at or above the site-config. */
async function ruleFor(dir: string, files: ConfigFiles) {
  for (let at = dir; ; at = dirname(at)) {
    const file = join(at, '.sops.yaml')
    if ((await files.kind(file)) === 'file') {
      const decoded = decodeText(file, await files.readFile(file, maxBytes + 1))
      const text = decoded.ok ? decoded.text : ''
      // Rules are written for the plain name, and looked up by it, as sops does when it is given that file.
      const rule = await guarded(file, text, async () => creationRule(text, at, join(dir, 'secrets.yaml')))
      return rule && { ...rule, file }
    }
    if (at === dirname(at)) return undefined
  }
}
