/** Images for the engine: from releases and addresses to hosts, through the cache of this user. */
import { createFinder } from '../images/find.ts'
import type { ImageProgress } from '../images/images.ts'
import type { ImageSupply, OpenImages } from '../reconciler/image-supply.ts'
import { imageProgressText } from '../report/images.ts'
import { lookOf } from './image-look.ts'
import { createRate } from './image-rate.ts'
import { openImages } from './image-sources.ts'
import type { Io } from './io.ts'

export const supplyImages =
  (io: Io): OpenImages =>
  (config): ImageSupply => {
    const { images, ports, close } = openImages(io, config)
    // Apart from what is fetched: a look is cut short, and takes nobody with it.
    const finder = createFinder(ports)
    return {
      ...lookOf(finder, config.site.images),
      forget() {
        finder.forget()
        images.forget()
      },
      async bring(host, image, { signal, onProgress, onNote }) {
        const rate = createRate(io.clock)
        const show = (progress: ImageProgress) =>
          onProgress(`image ${imageProgressText({ ...progress, rate: rate(progress) })}`)
        return images.ensure(host, image, { signal, onProgress: show, onNote: (line) => onNote(`image ${line}`) })
      },
      close,
    }
  }
