/** Site-configs and manifests for tests, without a disk. */
import type { ConfigFiles } from '../../../src/config/config-files.ts'
import { loadSiteConfig } from '../../../src/config/load-site-config.ts'
import type { LoadedManifest, Manifest, ManifestNode } from '../../../src/manifest/manifest.ts'

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

const node: ManifestNode = {
  name: 'web',
  type: 'vm',
  network: null,
  spec: null,
  preset: 'vm-small',
  image: 'debian-12',
  template: false,
  vmid: null,
  disk: null,
  parent: null,
  execution_mode: null,
  depends_on: [],
  protect: false,
  keep_on_removal: false,
  suspend: false,
  provisioner: null,
  tags: [],
  on_boot: true,
  ip: null,
  gateway: null,
  disks: [],
  nics: [],
  moved_from: null,
  settings: {},
}

/** A loaded manifest; `at` puts what it was asked for into the file's name, so that a test can read it. */
export function loaded(nodes: readonly Partial<ManifestNode>[], more: Partial<Manifest> = {}): LoadedManifest {
  const manifest: Manifest = {
    schema_version: 2,
    name: 'shop',
    description: '',
    pattern: 'flat',
    execution_mode: 'push',
    host: null,
    moved_from: null,
    settings: {
      verify_ssh: true,
      cleanup_on_failure: true,
      timeout_buffer: 60,
      on_error: 'stop',
      replace: 'ask',
      restart: 'ask',
      stop: 'graceful',
      clone: 'linked',
    },
    nodes: nodes.map((own) => ({ ...node, ...own })),
    ...more,
  }
  return {
    manifest,
    file: 'shop.yaml',
    at: (...path) => ({ file: ['shop.yaml', ...path].join(' '), line: 1, column: 1 }),
  }
}
