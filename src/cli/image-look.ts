/** Images for commands that only look: what their sources have, and nothing that could bring it anywhere. */
import type { ImageSettings } from '../config/site-config.ts'
import type { Finder } from '../images/find.ts'
import { sourceOf, sourceText } from '../images/source.ts'
import { isImageName } from '../pve/image-name.ts'
import type { ImageSupply, OpenImages } from '../reconciler/image-supply.ts'
import { openSources } from './image-access.ts'
import type { Io } from './io.ts'

export const lookForImages =
  (io: Io): OpenImages =>
  (config): ImageSupply => {
    const { ports, close } = openSources(io, config)
    // Most runs find all images on their hosts.
    let opened: Promise<Finder> | undefined
    const open = () => (opened ??= import('../images/find.ts').then(({ createFinder }) => createFinder(ports)))
    const finder: Finder = {
      find: async (...asked) => (await open()).find(...asked),
      forget: () => void opened?.then(({ forget }) => forget()),
    }
    return { ...lookOf(finder, config.site.images), bring: null, close }
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
