/** Writes and reads small flat ISO 9660 images with Joliet names (ECMA-119 and its UCS-2 volume), as NoCloud seeds need them. */
import {
  checkLabel,
  descriptor,
  directory,
  directorySize,
  fromUcs2,
  jolietName,
  latin,
  pathTable,
  primaryNames,
  sector,
  ucs2,
  type Extent,
} from './iso9660-records.ts'

/** Sectors in order: 16 empty, both volume descriptors, the terminator, four path tables, both root directories, files. */
const primaryAt = 16
const terminatorAt = 18
const pathTablesAt = 19
const directoriesAt = 23

/**
 * The same input gives the same bytes: names are sorted and every date is the same.
 * Throws a RangeError on a name or label that Joliet cannot carry; there are no folders.
 */
export function writeIso(label: string, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  checkLabel(label)
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const names = sorted.map(([name]) => name)
  const primary = { type: 1, label: latin(label.padEnd(32)), names: primaryNames(names) } as const
  const joliet = { type: 2, label: ucs2(label.padEnd(16)), names: names.map(jolietName) } as const
  const pieces: { readonly at: number; readonly bytes: Uint8Array }[] = []
  let next = directoriesAt
  const claim = (size: number): Extent => {
    const extent = { at: next, size }
    next += Math.ceil(size / sector)
    return extent
  }
  const roots = [primary, joliet].map((volume) => ({ ...volume, root: claim(directorySize(volume.names)) }))
  const contents = sorted.map(([, bytes]) => {
    const extent = claim(bytes.length)
    pieces.push({ at: extent.at, bytes })
    return extent
  })
  for (const [index, { type, label: volumeLabel, names: entryNames, root }] of roots.entries()) {
    const tables = pathTablesAt + 2 * index
    const entries = contents.map((extent, file) => ({ name: entryNames[file] ?? Uint8Array.of(), ...extent }))
    pieces.push({ at: primaryAt + index, bytes: descriptor({ type, label: volumeLabel, sectors: next, tables, root }) })
    pieces.push({ at: tables, bytes: pathTable(root.at, true) }, { at: tables + 1, bytes: pathTable(root.at, false) })
    pieces.push({ at: root.at, bytes: directory(root, entries) })
  }
  pieces.push({ at: terminatorAt, bytes: Uint8Array.of(255, ...latin('CD001'), 1) })
  const image = new Uint8Array(next * sector)
  for (const { at, bytes } of pieces) image.set(bytes, at * sector)
  return image
}

/** The files of the root folder by their Joliet names. Throws a RangeError on bytes that are no such image. */
export function readIso(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const root = jolietAtIn(bytes) * sector + 156
  const files = new Map<string, Uint8Array>()
  const start = view.getUint32(root + 2, true) * sector
  const end = start + view.getUint32(root + 10, true)
  for (let offset = start; offset < end;) {
    const length = view.getUint8(offset)
    if (length === 0) {
      offset = (Math.floor(offset / sector) + 1) * sector
      continue
    }
    const isFolder = (view.getUint8(offset + 25) & 2) !== 0
    const name = fromUcs2(slice(bytes, offset + 33, view.getUint8(offset + 32))).replace(/;1$/, '')
    const content = slice(bytes, view.getUint32(offset + 2, true) * sector, view.getUint32(offset + 10, true))
    if (!isFolder) files.set(name, content)
    offset += length
  }
  return files
}

function jolietAtIn(bytes: Uint8Array): number {
  for (let at = primaryAt; (at + 1) * sector <= bytes.length; at++) {
    const [type, ...identifier] = bytes.subarray(at * sector, at * sector + 6)
    if (String.fromCharCode(...identifier) !== 'CD001' || type === 255) break
    const escape = String.fromCharCode(...bytes.subarray(at * sector + 88, at * sector + 91))
    if (type === 2 && ['%/@', '%/C', '%/E'].includes(escape)) return at
  }
  throw new RangeError('not an ISO 9660 image with Joliet names')
}

function slice(bytes: Uint8Array, start: number, size: number): Uint8Array {
  if (start + size > bytes.length) throw new RangeError('the ISO 9660 image ends too early')
  return bytes.slice(start, start + size)
}
