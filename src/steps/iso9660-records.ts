/** The pieces of an ISO 9660 image: descriptors, path tables, directory records, and names in both of its alphabets. */

export const sector = 2048
/** Joliet allows 64 UCS-2 characters in a file name, and 16 in a label. */
const longestName = 64
const longestLabel = 16
/** Years since 1900, month, day, and a time of zero: every image has this date, so that equal files give equal bytes. */
const recorded = [80, 1, 1]

/** Where something lies: its first sector, and its size in bytes. */
export interface Extent {
  readonly at: number
  readonly size: number
}

export interface Entry extends Extent {
  readonly name: Uint8Array
}

export interface Volume {
  /** 1 is the primary volume, 2 the one with Joliet names. */
  readonly type: 1 | 2
  /** 32 bytes. */
  readonly label: Uint8Array
  /** Of the whole image. */
  readonly sectors: number
  /** Sector of the little-endian path table; the big-endian one follows it. */
  readonly tables: number
  readonly root: Extent
}

export function descriptor({ type, label, sectors, tables, root }: Volume): Uint8Array {
  const bytes = new Uint8Array(sector)
  const view = new DataView(bytes.buffer)
  const blank = type === 1 ? latin(' '.repeat(128)) : ucs2(' '.repeat(64))
  bytes.set([type, ...latin('CD001'), 1])
  bytes.set(blank.subarray(0, 32), 8)
  bytes.set(label, 40)
  bothEndian32(view, 80, sectors)
  // Joliet level 3 is announced by this escape sequence.
  if (type === 2) bytes.set(latin('%/E'), 88)
  bothEndian16(view, 120, 1)
  bothEndian16(view, 124, 1)
  bothEndian16(view, 128, sector)
  bothEndian32(view, 132, 10)
  view.setUint32(140, tables, true)
  view.setUint32(148, tables + 1, false)
  bytes.set(record({ name: Uint8Array.of(0), ...root }, true), 156)
  for (const at of [190, 318, 446, 574]) bytes.set(blank, at)
  // Three file identifiers of 37 bytes each: a name of odd length in UCS-2 ends with a zero byte.
  for (const at of [702, 739, 776]) bytes.set(blank.subarray(0, type === 1 ? 37 : 36), at)
  // Sixteen zeros as text and an offset of zero say that a date is not given.
  for (const at of [813, 830, 847, 864]) bytes.set(latin('0'.repeat(16)), at)
  bytes[881] = 1
  return bytes
}

export function pathTable(root: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(10)
  const view = new DataView(bytes.buffer)
  bytes[0] = 1
  view.setUint32(2, root, littleEndian)
  view.setUint16(6, 1, littleEndian)
  return bytes
}

export function directory(root: Extent, files: readonly Entry[]): Uint8Array {
  const bytes = new Uint8Array(root.size)
  let offset = 0
  const add = (bytesOf: Uint8Array) => {
    offset = placeOf(offset, bytesOf.length)
    bytes.set(bytesOf, offset)
    offset += bytesOf.length
  }
  // The folder itself, and its parent, which for the root is the same.
  for (const name of [Uint8Array.of(0), Uint8Array.of(1)]) add(record({ name, ...root }, true))
  for (const file of files) add(record(file, false))
  return bytes
}

export function directorySize(names: readonly Uint8Array[]): number {
  const end = names.reduce((offset, name) => placeOf(offset, recordLength(name)) + recordLength(name), 68)
  return Math.ceil(end / sector) * sector
}

/** A record never crosses the border of a sector. */
const placeOf = (offset: number, length: number): number =>
  (offset % sector) + length > sector ? Math.ceil(offset / sector) * sector : offset

/** Records have an even length. */
const recordLength = (name: Uint8Array): number => 33 + name.length + ((name.length + 1) % 2)

function record({ name, at, size }: Entry, isFolder: boolean): Uint8Array {
  const bytes = new Uint8Array(recordLength(name))
  const view = new DataView(bytes.buffer)
  bytes[0] = bytes.length
  bothEndian32(view, 2, at)
  bothEndian32(view, 10, size)
  bytes.set(recorded, 18)
  bytes[25] = isFolder ? 2 : 0
  bothEndian16(view, 28, 1)
  bytes[32] = name.length
  bytes.set(name, 33)
  return bytes
}

function bothEndian16(view: DataView, offset: number, value: number): void {
  view.setUint16(offset, value, true)
  view.setUint16(offset + 2, value, false)
}

function bothEndian32(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true)
  view.setUint32(offset + 4, value, false)
}

export function checkLabel(label: string): void {
  if (!/^[\x20-\x7e]+$/.test(label) || label.length > longestLabel) {
    throw new RangeError(`'${label}' is no label: 1 to ${longestLabel} ASCII characters`)
  }
}

export function jolietName(name: string): Uint8Array {
  // Joliet's own forbidden characters; `;` would start a version number.
  if (name === '' || name.length > longestName || /[\x00-\x1f*/:;?\\]/.test(name)) {
    throw new RangeError(`'${name}' is no file name for Joliet: 1 to ${longestName} characters, none of * / : ; ? \\`)
  }
  return ucs2(name)
}

/** Names for readers without Joliet: upper case, at most 31 characters with the version, numbered where two fall together. */
export function primaryNames(names: readonly string[]): Uint8Array[] {
  const taken = new Set<string>()
  return names.map((name, index) => {
    const plain = name
      .toUpperCase()
      .replace(/[^A-Z0-9_]/g, '_')
      .slice(0, 20)
    const chosen = taken.has(plain) ? `${plain}_${index}` : plain
    taken.add(chosen)
    return latin(`${chosen}.;1`)
  })
}

export const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

export function ucs2(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), false)
  return bytes
}

export function fromUcs2(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const codes = Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => view.getUint16(index * 2, false))
  return String.fromCharCode(...codes)
}
