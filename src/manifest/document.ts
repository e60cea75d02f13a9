/** A manifest file read into plain values, each of which knows its place. */
import type { Position, Problem } from './manifest.ts'

export type Path = readonly (string | number)[]

export interface Places {
  /** Where the value stands; where there is none, the innermost value around it. */
  at(path: Path): Position
  /** Where the field's name stands. */
  keyAt(path: Path): Position
}

export interface Document extends Places {
  /** Mappings have no prototype, so that a field may have any name; null where nothing could be read. */
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** False: the text has no structure that is worth a further look. */
  readonly readable: boolean
}

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
