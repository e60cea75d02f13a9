/** Which guests are cloned from which template node: an edge that nobody has to write down. */
import type { DesiredNode } from './desired-node.ts'

/**
 * A node whose image is the name of a template node on its host, or whose image such a node is made of, is cloned from
 * it and waits for it; one of its own manifest comes first, otherwise the first by key.
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
  const { identity, guest, type } = node
  if (type === 'ct') return undefined
  const own = ({ identity: other }: DesiredNode) => Number(other.manifest === identity.manifest)
  const here = templates
    .filter(({ identity: other }) => other.host === identity.host)
    .toSorted((a, b) => own(b) - own(a))
  return (
    here.find((template) => template.guest.name === guest.image) ??
    here.find(
      (template) =>
        node.provisioner === 'api' && template.guest.image === guest.image && !template.dependsOn.includes(node.key),
    )
  )
}
