/** The client of one host's API: typed reads for everybody; writing stays inside this folder. */
import type { Api } from './api.generated.ts'
import type { Check } from './checks.ts'
import type { WireParts } from './wire.ts'
import { createWire } from './wire.ts'
import { grantWriting } from './write.ts'

export type GetPath = keyof Api extends infer Key ? (Key extends `GET ${infer Path}` ? Path : never) : never

export interface PveClient {
  /** The host entry of site-config. */
  readonly host: string
  /**
   * Reads `path`; `params` are those in its braces and those of the query. `check` gives the reply's `data` its type.
   * Throws HomestakError, or the signal's reason.
   */
  get<Path extends GetPath, T>(
    path: Path,
    params: Api[`GET ${Path}`]['params'],
    check: Check<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>
  /** Calls sent so far. */
  calls(): { readonly reads: number; readonly writes: number }
}

export function createPveClient(parts: WireParts): PveClient {
  const wire = createWire(parts)
  const client: PveClient = Object.freeze({
    host: parts.host,
    get: (path, params, check, { signal } = {}) =>
      wire.send({ method: 'GET', path, parameters: params, check, signal }),
    calls: () => ({ ...wire.counts }),
  } satisfies PveClient)
  grantWriting(client, wire)
  return client
}
