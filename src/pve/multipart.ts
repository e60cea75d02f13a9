/** The form in which Proxmox VE takes a file: fields first, then the file, whose bytes go between `head` and `tail`. */

export interface Multipart {
  readonly contentType: string
  readonly head: Uint8Array
  readonly tail: Uint8Array
}

/** `digest` is that of the file: a boundary made from it cannot stand in it, and equal input gives equal bytes. */
export function multipartAround(fields: Readonly<Record<string, string>>, filename: string, digest: string): Multipart {
  const boundary = `homestak-${digest}`
  const part = (headers: readonly string[]) => [`--${boundary}`, ...headers, '', ''].join('\r\n')
  const named = (name: string) => `Content-Disposition: form-data; name="${name}"`
  const parts = Object.entries(fields).map(([name, value]) => `${part([named(name)])}${value}\r\n`)
  const file = part([`${named('filename')}; filename="${filename}"`, 'Content-Type: application/octet-stream'])
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    head: Buffer.from(parts.join('') + file),
    tail: Buffer.from(`\r\n--${boundary}--\r\n`),
  }
}
