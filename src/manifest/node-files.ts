/** The file system of this machine, as loading manifests sees it. */
import { closeSync, lstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import type { ManifestFiles, PathKind } from './files.ts'

// What is known of a local file, and what it holds, is there in less time than a thread takes to be asked for it: with
// a thousand files that is the difference between a hundredth and a fifth of a second. Only a pipe may keep one waiting.

/** Bytes of the first read where nobody knows how many there are; each further read asks for twice as many. */
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

/** Most entries are files of their own: they lead nowhere else, which one look tells. */
async function follow(path: string): Promise<{ readonly kind: PathKind; readonly path: string }> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) return { kind: 'file', path }
  const target = await kind(path)
  return { kind: target, path: target === 'file' ? realpathSync.native(path) : path }
}

interface OpenFile {
  /** Bytes read; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>
  close(): void | Promise<void>
}

/** Reads what a pipe gives too, and never more than asked, however long the file is. */
async function readFile(path: string, limit: number): Promise<Uint8Array> {
  const found = statSync(path)
  const file = found.isFile() ? openFile(path) : await openPipe(path)
  // Some files do not tell their size.
  const size = found.isFile() ? found.size : 0
  try {
    const chunks: Uint8Array[] = []
    let total = 0
    // With room for one byte more than there should be, the first read also tells that no more come.
    for (let room = size > 0 ? size + 1 : firstRead; total < limit; room = Math.max(room * 2, firstRead)) {
      const chunk = Buffer.allocUnsafe(Math.min(room, limit - total))
      const bytesRead = await file.read(chunk)
      if (bytesRead === 0) break
      chunks.push(chunk.subarray(0, bytesRead))
      total += bytesRead
      if (size > 0 && total >= size && bytesRead < chunk.length) break
    }
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
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
  follow,
  readDirectory: (path) => readdir(path),
  readFile,
  realpath: async (path) => realpathSync.native(path),
}
