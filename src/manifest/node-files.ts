/** The file system of this machine, as loading manifests sees it. */
import { open, readdir, realpath, stat } from 'node:fs/promises'
import type { ManifestFiles, PathKind } from './files.ts'

/** Bytes that hold most manifests; each further read asks for twice as many. */
const firstRead = 8_192

async function kind(path: string): Promise<PathKind> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return 'directory'
    return found.isFile() ? 'file' : 'other'
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return 'missing'
    throw error
  }
}

/** Reads what a pipe gives too, and never more than asked, however long the file is. */
async function readFile(path: string, limit: number): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const chunks: Uint8Array[] = []
    let total = 0
    for (let size = firstRead; total < limit; size *= 2) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(Math.min(size, limit - total)))
      if (bytesRead === 0) break
      chunks.push(buffer.subarray(0, bytesRead))
      total += bytesRead
    }
    return Buffer.concat(chunks)
  } finally {
    await file.close()
  }
}

export const nodeManifestFiles: ManifestFiles = {
  kind,
  readDirectory: (path) => readdir(path),
  readFile,
  realpath: (path) => realpath(path),
}
