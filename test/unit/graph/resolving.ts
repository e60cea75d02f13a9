/** Manifests resolved against a small site-config, for tests. */
import { expect } from 'vitest'
import { resolveSelection, type HostChoice } from '../../../src/graph/resolve.ts'
import type { LoadedManifest, Manifest, ManifestNode } from '../../../src/manifest/manifest.ts'
import { load, loaded, siteTexts } from '../config/fixtures.ts'

export const onHost =
  (host: string, from: HostChoice['from'] = 'flag') =>
  (): HostChoice => ({ host, from })

export async function resolve(
  manifests: readonly LoadedManifest[],
  texts: Readonly<Record<string, string>> = {},
  hostOf = onHost('hv0'),
) {
  const { config, problems } = await load({ ...siteTexts, ...texts })
  expect(problems).toEqual([])
  return resolveSelection({ manifests, site: 'lab', hostOf, config })
}

/** The one node of a manifest that has one. */
export async function only(
  own: Partial<ManifestNode>,
  texts: Readonly<Record<string, string>> = {},
  more: Partial<Manifest> = {},
) {
  const { nodes, problems } = await resolve([loaded([own], more)], texts)
  expect(problems).toEqual([])
  const [node] = nodes
  if (!node) throw new Error('no node')
  return node
}
