/** What a site-config answers when an entry is asked for by name. */
import { placeIn } from './config-document.ts'
import type { ConfigParts } from './config-parts.ts'
import { lookUp, unknownName } from './entries.ts'
import { hostEntry, machineOf } from './host-entry.ts'
import type { SiteConfig, SpecLookup } from './site-config.ts'
import { postureOf, resolveSpec, type SpecSurroundings } from './spec.ts'

type LookUps = Pick<SiteConfig, 'host' | 'machine' | 'preset' | 'posture' | 'spec' | 'placeOf'>

/** Names that stand in hosts/ alone. */
export const sshOnlyNames = ({ folders: { hosts, nodes } }: ConfigParts): readonly string[] =>
  [...hosts.keys()].filter((name) => !nodes.has(name))

export const surroundings = ({ site, secrets, folders }: ConfigParts): SpecSurroundings => ({
  defaults: site.site.defaults,
  posture: (name, from) =>
    lookUp({ name, from, what: 'posture', folder: 'postures', entries: folders.postures }, postureOf),
  sshKeys: secrets.sshKeys,
  secrets: keysOf(secrets),
})

function keysOf({ isThere, sshKeys, problems: [first] }: ConfigParts['secrets']): SpecSurroundings['secrets'] {
  if (!isThere) return 'missing'
  return Object.keys(sshKeys).length === 0 && first ? first : 'known'
}

/** `dir` is the site-config, absolute. */
export function lookUps(dir: string, parts: ConfigParts): LookUps {
  const { nodes, hosts, presets, specs } = parts.folders
  const sshOnly = sshOnlyNames(parts)
  const around = surroundings(parts)
  // Asked for by every node that names it.
  const resolved = new Map<string, SpecLookup>()
  return {
    host: (name, from) =>
      lookUp({ name, from, what: 'host', folder: 'nodes', entries: nodes, sshOnly }, (value, file) =>
        hostEntry(name, file, value, dir),
      ),
    machine: (name, from) =>
      lookUp({ name, from, what: 'machine', folder: 'hosts', entries: hosts }, (value) => machineOf(name, value)),
    preset(name, from) {
      const entry = presets.get(name)
      if (entry?.problems.length === 0 && Object.keys(entry.document.value).length === 0) {
        const hint = 'give it cores, memory and disk'
        return { ok: false, problem: { ...entry.document.at([]), message: `preset '${name}' is empty`, hint } }
      }
      return lookUp({ name, from, what: 'preset', folder: 'presets', entries: presets }, (value) => value)
    },
    posture: around.posture,
    spec(name, from) {
      const entry = specs.get(name)
      if (entry) {
        const found = resolved.get(name) ?? resolveSpec(name, entry, around)
        resolved.set(name, found)
        return found
      }
      const problem = { ...from, ...unknownName({ name, from, what: 'spec', folder: 'specs', entries: specs }) }
      return { ok: false, code: 'E200', problem }
    },
    placeOf(file, path) {
      if (file === 'secrets.yaml') return parts.secrets.placeOf(path)
      const document = file === 'site.yaml' ? parts.site.document : documentOf(parts, file)
      return document && placeIn(document, path)
    },
  }
}

/** `file` is FOLDER/NAME.yaml. */
function documentOf({ folders }: ConfigParts, file: string) {
  const folder = Object.entries(folders).find(([name]) => file.startsWith(`${name}/`))
  return folder?.[1].get(file.slice(folder[0].length + 1, -'.yaml'.length))?.document
}
