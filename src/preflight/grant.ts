/** The command that gives a token what it lacks. */
import type { Rights } from '../pve/privileges.ts'
import { allows } from '../pve/privileges.ts'
import type { Need } from './needs.ts'

/** `token` is `user@realm!name`, null where nobody can say. */
export function grantCommand(
  { rights, token }: { readonly rights: Rights; readonly token: string | null },
  path: string,
  privileges: readonly string[],
): string {
  const user = token?.split('!')[0] ?? 'USER@REALM'
  // The name that homestak itself gives it.
  const role = user.startsWith('homestak@') ? 'Homestak' : 'ROLE'
  const which = role === 'ROLE' ? `; ROLE is what pveum acl list shows for ${user}` : ''
  const append = `pveum role modify ${role} --append 1 --privs "${privileges.join(' ')}"`
  // An entry on a path takes the place of all above it: what is there already is added to.
  if (hasSome(rights, path)) return `on the host: ${append}${which}`
  const entry = `pveum acl modify ${path} --users ${user} --roles ${role}`
  return `on the host: ${entry}, where ${role} has ${privileges.join(', ')} (${append})${which}`
}

function hasSome(rights: Rights, path: string): boolean {
  const known = [...rights.values()].flatMap((privileges) => [...privileges.keys()])
  return known.some((privilege) => allows(rights, path, privilege))
}

/** Lacks by path; what is lacked on several guests is one thing to grant. */
export function byPath(needs: readonly Need[]): readonly { readonly path: string; readonly privileges: string[] }[] {
  const guests = new Set(needs.flatMap(({ path }) => (path.startsWith('/vms/') ? [path] : [])))
  const found = new Map<string, Set<string>>()
  for (const { path, privilege } of needs) {
    const shown = guests.size > 1 && path.startsWith('/vms/') ? '/vms' : path
    found.set(shown, (found.get(shown) ?? new Set()).add(privilege))
  }
  return [...found].map(([path, privileges]) => ({ path, privileges: [...privileges] }))
}
