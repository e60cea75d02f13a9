/** Reads one guest from its own endpoint: configuration, what waits for a restart, and the mark. */
import type { Check } from './checks.ts'
import type { PveClient } from './client.ts'
import type { GuestView, PendingValue } from './guest-view.ts'
import { flag, list, optional, record, text } from './checks.ts'
import { readMark } from './mark.ts'

interface Setting {
  readonly key: string
  readonly value: string | undefined
  readonly pending: string | undefined
  readonly goes: boolean
}

/** `delete` is 1, or 2 for a forced removal. */
const settings: Check<readonly Setting[]> = list((entry) => {
  const fields = record(entry)
  const goes = fields.delete === 2 || fields.delete === '2' || flag(fields.delete)
  return { key: text(fields.key), value: optional(text)(fields.value), pending: optional(text)(fields.pending), goes }
})

/** Most guests have nothing that waits for a restart. */
const nothing: GuestView['pending'] = {}

interface GuestPlace {
  readonly node: string
  readonly vmid: number
}

/** One call. Throws GuestMissing where the guest is gone. */
export async function readGuest(
  client: PveClient,
  node: string,
  vmid: number,
  signal?: AbortSignal,
): Promise<GuestView> {
  const found = await client.get('/nodes/{node}/qemu/{vmid}/pending', { node, vmid }, settings, { signal })
  const values: Record<string, string> = {}
  const pending: Record<string, PendingValue> = {}
  for (const { key, value, pending: waiting, goes } of found) {
    if (value !== undefined) values[key] = value
    if (goes) pending[key] = { delete: true }
    else if (waiting !== undefined) pending[key] = { value: waiting }
  }
  const { digest = '', ...config } = values
  return { pending: Object.keys(pending).length === 0 ? nothing : pending, ...viewOf({ node, vmid }, config, digest) }
}

/** What follows from the values in effect alone. */
export function viewOf(
  { node, vmid }: GuestPlace,
  { description = '', ...config }: Readonly<Record<string, string>>,
  digest: string,
): Omit<GuestView, 'pending'> {
  const { marking, text: human } = readMark(description)
  const valid = marking.kind === 'mark' && marking.mark.vmid === vmid
  return {
    vmid,
    node,
    digest,
    config,
    marking,
    ...(valid ? { mark: marking.mark } : {}),
    text: human,
    protection: config.protection === '1',
    template: config.template === '1',
    ...(config.lock === undefined ? {} : { lock: config.lock }),
    name: config.name ?? '',
  }
}
