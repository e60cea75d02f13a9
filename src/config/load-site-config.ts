/** Reads a site-config directory: everything that is wrong in it at once, and everything that it says. */
import { join } from 'node:path'
import type { Problem } from '../manifest/manifest.ts'
import { formatProblem } from '../manifest/problem.ts'
import { readConfig } from './config-document.ts'
import { readable, type ConfigFiles } from './config-files.ts'
import { lookUp, namesIn, readFolder } from './entries.ts'
import { hostEntry } from './host-entry.ts'
import { checkNotifications } from './notifications.ts'
import { nodeFormat, presetFormat } from './schema.ts'
import { readSecrets } from './secrets.ts'
import { readSite } from './site.ts'
import type { SiteConfig } from './site-config.ts'

export interface LoadedSiteConfig {
  /** With problems it still answers, as far as its files could be read. */
  readonly config: SiteConfig
  readonly problems: readonly Problem[]
}

/** `dir` is absolute. Throws a HomestakError `InvalidSiteConfig` where a folder cannot be read at all. */
export async function loadSiteConfig(dir: string, given: ConfigFiles): Promise<LoadedSiteConfig> {
  const files = readable(given)
  const missing = await missingFolder(dir, files)
  const siteDocument = await readConfig(join(dir, 'site.yaml'), files)
  const { site, ...siteFile } = readSite(siteDocument, dir)
  const secrets = await readSecrets(join(dir, 'secrets.yaml'), files)
  const hosts = await readFolder(dir, 'nodes', nodeFormat, files)
  const presets = await readFolder(dir, 'presets', presetFormat, files)
  const sshOnly = (await namesIn(join(dir, 'hosts'), files)).filter((name) => !hosts.has(name))
  const told = checkNotifications(siteDocument, site.notifications, {
    secrets: [...secrets.texts.keys()],
    hosts: [...hosts.keys(), ...sshOnly],
  })
  const checks = [siteFile, told, secrets, ...[...hosts.values(), ...presets.values()].map(({ checked }) => checked)]
  const config: SiteConfig = {
    dir,
    site,
    hostNames: [...hosts.keys()],
    presetNames: [...presets.keys()],
    specNames: await namesIn(join(dir, 'specs'), files),
    sshOnlyHostNames: sshOnly,
    host: (name, from) =>
      lookUp({ name, from, what: 'host', folder: 'nodes', entries: hosts, sshOnly }, (value, file) =>
        hostEntry(name, file, value, dir),
      ),
    preset: (name, from) =>
      lookUp({ name, from, what: 'preset', folder: 'presets', entries: presets }, (value) => value),
    sshKeys: secrets.sshKeys,
    secret: (path) => secrets.texts.get(path),
    secretValues: secrets.values,
    warnings: checks.flatMap(({ warnings }) => warnings).map(formatProblem),
  }
  return { config, problems: [...missing, ...checks.flatMap(({ problems }) => problems)] }
}

async function missingFolder(dir: string, files: ConfigFiles): Promise<readonly Problem[]> {
  if ((await files.kind(dir)) === 'directory') return []
  const hint = 'give the folder that holds site.yaml, secrets.yaml, nodes/ and presets/'
  return [{ file: dir, line: 1, column: 1, message: 'the site-config is not a folder', hint }]
}
