/** A site-config as this process may read it: its files, the keys that open its secrets, and what is this machine's own. */
import { join } from 'node:path'
import { nodeConfigFiles, type ConfigFiles } from '../config/config-files.ts'
import { loadSiteConfig, type LoadedSiteConfig } from '../config/load-site-config.ts'
import { ageKeyPlaces, configHome } from './age-keys.ts'
import type { Io } from './io.ts'

type Own = Required<Pick<ConfigFiles, 'machineFolder'>>

export const configFiles = (io: Pick<Io, 'env' | 'home'>): ConfigFiles & Own => ({
  ...nodeConfigFiles,
  keyPlaces: ageKeyPlaces(io),
  // Beside no site-config: whatever brings one up to date never comes here.
  machineFolder: (site) => join(configHome(io), 'homestak', site),
})

/** `dir` is absolute. Nothing that is written from then on shows its secrets. */
export async function loadConfig(io: Io, dir: string): Promise<LoadedSiteConfig> {
  const loaded = await loadSiteConfig(dir, configFiles(io))
  io.hide(loaded.config.secretValues)
  return loaded
}
