/** Words that the tests of the rules share: manifests in a line, deeds of a person at the host, what was sent to it. */
import { expect } from 'vitest'
import { stringify } from 'yaml'
import { readMark, type Mark } from '../../../src/pve/mark.ts'
import type { HttpRequest, Transport } from '../../../src/pve/transport.ts'
import type { DiffDocument, DiffNode, Hold, RunSummary } from '../../../src/reconciler/documents.ts'
import type { Guest } from '../../../src/simulator/state.ts'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import type { Lab } from '../../lab.ts'

type Fields = Readonly<Record<string, unknown>>
type Form = Readonly<Record<string, string | number>>

export const vm = (name: string, more: Fields = {}): Fields => ({
  name,
  type: 'vm',
  preset: 'vm-xsmall',
  image: 'debian-12',
  ...more,
})

/** The text of a manifest. */
export const manifest = (name: string, nodes: readonly Fields[], more: Fields = {}): string =>
  stringify({ schema_version: 2, name, ...more, nodes })

/** Options of a run with `-H`. */
export const at = (host: string) => ({ host, narrowing: { manifests: [], nodes: [], host } })

/** Options of a run without `-H`: hosts come from manifests and site.yaml. */
export const anywhere = { host: '' }

/** Options of a run with `-M` or `--node`. */
export const only = (some: { readonly manifests?: readonly string[]; readonly nodes?: readonly string[] }) => ({
  narrowing: { manifests: [], nodes: [], host: null, ...some },
})

export function markOf(guest: Guest | undefined): Mark | undefined {
  const { marking } = readMark(guest?.config['description'] ?? '')
  return marking.kind === 'mark' && marking.mark.vmid === guest?.vmid ? marking.mark : undefined
}

const nameOf = ({ manifest: from, node, host }: Mark) => `${from}/${node}@${host}`

/** Guests with a valid mark, as `manifest/node@host`, sorted. */
export const owned = ({ world }: Simulator): string[] =>
  world
    .guests()
    .flatMap((guest) => markOf(guest) ?? [])
    .map(nameOf)
    .toSorted()

/** The guest of `manifest/node`, with `@host` where several hosts have it. */
export function guestOf(simulator: Simulator, key: string): Guest {
  const found = simulator.world.guests().find((guest) => {
    const mark = markOf(guest)
    return mark && (nameOf(mark) === key || nameOf(mark).startsWith(`${key}@`))
  })
  if (!found) throw new Error(`no guest of ${key}, only ${owned(simulator).join(', ') || 'none'}`)
  return found
}

/** Requests that changed something or were meant to, e.g. `DELETE /nodes/pve/qemu/9100?purge=1`. */
export const writes = ({ world }: Simulator): string[] =>
  world
    .requests()
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.replace('/api2/json', '')}`)

/** Seed ISOs. */
export const seeds = ({ world }: Simulator): string[] =>
  world.volids().filter((volid) => volid.includes(':iso/homestak-'))

/** Disks of a guest, also of one that is gone. */
export const disksOf = ({ world }: Simulator, vmid: number): string[] =>
  world.volids().filter((volid) => volid.includes(`:${vmid}/`))

/** A guest as it is now, to be compared with what it is later. */
export const photo = (simulator: Simulator, vmid: number): string =>
  JSON.stringify([simulator.world.guest(vmid), disksOf(simulator, vmid)])

type Line = RunSummary['nodes'][number]

export function lineOf({ nodes }: RunSummary, key: string): Line
export function lineOf({ nodes }: DiffDocument, key: string): DiffNode
export function lineOf({ nodes }: RunSummary | DiffDocument, key: string): Line | DiffNode {
  const found = [...nodes].find((node) => node.key === key)
  if (!found) throw new Error(`no line of ${key}, only ${nodes.map((node) => node.key).join(', ') || 'none'}`)
  return found
}

/** Reason of the hold by key, for everything that is held. */
export const holds = ({ nodes }: RunSummary | DiffDocument): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...nodes].flatMap(({ key, held }: { key: string; held?: Hold }) => (held ? [[key, held.reason]] : [])),
  )

/** What a person at the host does. */
export const hand = (lab: Pick<Lab, 'simulator' | 'settle'>) => {
  const { world } = lab.simulator
  const place = (vmid: number) => `/nodes/${world.guest(vmid)?.node ?? 'pve'}/qemu/${vmid}`
  const run = (method: 'POST' | 'PUT' | 'DELETE', path: string, form?: Form) =>
    lab.settle(world.run(method, path, form))
  return {
    make: (vmid: number, form: Form = {}) => run('POST', '/nodes/pve/qemu', { vmid, memory: 512, ...form }),
    set: (vmid: number, form: Form) => run('PUT', `${place(vmid)}/config`, form),
    stop: (vmid: number) => run('POST', `${place(vmid)}/status/stop`),
    start: (vmid: number) => run('POST', `${place(vmid)}/status/start`),
    clone: (vmid: number, newid: number, form: Form = {}) =>
      run('POST', `${place(vmid)}/clone`, { newid, full: 1, ...form }),
    grow: (vmid: number, disk: string, size: string) => run('PUT', `${place(vmid)}/resize`, { disk, size }),
    destroy: async (vmid: number) => {
      await run('PUT', `${place(vmid)}/config`, { protection: 0 })
      await run('POST', `${place(vmid)}/status/stop`)
      await run('DELETE', place(vmid))
    },
  }
}

/** Every start fails: of the guest of this name, or of any. */
export function noStart({ simulator }: Pick<Lab, 'simulator'>, name?: string): void {
  simulator.faults = ({ method, path }, phase) => {
    const [, vmid] = /\/qemu\/(\d+)\/status\/start$/.exec(path) ?? []
    const guest = simulator.world.guest(Number(vmid))
    const hit =
      phase === 'before' && method === 'POST' && guest && (name === undefined || guest.config['name'] === name)
    return hit ? { status: 500, reason: 'start failed: QEMU exited with code 1' } : 'pass'
  }
}

/** Somebody who acts at the host while a run is under way: just before a request is sent. */
export function interloper() {
  const own = { before: undefined as ((request: HttpRequest, count: number) => Promise<void>) | undefined, count: 0 }
  const wrap =
    (inner: Transport): Transport =>
    async (request, options) => {
      own.count += 1
      await own.before?.(request, own.count)
      return inner(request, options)
    }
  return { own, wrap }
}

/** Runs and expects that guests are held for this reason and stay as they are. */
export async function expectUntouched(
  lab: Lab,
  vmids: readonly number[],
  held: Readonly<Record<string, string>>,
  exitCode = 5,
) {
  const pictures = vmids.map((vmid) => photo(lab.simulator, vmid))
  lab.simulator.world.clearRequests()
  const summary = await lab.reconcile()
  expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: exitCode, held })
  expect(vmids.map((vmid) => photo(lab.simulator, vmid))).toEqual(pictures)
  for (const vmid of vmids) expect(writes(lab.simulator).filter((line) => line.includes(`/qemu/${vmid}`))).toEqual([])
  return summary
}
