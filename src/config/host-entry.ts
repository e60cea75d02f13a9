/** A host with an API, from its file in nodes/, and a machine without, from its file in hosts/. */
import { resolve } from 'node:path'
import type { HostDocument, NodeDocument } from './documents.ts'
import type { HostEntry, Machine } from './site-config.ts'

/** `dir` is the site-config, absolute; what the file leaves out follows from its name. */
export function hostEntry(name: string, file: string, document: NodeDocument, dir: string): HostEntry {
  const {
    node,
    api_endpoint = '',
    api_token,
    datastore,
    iso_datastore,
    fingerprint,
    ca_file,
    ip,
    host_user,
    images = {},
  } = document
  return {
    name,
    file,
    node: node || name,
    apiEndpoint: api_endpoint.replace(/\/$/, ''),
    apiToken: api_token || name,
    datastore: datastore || null,
    isoDatastore: iso_datastore || null,
    fingerprint: fingerprint?.toUpperCase() ?? null,
    caFile: ca_file ? resolve(dir, ca_file) : null,
    ip: ip || null,
    hostUser: host_user || null,
    images,
    position: { file, line: 1, column: 1 },
  }
}

/** Without an `ip` it is reached where its bridge is. */
export const machineOf = (name: string, { ip, network, access }: HostDocument): Machine => ({
  name,
  ip: ip || (network?.interfaces?.['vmbr0']?.address?.split('/')[0] ?? '') || null,
  hostUser: access?.host_user || null,
})
