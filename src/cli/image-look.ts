/** Images for commands that only look: what their sources have, and nothing that could bring it anywhere. */
import type { ImageSettings } from '../config/site-config.ts'
import { createFinder, type Finder } from '../images/find.ts'
import { sourceOf, sourceText } from '../images/source.ts'
import { isImageName } from '../pve/image-name.ts'
import type { ImageSupply, OpenImages } from '../reconciler/image-supply.ts'
import { openSources } from './image-access.ts'
import type { Io } from './io.ts'

export const lookForImages =
  (io: Io): OpenImages =>
  (config): ImageSupply => {
    const { ports, close } = openSources(io, config)
    return { ...lookOf(createFinder(ports), config.site.images), bring: null, close }
  }

export const lookOf = (finder: Finder, settings: ImageSettings): Pick<ImageSupply, 'sourceOf' | 'find' | 'forget'> => ({
  sourceOf(image) {
    if (!isImageName(image)) return undefined
    const source = sourceOf(image, settings)
    return { from: sourceText(source), pin: source.pin }
  },
  find: (image, signal) => finder.find(image, { signal }),
  forget: finder.forget,
})
