/** One value as sops encrypts it: AES-256 in GCM, bound to the place where it stands. */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '../clock.ts'

export type SealedType = 'str' | 'int' | 'float' | 'bool' | 'time' | 'bytes' | 'comment'

export interface Sealed {
  readonly type: SealedType
  readonly text: string
}

const form = /^ENC\[AES256_GCM,data:(.+),iv:(.+),tag:(.+),type:(str|int|float|bool|time|bytes|comment)\]$/

export const isSealed = (text: string): boolean => form.test(text)

/** `place`: the names on the way to the value. */
export const placeText = (place: readonly string[]): string => `${place.join(':')}:`

/** Undefined: this is no encrypted value, not of this key, or not of this place. */
export function unseal(text: string, key: Uint8Array, place: string): Sealed | undefined {
  const [, data = '', iv = '', tag = '', type] = form.exec(text) ?? []
  if (!isType(type)) return undefined
  const bytes = Buffer.from(tag, 'base64')
  // A shorter tag would prove less.
  if (bytes.length !== 16) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes)
    const plain = Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()])
    return { type, text: plain.toString() }
  } catch {
    return undefined
  }
}

const isType = (text: string | undefined): text is SealedType => text !== undefined

export function seal({ type, text }: Sealed, key: Uint8Array, place: string, random: Random): string {
  const iv = random.bytes(32)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(Buffer.from(place))
  const data = Buffer.concat([cipher.update(text), cipher.final()])
  const [inData, inIv, inTag] = [data, iv, cipher.getAuthTag()].map((bytes) => Buffer.from(bytes).toString('base64'))
  return `ENC[AES256_GCM,data:${inData},iv:${inIv},tag:${inTag},type:${type}]`
}
