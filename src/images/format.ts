/** What a file is by its content: names lie, and what answers in place of an image may be a web page. */
import type { FileHandle } from 'node:fs/promises'
import { HomestakError } from '../errors.ts'
import type { ImageFormat } from '../pve/image-name.ts'

/** Enough to tell. */
export const headBytes = 1024

/** The first bytes of a file. */
export async function readHead(file: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headBytes), position: 0 })
  return buffer.subarray(0, bytesRead)
}

/** Throws BadImage for what is no disk image, or one that leans on other files. `what` names it. */
export function formatOf(head: Uint8Array, what: string): ImageFormat {
  const bytes = Buffer.from(head)
  if (isQcow2(bytes)) {
    const objection = objectionToQcow2(bytes)
    if (objection) throw badImage(what, objection)
    return 'qcow2'
  }
  const other = strangers.find(({ matches }) => matches(bytes))
  if (other) throw badImage(what, `it is ${other.name}`)
  // A boot sector, as every partitioned disk has.
  if (bytes.length >= 512 && bytes[510] === 0x55 && bytes[511] === 0xaa) return 'raw'
  throw badImage(what, 'it is neither qcow2 nor a raw disk with partitions')
}

export const badImage = (what: string, why: string, hint?: string): HomestakError =>
  new HomestakError({
    code: 'BadImage',
    message: `${what} cannot be used: ${why}`,
    hint: hint ?? 'nothing of it was kept; see whether its source was published in full',
  })

const isQcow2 = (bytes: Buffer): boolean => bytes.subarray(0, 4).equals(Buffer.from([0x51, 0x46, 0x49, 0xfb]))

/** Where an image could draw in files of the host, Proxmox VE refuses it, too. */
function objectionToQcow2(bytes: Buffer): string | undefined {
  if (bytes.length < 72) return 'it ends within its header'
  if (bytes.readBigUInt64BE(8) !== 0n) return 'it is a layer over another image (qemu-img convert makes a whole one)'
  const hasFeatures = bytes.readUInt32BE(4) >= 3 && bytes.length >= 80
  const externalFile = 4n
  if (hasFeatures && (bytes.readBigUInt64BE(72) & externalFile) !== 0n) return 'its content lies in another file'
  return undefined
}

const startsWith =
  (...magic: readonly number[]) =>
  (bytes: Buffer): boolean =>
    magic.every((byte, index) => bytes[index] === byte)

const strangers = [
  {
    name: 'a web page',
    matches: (bytes: Buffer) => /^\s*<(!doctype|html|head|\?xml|error)/i.test(bytes.toString('latin1')),
  },
  { name: 'JSON', matches: (bytes: Buffer) => /^\s*\{\s*"/.test(bytes.toString('latin1')) },
  { name: 'compressed by gzip; unpack it first', matches: startsWith(0x1f, 0x8b) },
  { name: 'compressed by xz; unpack it first', matches: startsWith(0xfd, 0x37, 0x7a, 0x58) },
  { name: 'compressed by zstd; unpack it first', matches: startsWith(0x28, 0xb5, 0x2f, 0xfd) },
  { name: 'a zip archive', matches: startsWith(0x50, 0x4b, 0x03, 0x04) },
  { name: 'a VMware disk; convert it with qemu-img', matches: startsWith(0x4b, 0x44, 0x4d, 0x56) },
]
