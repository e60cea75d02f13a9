/** Files that hold secrets: whole or not at all, and never readable for others on the way. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, chown, constants, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HomestakError } from '../errors.ts'

/** A link stays one: what it leads to is written. Throws InvalidSiteConfig; the old file is still there then. */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  try {
    const file = await realpath(path).catch(() => path)
    const dir = dirname(file)
    await mkdir(dir, { recursive: true })
    const part = join(dir, `.${basename(file)}.${randomBytes(4).toString('hex')}.new`)
    try {
      await writeSynced(part, text, mode)
      await keepOwner(file, part)
      await rename(part, file)
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
    await syncFolder(dir)
  } catch (error) {
    throw unwritable(path, error, 'what was there is unchanged')
  }
}

/** For a folder that may not be there yet: told, with the way out, before what would be of no use. Throws InvalidSiteConfig. */
export async function refuseUnwritable(dir: string, way: string): Promise<void> {
  let standing = dir
  while (!existsSync(standing)) standing = dirname(standing)
  try {
    // With the slash, a file is no folder.
    await access(join(standing, '/'), constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unwritable(standing, error, `nothing was changed; ${way}`)
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left there',
  ENOTDIR: 'a file is where a folder has to be',
  EROFS: 'it is read-only',
}

function unwritable(path: string, cause: unknown, hint: string): HomestakError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const message = `${path} cannot be written: ${reasons[code] ?? code}`
  return new HomestakError({ code: 'InvalidSiteConfig', message, hint, cause })
}

async function writeSynced(part: string, text: string, mode: number): Promise<void> {
  const file = await open(part, 'wx', mode)
  try {
    // Whatever the process's mask took away.
    await file.chmod(mode)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** What root writes for somebody stays theirs. */
async function keepOwner(old: string, part: string): Promise<void> {
  const before = await stat(old).catch(() => undefined)
  const { uid, gid } = await stat(part)
  if (before && (before.uid !== uid || before.gid !== gid))
    await chown(part, before.uid, before.gid).catch(() => undefined)
}

/** So that the name is there after a power cut too. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
