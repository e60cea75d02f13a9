/** A Proxmox VE host that answers from a script, put in the place of the network. */
import type { HttpRequest, HttpResponse, Transport } from '../../../src/pve/transport.ts'
import type { PveClient } from '../../../src/pve/client.ts'
import { createPveClient } from '../../../src/pve/client.ts'
import { tokenCredentials } from '../../../src/pve/credentials.ts'

/** One answer, or an error that the exchange ends with. */
export type Answer = HttpResponse | Error

/** `GET /nodes/pve/qemu` -> its answers in order; the last one stands for all later calls. */
export type Script = Readonly<Record<string, readonly Answer[]>>

export const ok = (data: unknown): HttpResponse => ({
  status: 200,
  reason: 'OK',
  headers: {},
  body: JSON.stringify({ data }),
})

/** As PVE fails: the reason phrase is the message, and the body repeats it with a newline. */
export const refusal = (status: number, reason: string, errors?: Record<string, string>): HttpResponse => ({
  status,
  reason,
  headers: { connection: 'close' },
  body: JSON.stringify({ data: null, message: `${reason}\n`, ...(errors ? { errors } : {}) }),
})

export interface ScriptedHost {
  readonly client: PveClient
  readonly transport: Transport
  readonly requests: HttpRequest[]
  /** `PUT /nodes/pve/qemu/100/config?…`, without the base path. */
  readonly calls: () => string[]
  /** The fields of the latest request's form. */
  readonly form: () => Record<string, string>
}

/** Time stands still unless somebody sleeps. */
export const steppedClock = (start = 0) => {
  let now = start
  return {
    now: () => now,
    async sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted()
      now += ms
    },
  }
}

export function scriptedHost(script: Script, clock = steppedClock()): ScriptedHost {
  const requests: HttpRequest[] = []
  const turns = new Map<string, number>()
  const transport: Transport = async (request) => {
    requests.push(request)
    const key = `${request.method} ${(request.path.split('?')[0] ?? '').replace('/api2/json', '')}`
    const answers = script[key] ?? [refusal(501, `Method '${key}' not implemented`)]
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    const answer = answers[Math.min(turn, answers.length - 1)] ?? new Error('an empty script')
    if (answer instanceof Error) throw answer
    return answer
  }
  const client = createPveClient({
    host: 'hv0',
    transport,
    clock,
    credentials: tokenCredentials('hv0', 'auto@pve!rig=6b0b53a8-0000'),
  })
  return {
    client,
    transport,
    requests,
    calls: () => requests.map(({ method, path }) => `${method} ${path.replace('/api2/json', '')}`),
    form: () => Object.fromEntries(new URLSearchParams(String(requests.at(-1)?.body ?? ''))),
  }
}
