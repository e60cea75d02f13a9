/** Where the file of an image comes from: what the command line says, else the site, else the release of old. */
import type { ImageSettings } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { isImageName, shortDigest } from '../pve/image-name.ts'
import { shownUrl } from './read-error.ts'

/** What `--repo` and `--tag` say. */
export interface SourceFlags {
  readonly repository?: string | undefined
  readonly tag?: string | undefined
}

export type ImageSource =
  | {
      readonly kind: 'release'
      readonly image: string
      /** `OWNER/NAME`. */
      readonly repository: string
      /** `latest` is a tag here, not GitHub's notion of the newest release. */
      readonly tag: string
      /** The file's name; null: NAME.qcow2, or what else of that name there is. */
      readonly asset: string | null
      /** SHA-256 that the file must have, 64 hexadecimal digits. */
      readonly pin: string | null
    }
  | { readonly kind: 'url'; readonly image: string; readonly url: string; readonly pin: string }

/** The images that every site knows. */
export const wellKnown = ['debian-12', 'debian-13', 'pve-9'] as const

/** Throws Usage for a name that no volume could have. */
export function sourceOf(image: string, settings: ImageSettings, flags: SourceFlags = {}): ImageSource {
  if (!isImageName(image)) {
    throw new HomestakError({
      code: 'Usage',
      message: `'${image}' cannot be the name of an image that is fetched`,
      hint: 'letters, digits, dots, dashes and underscores are possible',
    })
  }
  const named = settings.named[image] ?? {}
  const pin = named.pin?.replace(/^sha256:/, '').toLowerCase() ?? null
  // What is said on the command line is meant: it replaces where the site's file would come from, not what it must be.
  const isMoved = flags.repository !== undefined || flags.tag !== undefined
  if (named.url !== undefined && pin !== null && !isMoved) return { kind: 'url', image, url: named.url, pin }
  return {
    kind: 'release',
    image,
    repository: flags.repository ?? named.repository ?? settings.repository,
    tag: flags.tag ?? named.release ?? settings.release,
    asset: named.asset ?? null,
    pin,
  }
}

/** Where it comes from, in words. */
export function sourceText(source: ImageSource): string {
  if (source.kind === 'url') return shownUrl(source.url)
  const { repository, tag, pin } = source
  return `release ${tag} of ${repository}${pin === null ? '' : ` (pinned to sha256:${shortDigest(pin)})`}`
}
