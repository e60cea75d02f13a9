/** The file system of this machine, as loading manifests sees it. */
import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import type { ManifestFiles, PathKind } from './files.ts'

// What is known of a local file, and what it holds, is there in less time than a thread takes to be asked for it: with
// a thousand files that is the difference between a hundredth and a fifth of a second. Only a pipe may keep one waiting.

/** Bytes that hold most manifests; each further read asks for twice as many. */
const firstRead = 8_192

async function kind(path: string): Promise<PathKind> {
  try {
    const found = statSync(path)
    if (found.isDirectory()) return 'directory'
    return found.isFile() ? 'file' : 'other'
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return 'missing'
    throw error
  }
}

interface OpenFile {
  /** Bytes read; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>
  close(): void | Promise<void>
}

/** Reads what a pipe gives too, and never more than asked, however long the file is. */
async function readFile(path: string, limit: number): Promise<Uint8Array> {
  const file = statSync(path).isFile() ? openFile(path) : await openPipe(path)
  try {
    const chunks: Uint8Array[] = []
    let total = 0
    for (let size = firstRead; total < limit; size *= 2) {
      const chunk = new Uint8Array(Math.min(size, limit - total))
      const bytesRead = await file.read(chunk)
      if (bytesRead === 0) break
      chunks.push(chunk.subarray(0, bytesRead))
      total += bytesRead
    }
    return Buffer.concat(chunks)
  } finally {
    await file.close()
  }
}

function openFile(path: string): OpenFile {
  const file = openSync(path, 'r')
  return { read: (into) => readSync(file, into, 0, into.length, null), close: () => closeSync(file) }
}

async function openPipe(path: string): Promise<OpenFile> {
  const file = await open(path)
  return { read: async (into) => (await file.read(into)).bytesRead, close: () => file.close() }
}

export const nodeManifestFiles: ManifestFiles = {
  kind,
  readDirectory: (path) => readdir(path),
  readFile,
  realpath: async (path) => realpathSync.native(path),
}
