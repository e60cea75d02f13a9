/** Reads a site-config directory: everything that is wrong in it at once, and everything that it says. */
import type { Problem } from '../manifest/manifest.ts'
import { formatProblem } from '../manifest/problem.ts'
import { readable, type ConfigFiles } from './config-files.ts'
import { readParts } from './config-parts.ts'
import { danglingNames } from './dangling.ts'
import { lookUps, sshOnlyNames, surroundings } from './look-ups.ts'
import { checkNotifications } from './notifications.ts'
import type { SiteConfig } from './site-config.ts'

export interface LoadedSiteConfig {
  /** With problems it still answers, as far as its files could be read. */
  readonly config: SiteConfig
  readonly problems: readonly Problem[]
}

/** `dir` is absolute. Throws a HomestakError `InvalidSiteConfig` where a folder cannot be read at all. */
export async function loadSiteConfig(dir: string, given: ConfigFiles): Promise<LoadedSiteConfig> {
  const parts = await readParts(dir, readable(given))
  const { secrets, folders } = parts
  const { site, document } = parts.site
  const { nodes, presets, postures, specs } = folders
  const sshOnly = sshOnlyNames(parts)
  const told = checkNotifications(document, site.notifications, {
    secrets: [...secrets.texts.keys()],
    hosts: [...nodes.keys(), ...sshOnly],
  })
  const config: SiteConfig = {
    dir,
    site,
    hostNames: [...nodes.keys()],
    presetNames: [...presets.keys()],
    postureNames: [...postures.keys()],
    specNames: [...specs.keys()],
    sshOnlyHostNames: sshOnly,
    ...lookUps(dir, parts),
    sshKeys: secrets.sshKeys,
    secret: (path) => secrets.texts.get(path),
    secretValues: secrets.values,
    dangling: danglingNames(parts, surroundings(parts)),
    warnings: [...parts.warnings, ...told.warnings].map(formatProblem),
  }
  return { config, problems: [...parts.problems, ...told.problems] }
}
