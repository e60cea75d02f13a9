/** A site-config as this process may read it: its files, the keys that open its secrets, and what is this machine's own. */
import { join } from 'node:path'
import { nodeConfigFiles, type ConfigFiles } from '../config/config-files.ts'
import { ageKeyPlaces, configHome } from './age-keys.ts'
import type { Io } from './io.ts'

type Own = Required<Pick<ConfigFiles, 'machineFolder'>>

export const configFiles = (io: Pick<Io, 'env' | 'home'>): ConfigFiles & Own => ({
  ...nodeConfigFiles,
  keyPlaces: ageKeyPlaces(io),
  // Beside no site-config: whatever brings one up to date never comes here.
  machineFolder: (site) => join(configHome(io), 'homestak', site),
})
