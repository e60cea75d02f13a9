/** Whether the specs and presets that a manifest names exist. */
import type { LoadedManifest, Problem } from './manifest.ts'
import { nameHint } from './nearest.ts'
import { shown } from './words.ts'

/** Names without .yaml. */
export interface KnownReferences {
  readonly specs: readonly string[]
  readonly presets: readonly string[]
}

/** Per node in file order, the spec before the preset. */
export function checkReferences(
  { manifest, at }: LoadedManifest,
  { specs, presets }: KnownReferences,
): readonly Problem[] {
  const knownSpecs = new Set(specs)
  const knownPresets = new Set(presets)
  return manifest.nodes.flatMap(({ name, spec, preset }, index) => {
    const check = (field: 'spec' | 'preset', value: string | null, known: ReadonlySet<string>): readonly Problem[] => {
      if (value === null || known.has(value)) return []
      const hint = nameHint(value, [...known], `${field}s`) ?? `add ${field}s/${value}.yaml to the site-config`
      return [{ ...at('nodes', index, field), message: `node ${shown(name)}: unknown ${field} ${shown(value)}`, hint }]
    }
    return [...check('spec', spec, knownSpecs), ...check('preset', preset, knownPresets)]
  })
}
