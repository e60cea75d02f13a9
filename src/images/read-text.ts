/** A small text from a source, such as a list of digests. */
import type { Clock } from '../clock.ts'
import { badImage } from './format.ts'
import type { Http } from './http.ts'
import { readError, shownUrl } from './read-error.ts'
import { refusedAnswer } from './refused-answer.ts'

const mostBytes = 1024 * 1024

export async function readText(
  http: Http,
  url: string,
  { clock, token }: { readonly clock: Pick<Clock, 'now'>; readonly token: string | undefined },
  signal?: AbortSignal,
): Promise<string> {
  const answer = await http.get(url, { accept: 'application/octet-stream' }, signal)
  try {
    if (answer.status !== 200) throw refusedAnswer(url, answer, { now: clock.now(), hasToken: token !== undefined })
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of answer.body) {
      length += chunk.length
      if (length > mostBytes) throw badImage(shownUrl(url), 'it is far too long for a list of digests')
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    throw signal?.aborted ? signal.reason : readError(url, error)
  } finally {
    answer.body.destroy()
  }
}
