/** The multipart body of a recorded upload, whose bytes were not kept: zeros, with the head of an image where it was one. */
import type { Exchange } from './recording.ts'

export function multipart({ fields, name, bytes }: NonNullable<Exchange['upload']>): {
  readonly body: Uint8Array
  readonly type: string
} {
  const boundary = 'recorded'
  const parts = Object.entries(fields).map(
    ([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${String(value)}\r\n`,
  )
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="filename"; filename="${name}"\r\n\r\n`
  const content = Buffer.alloc(bytes)
  if (name.endsWith('.qcow2') && !name.startsWith('junk')) {
    content.write('QFI\xfb', 'latin1')
    content.writeBigUInt64BE(16_777_216n, 24)
  }
  const body = Buffer.concat([Buffer.from(parts.join('') + head), content, Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { body, type: `multipart/form-data; boundary=${boundary}` }
}
