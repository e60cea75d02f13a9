/** The recorded exchanges, parsed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../../src/simulator/schema.ts'

export const recordingsFolder = join(import.meta.dirname, '../../../../shared/pve-api/recordings')
export const haveRecordings = existsSync(recordingsFolder)

export interface Exchange {
  readonly note: string
  readonly method: string
  /** Without `/api2/json`, as recorded. */
  readonly path: string
  readonly auth: string
  readonly query: Record<string, unknown>
  readonly form: Record<string, unknown> | undefined
  readonly json: unknown
  readonly upload:
    | { readonly fields: Record<string, unknown>; readonly name: string; readonly bytes: number }
    | undefined
  readonly status: number
  readonly reason: string
  /** The body of the answer; undefined where it was empty. */
  readonly answer: unknown
}

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function readExchange(value: unknown): Exchange[] {
  const { note, request, response } = record(value)
  // A measurement that is no exchange, and one where the server closed before it answered.
  if (!isRecord(request) || !isRecord(response) || response['status'] === 0) return []
  const body = isRecord(request['body']) ? request['body'] : undefined
  const file = record(body?.['file'])
  return [
    {
      note: text(note),
      method: text(request['method']),
      path: text(request['path']),
      auth: text(request['auth']),
      query: record(request['query']),
      form: isRecord(request['form']) ? request['form'] : undefined,
      json: request['json'],
      upload: body && { fields: record(body['fields']), name: text(file['name']), bytes: Number(file['bytes']) },
      status: Number(response['status']),
      reason: text(response['reason']),
      answer: response['json'],
    },
  ]
}

/** The exchanges of a file, in the order in which they were made. */
export function readRecording(path: string): readonly Exchange[] {
  const { exchanges } = record(JSON.parse(readFileSync(path, 'utf8')))
  return Array.isArray(exchanges) ? exchanges.flatMap(readExchange) : []
}

/** Those of each file of the folder, by name. */
export function readRecordings(): ReadonlyMap<string, readonly Exchange[]> {
  const files = readdirSync(recordingsFolder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
  return new Map(files.map((name) => [name.replace('.json', ''), readRecording(join(recordingsFolder, name))]))
}
