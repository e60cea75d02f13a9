/** A guest's configuration file: finding it, its digest, its locks, and the values that it shows. */
import { createHash } from 'node:crypto'
import type { Host } from '../host.ts'
import type { Release } from '../locks.ts'
import { failure } from '../refusal.ts'
import { parsePropertyString } from '../property-string.ts'
import { guestOptions, propertyOf } from '../schema.ts'
import type { Config, Guest } from '../state.ts'
import type { Worker } from '../tasks.ts'

/** The guest on that node; throws when there is none. */
export function findGuest(host: Host, node: string, vmid: number): Guest {
  const guest = host.state.guests[String(vmid)]
  if (!guest || guest.node !== node) {
    throw failure(`Configuration file 'nodes/${node}/qemu-server/${vmid}.conf' does not exist`)
  }
  return guest
}

export const guestsOf = (host: Host, node?: string): Guest[] =>
  Object.values(host.state.guests).filter((guest) => node === undefined || guest.node === node)

const lines = (config: Readonly<Config>): string =>
  Object.keys(config)
    .toSorted()
    .map((key) => `${key}: ${config[key]}\n`)
    .join('')

/** SHA-1 over the configuration file, 40 hex digits; it changes with every write. */
export function digestOf(guest: Guest): string {
  const parts = [lines(guest.config)]
  const deletions = Object.entries(guest.pendingDelete).map(([key, force]) => `${force ? '!' : ''}${key}`)
  if (deletions.length > 0 || Object.keys(guest.pending).length > 0) {
    parts.push(`[PENDING]\ndelete: ${deletions.join(',')}\n${lines(guest.pending)}`)
  }
  for (const snapshot of guest.snapshots)
    parts.push(`[${snapshot.name}]\n${snapshot.snaptime}\n${lines(snapshot.config)}`)
  return createHash('sha1').update(parts.join('\n')).digest('hex')
}

export function checkDigest(guest: Guest, digest: unknown): void {
  if (digest !== undefined && digest !== digestOf(guest))
    throw failure('checksum mismatch (file change by other user?)')
}

export function checkLock(guest: Guest): void {
  if (guest.config['lock'] !== undefined) throw failure(`VM is locked (${guest.config['lock']})`)
}

/** The guest's file lock; `worker` gets the log line of a task that has to wait. */
export function lockGuest(
  host: Host,
  vmid: number,
  worker?: Worker,
  { shared = false, timeoutMs = host.lockWait }: { readonly shared?: boolean; readonly timeoutMs?: number } = {},
): Promise<Release> {
  return host.locks
    .acquire(`/var/lock/qemu-server/lock-${vmid}.conf`, {
      shared,
      timeoutMs,
      signal: worker?.signal ?? host.off,
      ...(worker ? { waiting: () => worker.log('trying to acquire lock...') } : {}),
    })
    .then((release) => {
      host.settle()
      return release
    })
}

/** Runs with the guest's file lock held. */
export async function withGuestLock<T>(
  host: Host,
  vmid: number,
  worker: Worker | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const release = await lockGuest(host, vmid, worker)
  try {
    return await work()
  } finally {
    release()
  }
}

/** The configuration with its pending changes made. */
export function merged(guest: Guest): Config {
  const config = { ...guest.config, ...guest.pending }
  for (const key of Object.keys(guest.pendingDelete)) delete config[key]
  return config
}

const secret = '**********'

/** A stored value in the JSON type of the real answers. */
export function typed(key: string, value: string): string | number {
  if (key === 'cipassword') return secret
  const type = propertyOf(guestOptions, key)?.type
  return type === 'integer' || type === 'boolean' || type === 'number' ? Number(value) : value
}

/** A configuration as the API shows it, keys sorted. */
export function shown(config: Readonly<Config>): Record<string, string | number> {
  return Object.fromEntries(
    Object.keys(config)
      .toSorted()
      .map((key) => [key, typed(key, config[key] ?? '')]),
  )
}

/** The list of GET pending. */
export function pendingList(guest: Guest): Record<string, unknown>[] {
  const keys = [...new Set([...Object.keys(guest.config), ...Object.keys(guest.pending)])].toSorted()
  const list: Record<string, unknown>[] = keys.map((key) => {
    const value = guest.config[key]
    const next = guest.pending[key]
    const force = guest.pendingDelete[key]
    return {
      key,
      ...(value === undefined ? {} : { value: typed(key, value) }),
      ...(next === undefined ? {} : { pending: typed(key, next) }),
      ...(force === undefined ? {} : { delete: force ? 2 : 1 }),
    }
  })
  return [...list, { key: 'digest', value: digestOf(guest) }]
}

/** Makes the pending changes; a guest that is switched off has none. */
export function foldPending(guest: Guest): void {
  guest.config = merged(guest)
  guest.pending = {}
  guest.pendingDelete = {}
}

export const mebibyte = 1_048_576
export const memoryOf = (config: Readonly<Config>): number =>
  Number(/(?:^|current=)(\d+)/.exec(config['memory'] ?? '512')?.[1] ?? 512) * mebibyte
export const coresOf = (config: Readonly<Config>): number =>
  Number(config['vcpus'] ?? Number(config['cores'] ?? 1) * Number(config['sockets'] ?? 1))
export const nameOf = (guest: Guest): string => guest.config['name'] ?? `VM ${guest.vmid}`

/** Whether the configuration tells the host that there is an agent to ask. */
export function agentEnabled(config: Readonly<Config>): boolean {
  const format = guestOptions.get('agent')?.format
  if (format === undefined || typeof format === 'string') return false
  const parsed = parsePropertyString(format, config['agent'] ?? '')
  return typeof parsed !== 'string' && parsed['enabled'] === '1'
}
