/** The results of image commands. */
import { HomestakError } from '../errors.ts'
import type { ImageOutcome, ImageResult } from './documents.ts'

export const imageResult = (
  image: string,
  host: string | null,
  outcome: ImageOutcome,
  more: Partial<ImageResult> = {},
): ImageResult => ({
  image,
  host,
  outcome,
  place: null,
  digest: null,
  size: null,
  message: null,
  hint: null,
  code: null,
  ...more,
})

/** Throws what is no error for users. */
export function failedResult(image: string, host: string | null, error: unknown): ImageResult {
  if (!(error instanceof HomestakError)) throw error
  const { message, hint = null, code } = error
  return imageResult(image, host, 'failed', { message, hint, code })
}
