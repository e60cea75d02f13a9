/** `homestak manifest validate`: whether manifests can be used, and whether what they name exists. */
import type { SiteConfig } from '../config/site-config.ts'
import { chooseHost } from '../graph/resolve.ts'
import { checkSelection } from '../manifest/across.ts'
import type { LoadedManifest, Problem } from '../manifest/manifest.ts'
import { formatProblem } from '../manifest/problem.ts'
import { checkReferences } from '../manifest/references.ts'
import { count } from '../report/duration.ts'
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'
import { loadLoosely, type Check, type LooseOptions } from './loose-selection.ts'
import { writeJson } from './output.ts'

export async function validateVerb(io: Io, paths: readonly string[], options: LooseOptions): Promise<number> {
  const { manifests, problems } = await loadLoosely(io, paths, options, checkAll)
  const broken = new Set(problems.map(({ file }) => file))
  const valid = manifests.filter(({ file }) => !broken.has(file))
  if (options.jsonOutput) {
    writeJson(io, {
      schema: 'homestak/validate/v1',
      manifests: valid.map(({ file, manifest: { name, nodes } }) => ({ file, name, nodes: nodes.length })),
      problems,
    })
  } else {
    for (const { file, manifest } of valid) {
      io.stdout.write(
        `${plain(file)}: manifest '${plain(manifest.name)}' is valid (${count(manifest.nodes.length, 'node')})\n`,
      )
    }
  }
  if (problems.length === 0) return 0
  note(io, `homestak: ${problems.length} validation error(s)`)
  return 3
}

const checkAll: Check = (manifests, config) => {
  // A manifest without a host shares none with another.
  const placed = manifests.map((loaded, index) => {
    const choice = chooseHost(loaded.manifest, { siteDefault: config?.site.defaults.host })
    return { loaded, host: choice?.host ?? `(none ${index})` }
  })
  const across = checkSelection(placed)
  if (!config) return across
  const known = { specs: config.specNames, presets: config.presetNames }
  const named = manifests.flatMap((loaded) => [...checkReferences(loaded, known), ...unusable(loaded, config)])
  return [...named, ...across]
}

/** Specs and presets that are there, but cannot be used. */
function unusable({ manifest, at }: LoadedManifest, config: SiteConfig): readonly Problem[] {
  return manifest.nodes.flatMap(({ name, spec, preset }, index) => {
    const look = (what: 'spec' | 'preset', value: string | null, names: readonly string[]): readonly Problem[] => {
      if (value === null || !names.includes(value)) return []
      const place = at('nodes', index, what)
      const lookup = config[what](value, place)
      const message = `node '${name}': ${what} '${value}' cannot be used`
      return lookup.ok ? [] : [{ ...place, message, hint: formatProblem(lookup.problem) }]
    }
    return [...look('spec', spec, config.specNames), ...look('preset', preset, config.presetNames)]
  })
}
