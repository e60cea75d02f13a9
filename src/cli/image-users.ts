/** What names an image on a host: nodes of the manifests at hand, here and in the site-config. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SiteConfig } from '../config/site-config.ts'
import { loadSelection } from '../manifest/load.ts'
import type { Manifest, ManifestNode } from '../manifest/manifest.ts'
import { nodeManifestFiles } from '../manifest/node-files.ts'
import { note, type Io } from './io.ts'

/** In words, e.g. `shop/web`. */
export type ImageUsers = (host: string, image: string) => readonly string[]

export async function imageUsers(io: Io, config: SiteConfig): Promise<ImageUsers> {
  const paths = [...new Set([join(io.cwd, 'manifests'), join(config.dir, 'manifests')])].filter(existsSync)
  const sources = paths.map((path) => ({ path }))
  const { files } =
    sources.length === 0 ? { files: [] } : await loadSelection(sources, { fs: nodeManifestFiles, cwd: io.cwd })
  for (const { file } of files.filter(({ loaded }) => !loaded)) {
    note(io, `warning: ${file} cannot be read: which images it names is not known`)
  }
  const manifests = files.flatMap(({ loaded }) => (loaded ? [loaded.manifest] : []))
  return (host, image) => [
    ...new Set(
      manifests
        .filter((manifest) => isPlacedOn(manifest, host, config))
        // What has a parent is made inside it, from the images there.
        .flatMap(({ name, nodes }) =>
          nodes
            .filter((node) => node.parent === null && imageOf(node, config) === image)
            .map((node) => `${name}/${node.name}`),
        ),
    ),
  ]
}

/** Without a host of its own it may be run on any with `-H`, unless the site has one for such. */
const isPlacedOn = ({ host }: Manifest, name: string, { site }: SiteConfig): boolean =>
  (host ?? site.defaults.host ?? name) === name

function imageOf({ image, preset }: ManifestNode, config: SiteConfig): string | undefined {
  if (image !== null) return image
  const found = preset === null ? undefined : config.preset(preset, { file: config.dir, line: 1, column: 1 })
  return found?.ok ? found.value.image : undefined
}
