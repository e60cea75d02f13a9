/** How a command shows its results: colour or not, text or JSON lines. */
import { resolve } from 'node:path'
import { colourPaint, noPaint, type Paint } from '../report/paint.ts'
import { jsonLine } from '../report/plain.ts'
import type { Io, Output } from './io.ts'
import type { CommonOptions } from './options.ts'
import { resolveStateDir } from './state-dir.ts'

/** Colour only on a terminal that has it, and never against NO_COLOR or `--no-color`. */
export function paintFor({ env }: Pick<Io, 'env'>, { isTTY }: Output, { color }: Pick<CommonOptions, 'color'>): Paint {
  const wanted = color && isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  return wanted ? colourPaint : noPaint
}

export const writeJson = ({ stdout }: Pick<Io, 'stdout'>, value: unknown): void => {
  stdout.write(`${jsonLine(value)}\n`)
}

/** Absolute. */
export const stateDirOf = ({ cwd, env, home }: Io, { state }: Pick<CommonOptions, 'state'>): string =>
  resolveStateDir({ flag: state === undefined ? undefined : resolve(cwd, state), env, home })
