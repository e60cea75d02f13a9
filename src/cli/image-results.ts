/** How the image commands end: what they print, and their exit code. */
import { errorCodes } from '../errors.ts'
import type { ImageDocument, ImageResult } from '../images/documents.ts'
import { firstExitCode } from '../reconciler/exit-code.ts'
import { imageDocumentText } from '../report/images.ts'
import { asTyped } from '../typed.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { paintFor, writeJson } from './output.ts'
import type { PortOptions } from './ports.ts'
import { typedWithout } from './typed.ts'

/** The exit code. */
export function showResults(
  io: Io,
  options: CommonOptions & PortOptions & { readonly dryRun?: true },
  action: ImageDocument['action'],
  told: readonly ImageResult[],
): number {
  const typed = typedWithout(options)
  const results = told.map((result) => ({
    ...result,
    hint: result.hint === null ? null : asTyped(result.hint, typed),
  }))
  const document: ImageDocument = { schema: 'homestak/image/v1', action, dry: options.dryRun === true, results }
  if (options.jsonOutput) writeJson(io, document)
  else io.stdout.write(imageDocumentText(document, paintFor(io, io.stdout, options)))
  return firstExitCode(results.map(exitOf))
}

function exitOf({ outcome, code }: ImageResult): number {
  if (code !== null) return errorCodes[code].exit
  if (outcome === 'kept') return 5
  return outcome === 'damaged' || outcome === 'unverified' ? 4 : 0
}
