/** Keys as earlier generations of the site-config called them: still read, and told by their new name. */
import { isMapping } from '../manifest/document.ts'
import type { Problem } from '../manifest/manifest.ts'
import { valueAt, type ConfigDocument } from './config-document.ts'
import type { Path } from './said.ts'

/** An old path and the one that took its place; both dotted. */
export type Renames = Readonly<Record<string, string>>

export const siteRenames: Renames = {
  'defaults.spec_server': 'defaults.server_url',
  'defaults.packer_release': 'defaults.image_release',
  'defaults.ssh_user': 'defaults.host_user',
  'defaults.automation_user': 'defaults.vm_user',
}
export const nodeRenames: Renames = { ssh_user: 'host_user' }
export const hostRenames: Renames = { 'access.ssh_user': 'access.host_user' }
export const postureRenames: Renames = {
  auth_method: 'auth.method',
  ssh_port: 'ssh.port',
  ssh_permit_root_login: 'ssh.permit_root_login',
  ssh_password_authentication: 'ssh.password_authentication',
  sudo_nopasswd: 'sudo.nopasswd',
  fail2ban_enabled: 'fail2ban.enabled',
}

/** The document as if it were written with the new keys; places stay those of the text. Where both are, the new one counts. */
export function modernised(
  document: ConfigDocument,
  renames: Renames,
): { readonly document: ConfigDocument; readonly warnings: readonly Problem[] } {
  const warnings: Problem[] = []
  const cameFrom = new Map<string, readonly string[]>()
  let { value } = document
  for (const [oldKey, newKey] of Object.entries(renames)) {
    const [old, now] = [oldKey.split('.'), newKey.split('.')]
    const found = valueAt(value, old)
    if (found === undefined) continue
    const isSaid = valueAt(value, now) !== undefined
    value = without(value, old)
    if (!isSaid) {
      value = withValue(value, now, found)
      cameFrom.set(newKey, old)
    }
    const message = `'${oldKey}' is called ${newKey} now${isSaid ? ', which is there, too: it counts' : ''}`
    warnings.push({ ...document.keyAt(old), message, hint: isSaid ? 'take the old one out' : 'rename it' })
  }
  if (warnings.length === 0) return { document, warnings }
  const written = (path: Path): Path => {
    for (const [newKey, old] of cameFrom) {
      const { length } = newKey.split('.')
      if (path.slice(0, length).join('.') === newKey) return [...old, ...path.slice(length)]
    }
    return path
  }
  const places = {
    at: (path: Path) => document.at(written(path)),
    keyAt: (path: Path) => document.keyAt(written(path)),
  }
  return { document: { ...document, ...places, value }, warnings }
}

type Mapping = Readonly<Record<string, unknown>>

function without(mapping: Mapping, [first = '', ...rest]: readonly string[]): Mapping {
  const { [first]: inner, ...others } = mapping
  return rest.length === 0 || !isMapping(inner) ? others : { ...others, [first]: without(inner, rest) }
}

function withValue(mapping: Mapping, [first = '', ...rest]: readonly string[], value: unknown): Mapping {
  if (rest.length === 0) return { ...mapping, [first]: value }
  const inner = mapping[first] ?? {}
  // What is no mapping stays, so that it is told.
  return isMapping(inner) ? { ...mapping, [first]: withValue(inner, rest, value) } : mapping
}
