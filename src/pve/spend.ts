/** Spends a warrant: once, by the right call, and only if the guest is still the one that it was made out for. */
import type { PveClient } from './client.ts'
import type { Act, Warrant } from './warrant.ts'
import { HomestakError } from '../errors.ts'
import { record, text } from './checks.ts'
import { viewOf } from './read-guest.ts'
import { takeWarrant } from './warrant.ts'

const endsGuest = (act: Act) => act === 'destroy' || act === 'replace' || act === 'rollback'

/** For a guest that is to be made: there is nothing to look at, PVE refuses a vmid that is taken. */
export function spendForNew(client: PveClient, warrant: Warrant, act: Act): void {
  take(client, warrant, [act])
}

/**
 * The digest of the configuration as it was read just now; the writing call has to be the very next one.
 * Throws Conflict where the guest no longer fits, GuestMissing where it is gone, Bug where the caller is wrong.
 */
export async function spend(
  client: PveClient,
  warrant: Warrant,
  acts: readonly Act[],
  signal?: AbortSignal,
): Promise<string> {
  take(client, warrant, acts)
  const { node, vmid, uid, act } = warrant
  const config = await client.get('/nodes/{node}/qemu/{vmid}/config', { node, vmid, current: 1 }, texts, { signal })
  const { digest = '', ...values } = config
  const guest = viewOf({ node, vmid }, values, digest)
  if (act === 'adopt' && warrant.digest === '') throw bug(warrant, 'does not say which configuration was looked at')
  if (act !== 'adopt' && guest.mark?.uid !== uid)
    throw conflict(warrant, guest.mark ? 'it carries the mark of another guest' : 'it carries no valid mark of ours')
  if (digest === '' || (warrant.digest !== '' && digest !== warrant.digest))
    throw conflict(warrant, 'its configuration changed')
  if (endsGuest(act)) {
    if (guest.protection) throw conflict(warrant, 'it has protection: 1')
    if (guest.mark?.protect) throw conflict(warrant, 'its mark says protect')
    if (guest.lock !== undefined) throw conflict(warrant, `it is locked (${guest.lock})`)
  }
  return digest
}

function take(client: PveClient, warrant: Warrant, acts: readonly Act[]): void {
  if (!takeWarrant(warrant)) throw bug(warrant, 'was spent before, or nobody issued it')
  if (!acts.includes(warrant.act)) throw bug(warrant, `is no leave to ${acts.join(' or ')}`)
  if (warrant.host !== client.host) throw bug(warrant, `was spent at ${client.host}`)
}

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record(value)).map(([key, setting]) => [key, text(setting)]))

const conflict = ({ act, vmid, host, because }: Warrant, why: string): HomestakError =>
  new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `${act} of guest ${vmid} on ${host} (${because}) was not done: ${why}`,
    hint: 'the guest is looked at again and the plan made anew',
  })

const bug = ({ act, vmid, host }: Warrant, why: string): HomestakError =>
  new HomestakError({ code: 'Bug', message: `the warrant to ${act} guest ${vmid} on ${host} ${why}` })
