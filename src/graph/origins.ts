/** Who said each value of a node: kept by the resolver as it takes the value, for whoever asks. */
import type { Path, Said, Source } from '../config/said.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { LoadedManifest, Position } from '../manifest/manifest.ts'

/** By the name that `valuesOf` gives a value. */
export type Origins = Map<string, readonly Source[]>

/** Gives the value, and notes under its name who said it. */
export interface Taker {
  take<Value>(name: string, found: Said<Value>): Value
  /** What the node says itself, or its manifest: `field` of what stands at `path`. */
  own<Value>(name: string, value: Value, path: Path, field?: string): Value
}

/** Of many nodes nobody asks: then nothing is put together that would be thrown away. */
const unasked: Taker = { take: (_, { value }) => value, own: (_, value) => value }

export function takeInto(origins: Origins | undefined): Taker {
  if (!origins) return unasked
  return {
    take(name, { value, by }) {
      origins.set(name, by)
      return value
    },
    own(name, value, path, field = name) {
      origins.set(name, [{ kind: 'manifest', path: [...path, field] }])
      return value
    },
  }
}

/** Where it is written; undefined where it is written nowhere: then it is built in, or a note says what it is. */
export function positionOf(
  source: Source,
  { loaded, config }: { readonly loaded: LoadedManifest; readonly config: SiteConfig },
): Position | undefined {
  if (source.kind === 'note') return undefined
  if (source.kind === 'site-config') return config.placeOf(source.file, source.path)
  const here = loaded.at(...source.path)
  const around = loaded.at(...source.path.slice(0, -1))
  // What is not written is found at what is around it.
  const isWritten = here.line !== around.line || here.column !== around.column || here.file !== around.file
  return isWritten ? here : undefined
}
