/** A webhook of real life: one POST, without following where it leads. */
import { request } from 'undici'
import type { Send } from './send.ts'

export const post: Send['post'] = async (url, { headers, body, signal }) => {
  const answer = await request(url, { method: 'POST', headers, body, signal })
  // What it says is of no use, and may be endless.
  await answer.body.dump({ limit: 64 * 1024, signal })
  const retryAfter = answer.headers['retry-after']
  return { status: answer.statusCode, retryAfter: typeof retryAfter === 'string' ? retryAfter : null }
}
