/** A value together with the place that said it, so that the one is never shown without the other. */

export type Path = readonly (string | number)[]

/** A path in a file of the site-config or in the node's own manifest; where nothing is written there, it is built in. */
export type Source =
  | { readonly kind: 'site-config'; readonly file: string; readonly path: Path }
  | { readonly kind: 'manifest'; readonly path: Path }
  /** Neither: an option of the command line, or worked out from other values. */
  | { readonly kind: 'note'; readonly text: string }

export interface Said<Value> {
  readonly value: Value
  /** More than one where lists were put together. */
  readonly by: readonly Source[]
}

export const inSite = (file: string, ...path: Path): Source => ({ kind: 'site-config', file, path })

export function said<Value>(value: Value | null | undefined, ...by: readonly Source[]): Said<Value> | undefined {
  return value === null || value === undefined ? undefined : { value, by }
}
