/** What vouches for the host's certificate, and for how long: Proxmox VE renews its own, and a pin does not notice. */
import type { WholeFacts } from '../facts.ts'
import { fine, warning, type Finding } from '../finding.ts'
import type { HostPlan } from '../planned.ts'

const day = 86_400
/** Proxmox VE renews two weeks before the end. */
const soonDays = 30

export interface SeenCertificate {
  /** SHA-256, `AA:BB:…`; undefined where nothing was seen. */
  readonly fingerprint: string | undefined
  /** The host's file names it. */
  readonly pinned: boolean
  /** The host's file names its authority. */
  readonly caFile: string | null
}

/** `now` in milliseconds. */
export function checkCertificate(
  { host, facts: { certificates } }: HostPlan<WholeFacts>,
  { fingerprint = 'not known', pinned, caFile }: SeenCertificate,
  now: number,
): readonly Finding[] {
  const place = { check: 'certificate', host } as const
  const ends = certificates.find((each) => each.fingerprint === fingerprint)?.ends
  const by = pinned
    ? `nodes/${host}.yaml names it`
    : caFile === null
      ? 'an authority vouches for it'
      : `${caFile} vouches for it`
  const until = ends ? `, until ${new Date(ends * 1000).toISOString().slice(0, 10)}` : ''
  const days = ends ? Math.floor((ends - now / 1000) / day) : undefined
  if (!pinned || days === undefined || days > soonDays) return [fine(place, `${by}${until}`)]
  return [
    warning(
      place,
      `${by}${until}: the host will soon have another, which has to be named then`,
      `name its authority in place of fingerprint: in nodes/${host}.yaml: ca_file: with the host's /etc/pve/pve-root-ca.pem`,
    ),
  ]
}
