/** `images:` and the image defaults of site.yaml: where images are fetched from. */
import { resolve } from 'node:path'
import type { Problem } from '../manifest/manifest.ts'
import type { ConfigDocument } from './config-document.ts'
import type { SiteDocument } from './documents.ts'
import type { ImageSettings, NamedImage } from './site-config.ts'

/** `dir` is the site-config, absolute. What the schema cannot say is checked here. */
export function readImages(
  document: ConfigDocument,
  { images: named = {}, defaults = {} }: SiteDocument,
  dir: string,
): { readonly images: ImageSettings; readonly problems: readonly Problem[] } {
  const { image_api, image_ca_file, image_repository, image_release } = defaults
  const problems = Object.entries(named).flatMap(([name, image]) => {
    const finding = unfit(image)
    if (finding === undefined) return []
    return [{ ...document.at(['images', name]), message: `images.${name} ${finding.message}`, hint: finding.hint }]
  })
  const unreadable =
    image_api && !URL.canParse(image_api)
      ? [
          {
            ...document.at(['defaults', 'image_api']),
            message: 'defaults.image_api is no URL',
            hint: 'for example https://api.github.com',
          },
        ]
      : []
  return {
    images: {
      api: (image_api || 'https://api.github.com').replace(/\/$/, ''),
      repository: image_repository || 'homestak-iac/packer',
      release: image_release || 'latest',
      caFile: image_ca_file ? resolve(dir, image_ca_file) : null,
      named,
    },
    problems: [...problems, ...unreadable],
  }
}

function unfit({
  url,
  pin,
  repository,
  release,
  asset,
}: NamedImage): (Pick<Problem, 'message'> & { hint: string }) | undefined {
  if (url === undefined) return undefined
  if (repository !== undefined || release !== undefined || asset !== undefined)
    return { message: 'has both a url and a release', hint: 'leave out repository, release and asset, or url' }
  if (!URL.canParse(url))
    return { message: 'has a url that is none', hint: 'for example https://images.example/debian.qcow2' }
  if (pin === undefined)
    return { message: 'has a url and no pin', hint: 'add pin: sha256:DIGEST, as sha256sum shows it for the right file' }
  return undefined
}
