/** When a source says that it has had enough of us, and until when. */
import { HomestakError } from '../errors.ts'

/** Undefined for an answer that says something else. */
export function rateLimited(
  { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string | undefined>> },
  { what, now, hasToken }: { readonly what: string; readonly now: number; readonly hasToken: boolean },
): HomestakError | undefined {
  const isSpent = headers['x-ratelimit-remaining'] === '0'
  const retryAfter = seconds(headers['retry-after'])
  if (status !== 429 && !(status === 403 && (isSpent || retryAfter !== undefined))) return undefined
  const reset = seconds(headers['x-ratelimit-reset'])
  const end = retryAfter === undefined ? reset && reset * 1000 : now + retryAfter * 1000
  const until = end === undefined ? '' : ` until ${new Date(end).toISOString()} (${spanText(Math.max(0, end - now))})`
  return new HomestakError({
    code: 'RateLimited',
    retry: 'transient',
    message: `${what} takes no more requests from here${until}`,
    hint: hasToken
      ? 'wait, or use a token that may ask more'
      : 'set GITHUB_TOKEN, or auth.github in secrets.yaml: with any token far more requests are allowed',
  })
}

const spanText = (ms: number): string => (ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`)

const seconds = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined
