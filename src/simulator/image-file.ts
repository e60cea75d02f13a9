/** Files that are brought to a storage: their names, and what an image says of itself. */
import { failure, parameterRefusal } from './refusal.ts'

const extensions: Readonly<Record<string, { readonly pattern: RegExp; readonly complaint: string }>> = {
  iso: { pattern: /\.(?:iso|img)$/i, complaint: 'wrong file extension' },
  vztmpl: { pattern: /\.tar\.(?:gz|xz|zst)$/i, complaint: 'wrong file extension' },
  import: { pattern: /\.(?:qcow2|raw|vmdk|ova)$/, complaint: 'invalid filename or wrong extension' },
}

/** The name that a file gets; throws where its content may not be called so. */
export function storedName(content: string, filename: string): string {
  const name = filename.replace(/^.*[/\\]/, '').replace(/[^-a-zA-Z0-9_.]/g, '_')
  const rule = extensions[content]
  if (rule && !rule.pattern.test(name)) throw parameterRefusal({ filename: rule.complaint })
  return name
}

export const formatOf = (content: string, name: string): string =>
  content === 'iso' ? 'iso' : (name.split('.').at(-1) ?? 'raw')

/** How much of an image `virtualSize` has to see. */
export const headBytes = 32

/** Bytes that a guest sees on an image. Throws what the image tool would say of a broken one. */
export function virtualSize(format: string, head: Uint8Array, path: string): number | undefined {
  if (format !== 'qcow2') return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (head.length < headBytes || view.getUint32(0) !== 0x514649fb) {
    throw failure(`qemu-img: Could not open '${path}': Image is not in qcow2 format`)
  }
  return Number(view.getBigUint64(24))
}

/** What is remembered of a file by its content: system and digest of an image, the bytes of a small ISO image. */
export function remembered(
  content: string,
  name: string,
  { bytes, sha256 }: { readonly bytes: Uint8Array | undefined; readonly sha256: string | undefined },
): Remembered {
  // homestak has the version in the name.
  const system = name.replace(/(_sha256-[0-9a-f]{16}_\d+)?\.\w+$/, '')
  if (content === 'import') return { system, ...(sha256 === undefined ? {} : { sha256 }) }
  return content === 'iso' && bytes !== undefined ? { bytes: Buffer.from(bytes).toString('base64') } : {}
}

export interface Remembered {
  readonly system?: string
  readonly bytes?: string
  readonly sha256?: string
}

/** ISO images up to this size are kept, so that a simulated guest can read its seed. */
export const keptBytes = 1_048_576
