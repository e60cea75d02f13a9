/** A site-config as this process may read it: its files, and the keys that open its secrets. */
import { nodeConfigFiles, type ConfigFiles } from '../config/config-files.ts'
import { ageKeyPlaces } from './age-keys.ts'
import type { Io } from './io.ts'

export const configFiles = (io: Pick<Io, 'env' | 'home'>): ConfigFiles => ({
  ...nodeConfigFiles,
  keyPlaces: ageKeyPlaces(io),
})
