/** The site-config that the simulator leaves: the next command must work with it at once. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { simSiteConfig } from '../../../src/config/write-site-config.ts'
import { chooseHost, resolveSelection } from '../../../src/graph/resolve.ts'
import type { Manifest } from '../../../src/manifest/manifest.ts'
import { load, loaded } from './fixtures.ts'

const sim = {
  siteId: 'sim',
  endpoint: 'https://127.0.0.1:8006',
  node: 'pve',
  token: 'homestak@pve!sim=0a0b0c0d-0000-4000-8000-000000000001',
  fingerprint: `${'12:'.repeat(31)}34`,
  datastore: 'local-lvm',
  images: { 'debian-12': 'local:import/debian-12.qcow2' },
}
const files = simSiteConfig(sim)
const texts = Object.fromEntries([...files].map(([path, { text }]) => [path, text]))
const from = { file: 'x', line: 1, column: 1 }

test('it loads without a problem or a warning, and says what the simulator told', async () => {
  const { config, problems } = await load(texts)
  expect(problems).toEqual([])
  expect(config.warnings).toEqual([])
  expect(config.site.id).toBe('sim')
  expect(config.secret('api_tokens.sim')).toBe(sim.token)
  expect(config.host('sim', from)).toMatchObject({
    ok: true,
    value: {
      node: 'pve',
      apiEndpoint: sim.endpoint,
      datastore: 'local-lvm',
      fingerprint: sim.fingerprint,
      images: sim.images,
    },
  })
})

test('a manifest that names a preset resolves with it, without -H', async () => {
  const { config } = await load(texts)
  const hostOf = (manifest: Manifest) => chooseHost(manifest, { siteDefault: config.site.defaults.host })
  const manifests = [loaded(config.presetNames.map((preset) => ({ name: preset, preset })))]
  const resolved = resolveSelection({ manifests, site: 'sim', hostOf, config })
  expect(resolved.problems).toEqual([])
  expect(resolved.nodes.map(({ guest: { name, cores, memory, disk } }) => [name, cores, memory, disk])).toEqual([
    ['vm-large', 4, 8192, 40],
    ['vm-medium', 2, 4096, 20],
    ['vm-small', 2, 2048, 10],
    ['vm-xlarge', 8, 16384, 80],
    ['vm-xsmall', 1, 1024, 8],
  ])
})

test('has one file per preset, posture and spec, and keeps the secrets to their owner', () => {
  const inFolder = (folder: string) =>
    [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1))
  expect(inFolder('postures')).toEqual(['dev.yaml', 'local.yaml', 'stage.yaml', 'prod.yaml'])
  expect(inFolder('specs')).toEqual(['base.yaml', 'pve.yaml'])
  expect(inFolder('hosts')).toEqual([])
  for (const [path, { mode }] of files) expect(mode, path).toBe(path === 'secrets.yaml' ? 0o600 : 0o644)
})

test('means the same to readers of YAML 1.1, where a bare yes or no is no text', () => {
  for (const [path, { text }] of files)
    expect(parse(text, { version: '1.1' }), path).toEqual(parse(text, { version: '1.2' }))
  expect(parse(texts['postures/dev.yaml'] ?? '', { version: '1.1' }).ssh).toEqual({
    port: 22,
    permit_root_login: 'yes',
    password_authentication: 'yes',
  })
})
