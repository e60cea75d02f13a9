/** The multipart body of an upload: its fields, and its one file. */

export interface Upload {
  readonly fields: Readonly<Record<string, string>>
  readonly filename: string
  readonly bytes: Uint8Array
}

/** Reads a body; undefined where it is not multipart or has no file. */
export function readMultipart(contentType: string, body: Uint8Array): Upload | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1]
  if (boundary === undefined) return undefined
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const mark = Buffer.from(`--${boundary}`)
  const fields: Record<string, string> = {}
  let file: { filename: string; bytes: Uint8Array } | undefined
  let start = buffer.indexOf(mark)
  while (start >= 0) {
    const end = buffer.indexOf(mark, start + mark.length)
    if (end < 0) break
    const part = buffer.subarray(start + mark.length + 2, end - 2)
    const head = part.indexOf('\r\n\r\n')
    const headers = part.subarray(0, head).toString('utf8')
    const content = part.subarray(head + 4)
    const name = /\bname="([^"]*)"/.exec(headers)?.[1]
    const filename = /\bfilename="([^"]*)"/.exec(headers)?.[1]
    if (filename !== undefined) file = { filename, bytes: content }
    else if (name !== undefined) fields[name] = content.toString('utf8')
    start = end
  }
  return file && { fields, ...file }
}
