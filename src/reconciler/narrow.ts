/** What a run acts on: the part of everything known that -M, --node and -H leave over. */
import { HomestakError } from '../errors.ts'
import { keyOf, type NodeKey } from '../graph/desired-node.ts'
import type { Narrowing } from './engine.ts'

/** What a key says: which node of which manifest on which host. */
export interface Named {
  readonly host: string
  readonly manifest: string
  readonly node: string
}

/** Whether text as typed (`node`, `manifest/node` or `manifest/node@host`) means this one. */
export function meansKey(typed: string, { host, manifest, node }: Named): boolean {
  return typed === node || typed === `${manifest}/${node}` || typed === keyOf({ host, manifest, node })
}

export function isSelected(named: Named, { manifests, nodes, host }: Narrowing): boolean {
  // A nested node lives on `outer/pve-node`; -H means the outer host.
  const root = named.host.split('/')[0]
  return (
    (host === null || root === host) &&
    (manifests.length === 0 || manifests.includes(named.manifest)) &&
    (nodes.length === 0 || nodes.some((typed) => meansKey(typed, named)))
  )
}

/** Throws Usage where a name that was typed means nothing at all. */
export function checkNames(typed: readonly string[], option: string, known: readonly Named[]): void {
  const lost = typed.find((text) => !known.some((named) => meansKey(text, named)))
  if (lost === undefined) return
  const names = [...new Set(known.map(({ manifest, node }) => `${manifest}/${node}`))]
  throw new HomestakError({
    code: 'Usage',
    message: `${option} ${lost}: there is no such node`,
    hint:
      names.length > 0
        ? `known: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`
        : 'no node is known',
  })
}

/** `manifest/node`, with `@host` where two hosts have it. */
export function displayKeys(keys: readonly NodeKey[]): (key: NodeKey) => string {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const key of new Set(keys)) (seen.has(short(key)) ? shared : seen).add(short(key))
  return (key) => (shared.has(short(key)) ? key : short(key))
}

const short = (key: NodeKey) => key.slice(0, key.lastIndexOf('@'))
