/** Checked reading of columns: a row that is not what we wrote is damage, never a guess. */
import type { SQLOutputValue } from 'node:sqlite'

export type Row = Readonly<Record<string, SQLOutputValue>>

export class DamagedRow extends Error {}

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new DamagedRow(`column ${column} is no text`)
  return value
}

export function number(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new DamagedRow(`column ${column} is no number`)
  return value
}

export const optionalText = (row: Row, column: string): string | undefined =>
  row[column] === null ? undefined : text(row, column)

export const optionalNumber = (row: Row, column: string): number | undefined =>
  row[column] === null ? undefined : number(row, column)

export function oneOf<Choice extends string>(row: Row, column: string, choices: readonly Choice[]): Choice {
  return choice(text(row, column), choices)
}

/** A column that holds a JSON list, each item read by `read`. */
export function list<Item>(row: Row, column: string, read: (item: unknown) => Item): readonly Item[] {
  const items = parse(text(row, column))
  if (!Array.isArray(items)) throw new DamagedRow(`column ${column} is no list`)
  return items.map(read)
}

export function asText(value: unknown): string {
  if (typeof value !== 'string') throw new DamagedRow(`${typeof value} where a text belongs`)
  return value
}

export function asNumber(value: unknown): number {
  if (typeof value !== 'number') throw new DamagedRow(`${typeof value} where a number belongs`)
  return value
}

export function asFields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new DamagedRow(`${typeof value} where an object belongs`)
  return { ...value }
}

export function choice<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice {
  const found = choices.find((candidate) => candidate === value)
  if (found === undefined) throw new DamagedRow(`${String(value)} is none of ${choices.join(', ')}`)
  return found
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new DamagedRow('text that is no JSON', { cause })
  }
}
