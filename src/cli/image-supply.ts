/** Images for the engine: from releases and addresses to hosts, through the cache of this user. */
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
    const { images, close } = openImages(io, config)
    return {
      ...lookOf(images, config.site.images),
      async bring(host, image, { signal, onProgress, onNote }) {
        const rate = createRate(io.clock)
        const show = (progress: ImageProgress) =>
          onProgress(`image ${imageProgressText({ ...progress, rate: rate(progress) })}`)
        await images.ensure(host, image, { signal, onProgress: show, onNote: (line) => onNote(`image ${line}`) })
      },
      close,
    }
  }
