/** A simulator under a clock of its own, with short ways to ask it. */
import { expect } from 'vitest'
import type { SimulatorOptions, Simulator } from '../../../src/simulator/simulator.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { isRecord } from '../../../src/simulator/schema.ts'
import { returnsProblems } from './returns-check.ts'
import { seededRandom, virtualClock } from './virtual-clock.ts'
import type { VirtualClock } from './virtual-clock.ts'

export type Form = Readonly<Record<string, string | number>>
export type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Reply {
  readonly status: number
  readonly reason: string
  readonly data: unknown
  readonly errors: unknown
  readonly body: string
}

export interface Bench {
  readonly clock: VirtualClock
  readonly simulator: Simulator
  /** One request of the token of root, or of another `user!token=secret`. */
  ask(method: Verb, path: string, form?: Form, token?: string): Promise<Reply>
  /** By hand as root, with the task waited for. */
  run(method: 'POST' | 'PUT' | 'DELETE', path: string, form?: Form): Promise<void>
  get(path: string, query?: Form): Promise<unknown>
  record(path: string, query?: Form): Promise<Record<string, unknown>>
  list(path: string, query?: Form): Promise<readonly Record<string, unknown>[]>
  /** Lets a task end; gives its exit text. */
  finish(reply: Reply): Promise<string>
}

export const asRecord = (value: unknown): Record<string, unknown> => {
  if (!isRecord(value)) throw new TypeError(`no object: ${JSON.stringify(value)}`)
  return value
}

export function bench(options: Partial<SimulatorOptions> & { readonly seed?: number } = {}): Bench {
  const clock = virtualClock()
  const simulator = createSimulator({ clock, random: seededRandom(options.seed ?? 1), ...options })
  const get: Bench['get'] = async (path, query) => clock.settle(simulator.world.call('GET', path, query))
  return {
    clock,
    simulator,
    get,
    async ask(method, path, form = {}, token = simulator.token) {
      const text = new URLSearchParams(
        Object.entries(form).map(([key, value]): [string, string] => [key, String(value)]),
      ).toString()
      const inQuery = method === 'GET' || method === 'DELETE'
      const response = await clock.settle(
        simulator.handle({
          method,
          path: `/api2/json${path}${inQuery && text !== '' ? `?${text}` : ''}`,
          headers: { authorization: `PVEAPIToken=${token}`, 'content-type': 'application/x-www-form-urlencoded' },
          body: Buffer.from(inQuery ? '' : text),
        }),
      )
      const parsed: unknown = response.body === '' ? {} : JSON.parse(response.body)
      const { data, errors } = asRecord(parsed)
      if (response.status === 200) expect(returnsProblems(method, path, data), `${method} ${path}`).toEqual([])
      return { status: response.status, reason: response.reason, data, errors, body: response.body }
    },
    run: (method, path, form) => clock.settle(simulator.world.run(method, path, form)),
    record: async (path, query) => asRecord(await get(path, query)),
    async list(path, query) {
      const found = await get(path, query)
      if (!Array.isArray(found)) throw new TypeError(`no list: ${JSON.stringify(found)}`)
      return found.map(asRecord)
    },
    async finish({ data }) {
      const task = simulator.world.tasks().find(({ upid }) => upid === data)
      if (!task) throw new TypeError(`no task: ${JSON.stringify(data)}`)
      while (task.exitstatus === undefined) await clock.advance(100)
      return task.exitstatus
    },
  }
}

export const image = 'vmstore:0,import-from=local:import/debian-12.qcow2'
export const guests = '/nodes/pve/qemu'

/** A guest with an operating system, a network card and an agent. */
export const webGuest = (vmid: number, more: Form = {}): Form => ({
  vmid,
  name: `web-${vmid}`,
  memory: 1024,
  scsi0: image,
  net0: 'virtio,bridge=vmbr0',
  agent: 1,
  ...more,
})

/** Makes it and starts it; boots it too unless told otherwise. */
export async function startWeb({ run, clock }: Bench, vmid: number, more: Form = {}): Promise<void> {
  await run('POST', guests, webGuest(vmid, more))
  await run('POST', `${guests}/${vmid}/status/start`)
  await clock.advance(5000)
}
