/** One node of a manifest with its preset and the site's defaults worked in. */
import type { Preset, SiteConfig } from '../config/site-config.ts'
import type { LoadedManifest, Manifest, ManifestNode, Problem } from '../manifest/manifest.ts'
import {
  keyOf,
  type CloudInit,
  type DesiredGuest,
  type DesiredNic,
  type DesiredNode,
  type Identity,
  type Policy,
} from './desired-node.ts'
import { faultsOf, mergeValues, missingSizes, type GuestValues } from './guest-values.ts'
import { macOf } from './mac.ts'
import { movedFromOf } from './moved-from.ts'

export interface NodeInput {
  readonly loaded: LoadedManifest
  /** Of the node in the manifest. */
  readonly index: number
  readonly site: string
  readonly choice: { readonly host: string; readonly from: DesiredNode['hostFrom'] }
  /** Of the host that the manifest is placed on. */
  readonly datastore: string
  /** Host path of each node of the manifest, by the node's name. */
  readonly hosts: ReadonlyMap<string, string>
  readonly config: SiteConfig
}

/** The storage that every fresh Proxmox VE has: an inner host's own entry decides, and is read there. */
const nestedDatastore = 'local'

/** What a container gets where neither it nor a preset says it, as in Proxmox VE's own dialog. */
const containerSizes = { cores: 1, memory: 512, disk: 8 } as const

export function resolveNode(input: NodeInput): { readonly node?: DesiredNode; readonly problems: readonly Problem[] } {
  const { loaded, index, site, choice, hosts, config } = input
  const { manifest, at } = loaded
  const node = manifest.nodes[index]
  if (!node) return { problems: [] }
  const found = presetOf(input, node)
  if (!found.preset) return { problems: found.problems }
  const values = mergeValues(node, found.preset, config.site.defaults)
  const problems = valueProblems(input, node, values)
  if (problems.length > 0) return { problems }
  const hostOf = (name: string) => hosts.get(name) ?? choice.host
  const keyOfNamed = (name: string) => keyOf({ host: hostOf(name), manifest: manifest.name, node: name })
  const identity: Identity = { site, host: hostOf(node.name), manifest: manifest.name, node: node.name }
  return {
    problems,
    node: {
      key: keyOf(identity),
      identity,
      type: node.type,
      ...(node.parent === null ? {} : { parent: keyOfNamed(node.parent) }),
      dependsOn: node.depends_on.map(keyOfNamed),
      hostFrom: choice.from,
      movedFrom: movedFromOf(identity, node, manifest),
      ...(node.spec === null ? {} : { spec: node.spec }),
      provisioner: node.provisioner,
      policy: policyOf(node, manifest),
      guest: guestOf(input, node, identity, values),
      source: at('nodes', index),
    },
  }
}

function presetOf(
  { loaded: { at }, index, config }: NodeInput,
  node: ManifestNode,
): { preset?: Preset; problems: Problem[] } {
  if (node.preset !== null) {
    const lookup = config.preset(node.preset, at('nodes', index, 'preset'))
    return lookup.ok ? { preset: lookup.value, problems: [] } : { problems: [lookup.problem] }
  }
  if (node.type === 'ct') return { preset: {}, problems: [] }
  const names = config.presetNames
  const hint =
    names.length > 0
      ? `add preset: ${names[0]}; known: ${names.join(', ')}`
      : 'add presets/NAME.yaml with cores, memory and disk, and name it'
  return { problems: [{ ...at('nodes', index), message: `node '${node.name}' has no preset`, hint }] }
}

function valueProblems({ loaded: { at }, index }: NodeInput, node: ManifestNode, values: GuestValues): Problem[] {
  const problems: Problem[] = []
  const where = (field: string) => {
    const own = new Map<string, unknown>(Object.entries(node)).get(field) ?? null
    return at('nodes', index, own === null ? 'preset' : field)
  }
  for (const { field, message, hint } of faultsOf(values)) {
    problems.push({ ...where(field), message: `node '${node.name}': ${message}`, hint })
  }
  if (node.type === 'ct') return problems
  if (values.image === undefined) {
    problems.push({
      ...at('nodes', index),
      message: `node '${node.name}' has no image`,
      hint: 'add image: NAME, e.g. debian-12',
    })
  }
  for (const field of missingSizes(values)) {
    const hint = `add ${field}: to presets/${node.preset}.yaml`
    problems.push({
      ...where(field),
      message: `node '${node.name}' has no ${field}: its preset '${node.preset}' does not say it`,
      hint,
    })
  }
  return problems
}

function guestOf(
  { datastore: hostDatastore, choice, config }: NodeInput,
  node: ManifestNode,
  identity: Identity,
  values: GuestValues,
): DesiredGuest {
  const datastore = identity.host === choice.host ? hostDatastore : nestedDatastore
  const { cores, memory, disk } = { ...containerSizes, ...values }
  return {
    name: node.name,
    ...(node.vmid === null ? {} : { vmid: node.vmid }),
    image: values.image ?? '',
    ...(node.template ? { template: true } : {}),
    cores,
    memory,
    disk,
    datastore,
    disks: node.disks.map((extra) => ({ name: extra.name, size: extra.size, datastore: extra.datastore ?? datastore })),
    nics: nicsOf(node, identity, values.bridge),
    tags: tagsOf(node),
    onBoot: node.on_boot,
    cloudInit: cloudInitOf(node, values, config),
  }
}

function nicsOf(node: ManifestNode, identity: Identity, bridge: string): readonly DesiredNic[] {
  const declared = node.nics.length > 0 ? node.nics : [{ name: 'eth0' }]
  return declared.map((nic) => ({
    name: nic.name,
    bridge: nic.bridge ?? bridge,
    ...(nic.mac === undefined ? { mac: macOf(identity, nic.name), made: true } : { mac: nic.mac.toUpperCase() }),
    ...(nic.vlan === undefined ? {} : { vlan: nic.vlan }),
  }))
}

function tagsOf({ tags }: ManifestNode): readonly string[] {
  const lower = new Set(tags.map((tag) => tag.toLowerCase()))
  lower.delete('homestak')
  return [...lower].toSorted()
}

function cloudInitOf(node: ManifestNode, { ip, gateway, packages }: GuestValues, config: SiteConfig): CloudInit {
  const { vm_user, domain, dns_servers } = config.site.defaults
  const rootPassword = 'passwords.vm_root'
  return {
    hostname: node.name,
    user: vm_user,
    sshKeys: Object.values(config.sshKeys),
    ...(config.secret(rootPassword) ? { rootPassword: { $secret: rootPassword } } : {}),
    packages,
    ...(domain ? { domain } : {}),
    dnsServers: dns_servers,
    ip,
    ...(gateway === undefined ? {} : { gateway }),
  }
}

const policyOf = (node: ManifestNode, { settings }: Manifest): Policy => ({
  protect: node.protect,
  keepOnRemoval: node.keep_on_removal,
  suspend: node.suspend,
  replace: node.settings.replace ?? settings.replace,
  restart: node.settings.restart ?? settings.restart,
  stop: node.settings.stop ?? settings.stop,
  clone: node.settings.clone ?? settings.clone,
  onError: settings.on_error,
})
