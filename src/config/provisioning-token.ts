/** The token that a guest shows when it fetches what it is to be: signed claims, in the form that seed guests know. */
import { createHmac } from 'node:crypto'
import { HomestakError } from '../errors.ts'

export interface Claims {
  /** The guest's name. */
  readonly node: string
  /** The spec that it may fetch, or `config`. */
  readonly spec: string
}

/** `signingKey` is hexadecimal, as `auth.signing_key` has it; `now` is in seconds. Throws InvalidSiteConfig for no key. */
export function mintToken({ node, spec }: Claims, signingKey: string, now: number): string {
  const claims = ascii(JSON.stringify({ v: 1, n: node, s: spec, iat: Math.trunc(now) }))
  const payload = Buffer.from(claims).toString('base64url')
  return `${payload}.${createHmac('sha256', keyBytes(signingKey)).update(payload).digest('base64url')}`
}

/** What a guest's token is for; undefined: it needs none, as there is nobody to show it to or nothing to fetch. */
export function claimsOf(guest: {
  readonly node: string
  readonly serverUrl: string
  readonly spec?: string | undefined
  readonly bootScenario?: string | undefined
}): Claims | undefined {
  const { node, serverUrl, spec, bootScenario } = guest
  if (serverUrl === '') return undefined
  if (spec) return { node, spec }
  return bootScenario ? { node, spec: 'config' } : undefined
}

function keyBytes(signingKey: string): Buffer {
  const hint = 'write auth: { signing_key: "..." } with what openssl rand -hex 32 prints'
  if (signingKey === '')
    throw new HomestakError({ code: 'InvalidSiteConfig', message: 'auth.signing_key not found in secrets.yaml', hint })
  if (/^(?:[0-9a-f]{2})+$/i.test(signingKey)) return Buffer.from(signingKey, 'hex')
  throw new HomestakError({
    code: 'InvalidSiteConfig',
    message: 'auth.signing_key in secrets.yaml is not hexadecimal',
    hint,
  })
}

/** Letters beyond ASCII as escapes, so that the signed text is the same byte for byte. */
const ascii = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
