/** Digests as they stand in checksum files: those of sha256sum and of BSD, one file's own or a list of many. */

/** SHA-256 of `filename` in a list, 64 lower-case hexadecimal digits; undefined where it is not in it. */
export function digestIn(text: string, filename: string): string | undefined {
  return entries(text).find(({ name }) => baseOf(name ?? '') === filename)?.digest
}

/** The digest in a file that belongs to one image alone, whatever name stands beside it. */
export function soleDigest(text: string, filename: string): string | undefined {
  const found = entries(text)
  return digestIn(text, filename) ?? (found.length === 1 ? found[0]?.digest : undefined)
}

const baseOf = (path: string): string => path.replace(/^.*\//, '')

function entries(text: string): readonly { readonly digest: string; readonly name: string | undefined }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, plain, name] = /^\\?([0-9a-f]{64})(?:\s+\*?(\S.*?))?\s*$/i.exec(line) ?? []
    if (plain) return [{ digest: plain.toLowerCase(), name }]
    const [, bsdName, bsd] = /^SHA256 \((.+)\) = ([0-9a-f]{64})\s*$/i.exec(line) ?? []
    return bsd ? [{ digest: bsd.toLowerCase(), name: bsdName }] : []
  })
}
