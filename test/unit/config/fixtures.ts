/** Site-configs and manifests for tests, without a disk. */
import type { ConfigFiles } from '../../../src/config/config-files.ts'
import { loadSiteConfig } from '../../../src/config/load-site-config.ts'
import type { LoadedManifest, Manifest, ManifestNode } from '../../../src/manifest/manifest.ts'
import { toManifest } from '../../../src/manifest/normalise.ts'

/** A folder `/cfg` that holds these texts; everything in it has the same permissions. */
export function inMemory(texts: Readonly<Record<string, string>>, mode = 0o600): ConfigFiles {
  const paths = Object.keys(texts).map((path) => `/cfg/${path}`)
  const isFolder = (path: string) => path === '/cfg' || paths.some((other) => other.startsWith(`${path}/`))
  return {
    kind: async (path) => (paths.includes(path) ? 'file' : isFolder(path) ? 'directory' : 'missing'),
    readDirectory: async (path) => {
      const below = paths.filter((other) => other.startsWith(`${path}/`))
      return [...new Set(below.map((other) => other.slice(path.length + 1).split('/')[0] ?? ''))]
    },
    readFile: async (path) => new TextEncoder().encode(texts[path.slice('/cfg/'.length)]),
    mode: async () => mode,
  }
}

export const load = (texts: Readonly<Record<string, string>>, mode?: number) =>
  loadSiteConfig('/cfg', inMemory(texts, mode))

export const siteTexts: Readonly<Record<string, string>> = {
  'site.yaml':
    'id: lab\ndefaults:\n  gateway: 192.0.2.1\n  domain: lab.test\n  dns_servers: [192.0.2.53]\n  packages: [curl]\n',
  'secrets.yaml':
    "api_tokens: { hv0: 'op@pve!t=00000000-0000-4000-8000-000000000001' }\npasswords: { vm_root: $6$salt$hash }\n" +
    'ssh_keys: { op@one: ssh-ed25519 AAAA one, b: ssh-ed25519 BBBB two }\nauth: { signing_key: "0011aabb" }\n',
  'nodes/hv0.yaml': 'node: pve1\napi_endpoint: https://192.0.2.10:8006/\napi_token: hv0\ndatastore: local-zfs\n',
  'presets/vm-small.yaml': 'cores: 2\nmemory: 2048\ndisk: 10\n',
  'specs/base.yaml': 'schema_version: 1\n',
}

/** A loaded manifest; `at` puts what it was asked for into the file's name, so that a test can read it. */
export function loaded(nodes: readonly Partial<ManifestNode>[], more: Partial<Manifest> = {}): LoadedManifest {
  const web = { name: 'web', type: 'vm', preset: 'vm-small', image: 'debian-12' } as const
  const plain = toManifest({ schema_version: 2, name: 'shop', nodes: nodes.map(() => web) })
  return {
    manifest: { ...plain, nodes: plain.nodes.map((node, index) => ({ ...node, ...nodes[index] })), ...more },
    file: 'shop.yaml',
    at: (...path) => ({ file: ['shop.yaml', ...path].join(' '), line: 1, column: 1 }),
  }
}
