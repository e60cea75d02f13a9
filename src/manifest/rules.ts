/** What must hold between the nodes of a manifest, beyond what the schema can say. */
import { cycleText, findCycles } from '../graph/cycles.ts'
import type { Path, Places } from './document.ts'
import type { Problem } from './manifest.ts'
import { nameHint } from './nearest.ts'
import { networkRules, networksOfCards } from './network-rules.ts'
import { outlineOf, type OutlineNode } from './outline.ts'
import { nodeLabel, shown } from './words.ts'

export interface Scene {
  readonly nodes: readonly OutlineNode[]
  readonly byName: ReadonlyMap<string, OutlineNode>
  /** Collects a problem with the value at a path. */
  complain(path: Path, message: string, hint: string): void
  label(node: OutlineNode): string
}

const rules: readonly ((scene: Scene) => void)[] = [
  uniqueNames,
  knownNames,
  hostsOnlyOnPve,
  dependenciesNearby,
  noCycles,
  uniqueVmids,
  uniqueParts,
  pullNeedsSpec,
  templatesAreBare,
  ...networkRules,
]

/** Takes any value, also one that the schema refused. */
export function ruleProblems(document: unknown, places: Places): readonly Problem[] {
  const nodes = outlineOf(document)
  const byName = new Map<string, OutlineNode>()
  for (const node of nodes) if (node.name !== undefined && !byName.has(node.name)) byName.set(node.name, node)
  const problems: Problem[] = []
  const scene: Scene = {
    nodes,
    byName,
    complain: (path, message, hint) => problems.push({ ...places.at(path), message, hint }),
    label: ({ index }) => nodeLabel(document, index),
  }
  for (const rule of rules) rule(scene)
  return problems
}

/** Host names do not tell upper from lower case. */
function uniqueNames({ nodes, complain }: Scene): void {
  const seen = new Map<string, string>()
  for (const { index, name } of nodes) {
    if (name === undefined) continue
    const first = seen.get(name.toLowerCase())
    seen.set(name.toLowerCase(), first ?? name)
    if (first === undefined) continue
    const message =
      first === name
        ? `the name ${shown(name)} is used by two nodes`
        : `the names ${shown(first)} and ${shown(name)} differ only in case`
    complain(['nodes', index, 'name'], message, 'give one of them another name')
  }
}

function knownNames({ nodes, byName, complain, label }: Scene): void {
  const names = [...byName.keys()]
  const hintFor = (name: string): string => nameHint(name, names, 'nodes') ?? 'it must be a node of this manifest'
  for (const node of nodes) {
    const { index, parent, dependsOn } = node
    if (parent !== undefined && !byName.has(parent)) {
      complain(['nodes', index, 'parent'], `${label(node)}: unknown parent ${shown(parent)}`, hintFor(parent))
    }
    for (const { name, path } of dependsOn) {
      if (!byName.has(name))
        complain(path, `${label(node)}: depends_on names an unknown node ${shown(name)}`, hintFor(name))
    }
  }
}

function hostsOnlyOnPve({ nodes, byName, complain, label }: Scene): void {
  for (const node of nodes) {
    const parent = byName.get(node.parent ?? '')
    if (parent?.type === undefined || parent.type === 'pve') continue
    const found = `parent ${shown(parent.name)} is a ${parent.type}`
    const message = `${label(node)}: ${found}; only a pve node can have children`
    complain(['nodes', node.index, 'parent'], message, 'to order them use depends_on')
  }
}

/** An inner host reconciles its own nodes, and knows of no other's. An ancestor is ready anyway. */
function dependenciesNearby({ nodes, byName, complain, label }: Scene): void {
  const placed = ({ parent }: OutlineNode): boolean => parent === undefined || byName.has(parent)
  for (const node of nodes.filter(placed)) {
    for (const { name, path } of node.dependsOn) {
      const other = byName.get(name)
      if (!other || !placed(other) || other.parent === node.parent || isAbove(other, node, byName)) continue
      const message = `${label(node)}: depends_on names ${shown(name)}, which lives on another host`
      complain(path, message, 'let the pve nodes that they live on depend on each other')
    }
  }
}

