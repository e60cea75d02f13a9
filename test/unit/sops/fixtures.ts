/** Files and keys for tests of encryption. */
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { seededRandom } from '../../../src/clock.ts'
import type { KeyPlace } from '../../../src/sops/age-keys.ts'
import { encrypt, type Lock } from '../../../src/sops/encrypt.ts'
import { defaultRules } from '../../../src/sops/rules.ts'

export const identity = await generateIdentity()
export const recipient = await identityToRecipient(identity)
export const now = Date.UTC(2026, 0, 2, 3, 4, 5)

export const place = (text: string | undefined, name = 'keys.txt'): KeyPlace => ({ name, read: async () => text })
export const places = [place(identity)]

export const sealed = (text: string, lock: Partial<Lock> = {}): Promise<string> =>
  encrypt(text, { recipients: [recipient], rules: defaultRules, ...lock }, seededRandom(1), now)
