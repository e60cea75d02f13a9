/** What an answer of a source that is no file means. */
import { HomestakError } from '../errors.ts'
import type { HttpAnswer } from './http.ts'
import { shownUrl } from './read-error.ts'
import { rateLimited } from './rate-limit.ts'

export function refusedAnswer(
  url: string,
  { status, headers }: Pick<HttpAnswer, 'status' | 'headers'>,
  { now, hasToken }: { readonly now: number; readonly hasToken: boolean },
): HomestakError {
  const what = shownUrl(url)
  const limited = rateLimited({ status, headers }, { what: new URL(url).host, now, hasToken })
  if (limited) return limited
  if (status === 404 || status === 410) {
    return new HomestakError({
      code: 'MissingImage',
      message: `there is no ${what} (status ${status})`,
      hint: 'it may have been taken away; check the release, or the url in site.yaml',
    })
  }
  if (status === 401 || status === 403) {
    return new HomestakError({
      code: 'RefusedCredential',
      message: `${what} is not open to us (status ${status})`,
      hint: hasToken ? 'check whether the token may read it' : 'a private repository needs GITHUB_TOKEN',
    })
  }
  return new HomestakError({
    code: 'Unreachable',
    retry: status >= 500 || status === 408 ? 'transient' : 'permanent',
    message: `${what} cannot be read: it answers ${status}`,
  })
}
