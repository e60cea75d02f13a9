/** Manifests and site-configs for benchmarks, on a disk. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { simSiteConfig, type SimSite } from '../../src/config/write-site-config.ts'

/** A manifest of an application: three nodes, each of which needs the one before, with what people write beside. */
export const application = (name: string, host?: string): string =>
  `# Application ${name}
schema_version: 2
name: ${name}
description: Database, service and proxy of ${name}
pattern: flat
${host === undefined ? '' : `host: ${host}\n`}nodes:
  - name: db
    type: vm
    preset: vm-small
    image: debian-12
    disk: 20
    tags: [data, tier-1]
  - name: app
    type: vm
    preset: vm-medium
    image: debian-12
    depends_on: [db]
  - name: web
    type: vm
    preset: vm-xsmall
    image: debian-12
    depends_on:
      - app
    nics:
      - name: eth0
        bridge: vmbr0
        vlan: 20
settings:
  on_error: continue
`

/** Nodes in one of the manifests of a simulated host. */
export const perManifest = 10

/** A manifest of nodes that need nothing. */
export const flat = (name: string, host: string, nodes: number, image = 'debian-12'): string =>
  [
    'schema_version: 2',
    `name: ${name}`,
    `host: ${host}`,
    'nodes:',
    ...Array.from(
      { length: nodes },
      (_, n) => `  - { name: ${name}-${n}, type: vm, preset: vm-xsmall, image: ${image} }`,
    ),
    '',
  ].join('\n')

export function writeFiles(folder: string, files: Iterable<readonly [string, string]>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Where there is no host to speak to. */
const nowhere: SimSite = {
  siteId: 'bench',
  endpoint: 'https://127.0.0.1:8006',
  node: 'pve',
  token: 'root@pam!bench=00000000-0000-4000-8000-000000000000',
  fingerprint: Array.from({ length: 32 }, () => 'AA').join(':'),
  datastore: 'vmstore',
  images: {},
}

/** The site-config of a simulated host, as texts by path. */
export const siteFiles = (site: Partial<SimSite> = {}): ReadonlyMap<string, string> =>
  new Map([...simSiteConfig({ ...nowhere, ...site })].map(([path, { text }]) => [path, text]))
