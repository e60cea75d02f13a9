/** `homestak manifest validate`: whether manifests can be used, and whether what they name exists. */
import { chooseHost } from '../graph/resolve.ts'
import { checkSelection } from '../manifest/across.ts'
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
  return [...manifests.flatMap((loaded) => checkReferences(loaded, known)), ...across]
}
