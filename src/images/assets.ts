/** Which files of a release make up an image: one, or parts that are joined in order; and where their digest stands. */

export interface Asset {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Of the API; answers with the file to whoever asks for it as octets. */
  readonly apiUrl: string
  /** Open to everybody where the repository is. */
  readonly publicUrl: string
  /** SHA-256, 64 hexadecimal digits, where GitHub tells it. */
  readonly digest: string | null
}

export type Choice =
  | {
      readonly kind: 'found'
      /** Of the whole file. */
      readonly filename: string
      /** In the order in which they are joined. */
      readonly parts: readonly Asset[]
      /** The one with the digest of this file alone. */
      readonly checksum: Asset | undefined
      /** The one with the digests of many. */
      readonly checksums: Asset | undefined
      /** Digests of another kind, which are of no use. */
      readonly others: readonly string[]
    }
  /** `missing` is a name that the others lead one to expect. */
  | { readonly kind: 'incomplete'; readonly filename: string; readonly missing: string }
  /** There is one of that name, in a form that cannot be used. */
  | { readonly kind: 'compressed'; readonly filename: string }
  | { readonly kind: 'none' }

const endings = ['.qcow2', '.raw', '.img']

/** `asset` is the file's name where the site says it. A whole file comes before parts of one. */
export function chooseAssets(assets: readonly Asset[], image: string, asset: string | null): Choice {
  const filenames = asset === null ? endings.map((ending) => `${image}${ending}`) : [asset]
  for (const filename of filenames) {
    const whole = assets.find(({ name }) => name === filename)
    if (whole) return found(assets, image, filename, [whole])
  }
  for (const filename of filenames) {
    const parts = assets.filter(({ name }) => partNumber(name, filename) !== undefined)
    if (parts.length === 0) continue
    const numbered = parts.toSorted((a, b) => (partNumber(a.name, filename) ?? 0) - (partNumber(b.name, filename) ?? 0))
    const missing = firstGap(numbered, filename)
    return missing === undefined ? found(assets, image, filename, numbered) : { kind: 'incomplete', filename, missing }
  }
  const packed = assets.find(({ name }) => filenames.some((filename) => isPackedForm(name, filename)))
  return packed ? { kind: 'compressed', filename: packed.name } : { kind: 'none' }
}

const isPackedForm = (name: string, filename: string): boolean =>
  name.startsWith(`${filename}.`) && /^(?:xz|gz|zst|zstd|bz2|zip)$/.test(name.slice(filename.length + 1))

function found(assets: readonly Asset[], image: string, filename: string, parts: readonly Asset[]): Choice {
  const named = (...names: string[]) => assets.find(({ name }) => names.includes(name))
  return {
    kind: 'found',
    filename,
    parts,
    checksum: named(`${filename}.sha256`, `${image}.sha256`),
    checksums: named('SHA256SUMS', 'sha256sums.txt'),
    others: assets.flatMap(({ name }) =>
      ['SHA512SUMS', 'sha512sums.txt', `${filename}.sha512`, `${image}.sha512`].includes(name) ? [name] : [],
    ),
  }
}

const partEnding = /^\.(?:part[-._]?)?([a-z]{2,3}|\d{1,4})$/

/** Its place, e.g. 0 for `x.qcow2.partaa`, 7 for `x.qcow2.part07` and for `x.qcow2.007`; undefined for anything else. */
function partNumber(name: string, filename: string): number | undefined {
  if (!name.startsWith(filename)) return undefined
  const ending = name.slice(filename.length)
  const [, place] = partEnding.exec(ending) ?? []
  if (place === undefined) return undefined
  if (/^\d+$/.test(place)) return Number(place)
  // Letters alone are an ending like any other.
  if (!ending.startsWith('.part')) return undefined
  return [...place].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 97, 0)
}

/** The first part must be `aa`, 0 or 1, and none may be left out; a last one that is lost shows in the digest only. */
function firstGap(parts: readonly Asset[], filename: string): string | undefined {
  const first = parts[0] === undefined ? 0 : (partNumber(parts[0].name, filename) ?? 0)
  const start = first === 1 && /\d$/.test(parts[0]?.name ?? '') ? 1 : 0
  const gap = parts.findIndex(({ name }, index) => partNumber(name, filename) !== index + start)
  return gap === -1 ? undefined : nameLike(parts[0]?.name ?? '', gap + start)
}

/** The name that a part at this place would have beside one of this name. */
function nameLike(name: string, place: number): string {
  const [, stem = '', tail = ''] = /^(.*?)(\d+|[a-z]{2})$/.exec(name) ?? []
  if (/\d/.test(tail)) return `${stem}${String(place).padStart(tail.length, '0')}`
  return `${stem}${String.fromCharCode(97 + Math.floor(place / 26), 97 + (place % 26))}`
}

/** The images that a release has, by name. */
export const imagesIn = (assets: readonly Asset[]): readonly string[] => [
  ...new Set(
    assets.flatMap(
      ({ name }) => /^(.+)\.(?:qcow2|raw|img)(?:\.(?:part[-._]?)?(?:[a-z]{2,3}|\d+))?$/.exec(name)?.[1] ?? [],
    ),
  ),
]
