/** The form in which a manifest is handed on to another homestak: what is not given is left out. */
import { HomestakError } from '../errors.ts'
import { checkDocument } from './check.ts'
import type { Manifest, ManifestNode, NetworkDeclaration, Position, Settings } from './manifest.ts'
import { defaultSettings, toManifest } from './normalise.ts'
import type { ManifestDocument, NodeDocument } from './schema.ts'

/** Settings and pattern are written out; fields that older programs do not know only where they differ from a default. */
export const manifestToWire = ({
  name,
  description,
  pattern,
  nodes,
  settings,
  execution_mode,
  host,
  moved_from,
}: Manifest): ManifestDocument => ({
  schema_version: 2,
  name,
  description,
  pattern,
  nodes: nodes.map(nodeToWire),
  settings: settingsToWire(settings),
  ...(execution_mode === 'push' ? {} : { execution: { default_mode: execution_mode } }),
  ...(host === null ? {} : { host }),
  ...(moved_from === null ? {} : { moved_from }),
})

const settingsToWire = ({
  verify_ssh,
  cleanup_on_failure,
  timeout_buffer,
  on_error,
  replace,
  restart,
  stop,
  clone,
}: Settings): Partial<Settings> => ({
  verify_ssh,
  cleanup_on_failure,
  timeout_buffer,
  on_error,
  ...(replace === defaultSettings.replace ? {} : { replace }),
  ...(restart === defaultSettings.restart ? {} : { restart }),
  ...(stop === defaultSettings.stop ? {} : { stop }),
  ...(clone === defaultSettings.clone ? {} : { clone }),
})

const nodeToWire = (node: ManifestNode): NodeDocument => ({
  name: node.name,
  type: node.type,
  ...(node.network ? networkToWire(node.network) : {}),
  ...(node.spec === null ? {} : { spec: node.spec }),
  ...(node.preset === null ? {} : { preset: node.preset }),
  ...(node.image === null ? {} : { image: node.image }),
  ...(node.template ? { template: true } : {}),
  ...(node.vmid === null ? {} : { vmid: node.vmid }),
  ...(node.disk === null ? {} : { disk: node.disk }),
  ...(node.parent === null ? {} : { parent: node.parent }),
  ...(node.execution_mode === null ? {} : { execution: { mode: node.execution_mode } }),
  ...(node.depends_on.length === 0 ? {} : { depends_on: node.depends_on }),
  ...(node.protect ? { protect: true } : {}),
  ...(node.keep_on_removal ? { keep_on_removal: true } : {}),
  ...(node.suspend ? { suspend: true } : {}),
  ...(node.provisioner === null ? {} : { provisioner: node.provisioner }),
  ...(node.tags.length === 0 ? {} : { tags: node.tags }),
  ...(node.on_boot ? {} : { on_boot: false }),
  ...(node.ip === null ? {} : { ip: node.ip }),
  ...(node.gateway === null ? {} : { gateway: node.gateway }),
  ...(node.disks.length === 0 ? {} : { disks: node.disks }),
  ...(node.nics.length === 0 ? {} : { nics: node.nics }),
  ...(node.moved_from === null ? {} : { moved_from: node.moved_from }),
  ...(Object.keys(node.settings).length === 0 ? {} : { settings: node.settings }),
})

const networkToWire = ({ vnet, zone, tag, subnets }: NetworkDeclaration): Partial<NodeDocument> => ({
  vnet,
  zone,
  ...(tag === null ? {} : { tag }),
  ...(subnets.length === 0 ? {} : { subnets }),
})

/** Throws InvalidManifest with the first thing that is wrong. */
export function manifestFromWire(wire: unknown): Manifest {
  const nowhere: Position = { file: 'wire', line: 1, column: 1 }
  const checked = checkDocument(wire, { at: () => nowhere, keyAt: () => nowhere })
  if (checked.ok) return toManifest(checked.document)
  const [problem] = checked.problems
  throw new HomestakError({
    code: 'InvalidManifest',
    message: `the manifest that was handed on cannot be used: ${problem?.message}`,
    hint: problem?.hint ?? 'hand on what homestak wrote, unchanged',
  })
}
