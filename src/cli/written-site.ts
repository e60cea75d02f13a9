/** Writes the site-config of a simulated host, and never over anything else. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { simSiteConfig } from '../config/write-site-config.ts'
import { HomestakError } from '../errors.ts'
import type { SimulatedHost } from './simulated-host.ts'

/** Says that a folder was written here, and may be written again. */
const signature = '.homestak-sim'

/** `dir` is absolute. Throws Usage for a folder that holds anything that was not written here. */
export async function writeSimSite(
  dir: string,
  { simulator, endpoint, fingerprint }: Pick<SimulatedHost, 'simulator' | 'endpoint' | 'fingerprint'>,
): Promise<void> {
  const names: readonly string[] = await readdir(dir).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw unwritable(dir, error)
  })
  if (names.length > 0 && !names.includes(signature)) {
    throw new HomestakError({
      code: 'Usage',
      message: `${dir} is not empty, and no site-config of a simulated host`,
      hint: 'name a folder that does not exist yet',
    })
  }
  // A world of its own is a site of its own, so that what is remembered of one is never taken for the other.
  const siteId = `sim-${fingerprint.replaceAll(':', '').slice(0, 8).toLowerCase()}`
  const files = simSiteConfig({
    siteId,
    endpoint,
    node: simulator.node,
    token: simulator.token,
    fingerprint,
    datastore: 'vmstore',
    images: {},
  })
  try {
    files.set(signature, { text: '', mode: 0o644 })
    for (const [path, { text, mode }] of files) {
      await mkdir(dirname(join(dir, path)), { recursive: true })
      await writeFile(join(dir, path), text, { mode })
    }
  } catch (error) {
    throw unwritable(dir, error)
  }
}

const unwritable = (dir: string, cause: unknown): HomestakError =>
  new HomestakError({
    code: 'Usage',
    message: `${dir} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: 'name another folder',
    cause,
  })
