/** What vouches for a host's certificate. */
import { existsSync, readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import type { HostEntry } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { systemAuthorities, type Trust } from '../pve/trusted-connect.ts'

/** Where Proxmox VE keeps the certificate of its own authority. */
const ownAuthority = '/etc/pve/pve-root-ca.pem'

/** What a host entry says about its certificate. */
export type TrustEntry = Pick<HostEntry, 'name' | 'file' | 'apiEndpoint' | 'fingerprint' | 'caFile'>

/** Throws InvalidSiteConfig where the entry's `ca_file` cannot be read. */
export function trustOf(host: TrustEntry, { insecure }: { readonly insecure: boolean }): Trust {
  if (insecure) return { insecure }
  if (host.fingerprint !== null) return { fingerprint: host.fingerprint }
  if (host.caFile !== null) return { ca: readAuthority(host, host.caFile) }
  if (!isThisMachine(host) || !existsSync(ownAuthority)) return {}
  const authorities = [readFileSync(ownAuthority, 'utf8'), ...systemAuthorities()]
  return { ca: authorities.join('\n') }
}

function readAuthority({ name, file }: TrustEntry, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new HomestakError({
      code: 'InvalidSiteConfig',
      message: `ca_file of host '${name}' cannot be read: ${why}`,
      hint: `correct ca_file in ${file}`,
      cause,
    })
  }
}

function isThisMachine({ apiEndpoint }: TrustEntry): boolean {
  const { hostname: name } = new URL(apiEndpoint)
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
  return ['localhost', hostname(), ...addresses].includes(name.replace(/^\[|\]$/g, ''))
}
