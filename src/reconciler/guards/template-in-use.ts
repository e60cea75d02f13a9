/** A template stays for as long as linked clones rest on it: their disks are nothing without its own. */
import { destroys, type Guard } from '../intent.ts'
import { restsOn } from '../rests-on.ts'
import type { World } from '../world.ts'

export const templateInUse: Guard = (intent, world) => {
  const template = intent.guest
  if (!template?.template || !destroys(intent)) return undefined
  const host = world.hosts.get(intent.host)
  const seen = host?.snapshot?.guests
  const read = [...(host?.guests.values() ?? [])].filter((view) => restsOn(view, template)).map(({ vmid }) => vmid)
  const listed = (host?.resting?.get(intent.vmid) ?? []).filter((vmid) => seen?.has(vmid))
  const clones = [...new Set([...read, ...listed])].filter(
    (vmid) => !goesFirst(host?.guests.get(vmid)?.mark?.uid, world),
  )
  if (clones.length === 0) return undefined
  const named = clones.slice(0, 5).map((vmid) => `${vmid} (${seen?.get(vmid)?.name ?? 'not seen'})`)
  const more = clones.length > named.length ? ` and ${clones.length - named.length} more` : ''
  return {
    reason: 'TemplateInUse',
    message: `${clones.length === 1 ? 'a linked clone rests' : `${clones.length} linked clones rest`} on template ${intent.vmid}: ${named.join(', ')}${more}`,
    fix: 'take the clones away first; for a newer template declare another one beside it, and let new guests be cloned from that',
  }
}

/** A clone that this run takes away as well goes before its template. */
const goesFirst = (uid: string | undefined, { unclaimed, consents, budget }: World): boolean =>
  uid !== undefined &&
  (consents.destroy.has(uid) ||
    (budget?.uids.has(uid) !== false && unclaimed.some(({ mark }) => mark.uid === uid && mark.keep !== true)))