function isAbove(other: OutlineNode, node: OutlineNode, byName: Scene['byName']): boolean {
  const seen = new Set<OutlineNode>()
  for (let above = byName.get(node.parent ?? ''); above && !seen.has(above); above = byName.get(above.parent ?? '')) {
    if (above === other) return true
    seen.add(above)
  }
  return false
}

/** A card on a network of the manifest is a need as well. */
function noCycles({ byName, nodes, complain }: Scene): void {
  const cards = networksOfCards(nodes)
  const needsOf = (node: OutlineNode) => [...node.dependsOn, ...(cards.get(node) ?? [])]
  const needs = new Map(
    [...byName].map(([name, node]) => [
      name,
      [...(node.parent === undefined ? [] : [node.parent]), ...needsOf(node).map((other) => other.name)],
    ]),
  )
  for (const cycle of findCycles(needs)) {
    const node = byName.get(cycle[0] ?? '')
    const next = cycle[1] ?? cycle[0]
    const path =
      node?.parent === next
        ? ['nodes', node?.index ?? 0, 'parent']
        : node && needsOf(node).find(({ name }) => name === next)?.path
    const hasCard = cycle.some((name, index) => {
      const after = cycle[(index + 1) % cycle.length]
      const from = byName.get(name)
      return from !== undefined && cards.get(from)?.some((other) => other.name === after)
    })
    complain(
      path ?? ['nodes'],
      `nodes need each other in a cycle: ${cycleText(cycle)}`,
      `remove one parent or depends_on of them${hasCard ? ', or give a card another bridge' : ''}`,
    )
  }
}

function uniqueVmids({ nodes, complain, label }: Scene): void {
  const owners = new Map<string, OutlineNode>()
  for (const node of nodes) {
    if (node.vmid === undefined) continue
    const place = `${node.vmid} ${node.parent ?? ''}`
    const owner = owners.get(place)
    if (!owner) owners.set(place, node)
    else
      complain(
        ['nodes', node.index, 'vmid'],
        `${label(node)}: vmid ${node.vmid} is ${label(owner)}'s, on the same host`,
        'give one of them another vmid',
      )
  }
}

function uniqueParts({ nodes, complain, label }: Scene): void {
  for (const node of nodes) {
    for (const [what, parts] of [
      ['disks', node.disks],
      ['nics', node.nics],
    ] as const) {
      const seen = new Set<string>()
      for (const { name, path } of parts) {
        if (seen.has(name))
          complain(
            [...path, 'name'],
            `${label(node)}: two ${what} have the name ${shown(name)}`,
            'a name is an identity: use another',
          )
        seen.add(name)
      }
    }
  }
}

/** A pve node can be configured without a spec; any other guest would wait for what nobody serves. */
function pullNeedsSpec({ nodes, complain, label }: Scene): void {
  for (const node of nodes) {
    if (node.mode !== 'pull' || node.hasSpec || node.type === 'pve' || node.type === 'network') continue
    complain(
      ['nodes', node.index, 'execution', 'mode'],
      `${label(node)}: mode pull needs a spec to pull`,
      'name a spec, or leave out execution',
    )
  }
}

/** A template is never started: nothing inside of it can be configured, and nothing lives on it. */
function templatesAreBare({ nodes, complain, label }: Scene): void {
  for (const node of nodes.filter(({ isTemplate, type }) => isTemplate && type !== 'network')) {
    const at = ['nodes', node.index, 'template']
    if (node.type !== undefined && node.type !== 'vm')
      complain(at, `${label(node)}: a ${node.type} cannot be a template`, 'leave out template')
    if (node.hasSpec)
      complain(at, `${label(node)}: a template has no spec`, 'give the spec to the nodes that are cloned from it')
    if (node.provisioner === 'tofu')
      complain(at, `${label(node)}: OpenTofu makes no templates`, 'leave out provisioner, or template')
  }
}
