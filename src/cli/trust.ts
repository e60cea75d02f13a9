/** What vouches for a host's certificate. */
import { existsSync, readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { getCACertificates, rootCertificates } from 'node:tls'
import type { HostEntry } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { Trust } from '../pve/trusted-connect.ts'

/** Where Proxmox VE keeps the certificate of its own authority. */
const ownAuthority = '/etc/pve/pve-root-ca.pem'

/** Throws InvalidSiteConfig where the entry's `ca_file` cannot be read. */
export function trustOf(host: HostEntry, { insecure }: { readonly insecure: boolean }): Trust {
  if (insecure) return { insecure }
  if (host.fingerprint !== null) return { fingerprint: host.fingerprint }
  if (host.caFile !== null) return { ca: readAuthority(host, host.caFile) }
  if (!isThisMachine(host) || !existsSync(ownAuthority)) return {}
  const authorities = [readFileSync(ownAuthority, 'utf8'), ...rootCertificates, ...getCACertificates('system')]
  return { ca: authorities.join('\n') }
}

function readAuthority({ name, file }: HostEntry, path: string): string {
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

function isThisMachine({ apiEndpoint }: HostEntry): boolean {
  const { hostname: name } = new URL(apiEndpoint)
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
  return ['localhost', hostname(), ...addresses].includes(name.replace(/^\[|\]$/g, ''))
}
