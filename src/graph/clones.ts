/** Which guests are cloned from which template node: an edge that nobody has to write down. */
import type { DesiredNode } from './desired-node.ts'

/**
 * A node whose image is the name of a template node on its host is cloned from it and waits for it, whatever manifest
 * declares it, its own first; so is a node of whose image its own manifest has a template.
 */
export function withTemplates(nodes: readonly DesiredNode[]): readonly DesiredNode[] {
  const templates = nodes.filter(({ guest }) => guest.template).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  if (templates.length === 0) return nodes
  return nodes.map((node) => {
    const template = node.guest.template || node.policy.clone === 'import' ? undefined : templateOf(node, templates)
    if (!template) return node
    return { ...node, clonedFrom: template.key, dependsOn: [...new Set([...node.dependsOn, template.key])] }
  })
}

function templateOf(node: DesiredNode, templates: readonly DesiredNode[]): DesiredNode | undefined {
  const { identity, guest, type, provisioner } = node
  if (type === 'ct') return undefined
  const here = templates.filter(({ identity: other }) => other.host === identity.host)
  const own = here.filter(({ identity: other }) => other.manifest === identity.manifest)
  const isNamed = (template: DesiredNode) => template.guest.name === guest.image
  const isAlike = (template: DesiredNode) =>
    provisioner === 'api' && template.guest.image === guest.image && !template.dependsOn.includes(node.key)
  return own.find(isNamed) ?? here.find(isNamed) ?? own.find(isAlike)
}
