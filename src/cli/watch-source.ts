/** Manifests and site-config on disk, for a run that stays: loaded again whenever they changed. */
import { resolve } from 'node:path'
import { createSiteConfigReader } from '../config/read-again.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import { createResolveCache } from '../graph/resolve.ts'
import { createManifestCache } from '../manifest/cache.ts'
import { loadSelection } from '../manifest/load.ts'
import type { Manifest, Problem } from '../manifest/manifest.ts'
import { nodeManifestFiles } from '../manifest/node-files.ts'
import { desireFrom } from '../reconciler/desire.ts'
import type { Desire } from '../reconciler/engine.ts'
import type { Source } from '../reconciler/watch/source.ts'
import { configFiles } from './config-access.ts'
import { watchFiles } from './file-changes.ts'
import { refuseSeveral } from './sources.ts'
import { gitOperation } from './git-operation.ts'
import type { Desired } from './desire.ts'
import type { Io } from './io.ts'
import type { SelectionOptions } from './options.ts'

/** `onConfig` is told of every site-config that was read, before anything is done with it. */
export function watchSource(
  io: Io,
  { host }: Pick<SelectionOptions, 'host'>,
  { desire, narrowing, paths, library }: Desired,
  onConfig: (config: SiteConfig) => void,
): Source {
  const { dir } = desire.config
  /** The newest that could be used. */
  let { config } = desire
  const { manifests: names } = narrowing
  const isMeant = ({ name }: Manifest): boolean => names.length === 0 || names.includes(name)
  const readConfig = createSiteConfigReader(configFiles(io))
  const cache = createManifestCache()
  const resolved = createResolveCache()
  return {
    async load() {
      const read = await readConfig(dir).catch(unread(dir))
      if ('config' in read && read.problems.length === 0) {
        refuseOther(read.config, desire.site)
        config = read.config
        onConfig(config)
      }
      const selection = await loadSelection(
        // What was chosen at the start stays chosen: a folder that is gone is not another choice.
        paths.map((path) => ({ path })),
        { fs: nodeManifestFiles, cwd: io.cwd, cache },
      )
      if (library && names.length === 0) refuseSeveral(selection.files, config.site.reconcile)
      const loaded = desireFrom({ selection, config, host, isMeant, homeless: 'broken', cache: resolved })
      return withProblems(loaded, read.problems)
    },
    subscribe: (onChange) =>
      watchFiles({ clock: io.clock, paths: paths.map((path) => resolve(io.cwd, path)), siteConfig: dir }, onChange),
    gitOperation: async (root) => gitOperation(root),
  }
}

/** A folder that cannot be read at all. */
const unread = (dir: string) => (error: unknown) => {
  if (!(error instanceof HomestakError)) throw error
  return { problems: [{ file: dir, line: 0, column: 0, message: error.message }] }
}

/** While the site-config is wrong, the one before goes on to be used, and a file of it counts as one that cannot be read. */
function withProblems(desire: Desire, problems: readonly Problem[]): Desire {
  if (problems.length === 0) return desire
  const files = [...new Set(problems.map(({ file }) => file))]
  return {
    ...desire,
    problems: [...problems, ...desire.problems],
    broken: [...desire.broken, ...files.map((file) => ({ file }))],
  }
}

/** While it is another site's, nothing is done. */
function refuseOther({ dir, site }: SiteConfig, id: string | null): void {
  if (site.id === id) return
  throw new HomestakError({
    code: 'InvalidSiteConfig',
    message: `the id in ${dir}/site.yaml was ${id} and is ${site.id ?? 'gone'}: guests of ${id} would count as foreign`,
    hint: `put id: ${id} back, or end this run and begin anew`,
  })
}
