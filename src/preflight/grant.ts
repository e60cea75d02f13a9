/** The commands that give a token what it lacks, and no more. */
import type { Rights } from '../pve/privileges.ts'
import { allowsSome } from '../pve/privileges.ts'
import type { Need } from './needs.ts'

export interface Lack {
  readonly path: string
  readonly privileges: readonly string[]
}

export interface Grantee {
  readonly rights: Rights
  /** `user@realm!name`, null where nobody can say. */
  readonly token: string | null
}

/** Roles of their own for what would be too much elsewhere. */
const apart: Readonly<Record<string, string>> = {
  'Sys.Modify': 'HomestakStartup',
  'Datastore.Allocate': 'HomestakCleaning',
}

export function grantCommand({ rights, token }: Grantee, lacks: readonly Lack[]): string {
  const user = token?.split('!')[0] ?? 'USER@REALM'
  // The name that homestak itself gives it.
  const role = user.startsWith('homestak@') ? 'Homestak' : 'ROLE'
  const added = new Set<string>()
  const entries: string[] = []
  for (const { path, privileges } of lacks) {
    const own = privileges.filter((privilege) => isApart(rights, path, privilege))
    for (const privilege of own) entries.push(apartEntry(user, path, privilege))
    const rest = privileges.filter((privilege) => !own.includes(privilege))
    for (const privilege of rest) added.add(privilege)
    // An entry on a path takes the place of all above it: what is there already is added to.
    if (rest.length > 0 && !allowsSome(rights, path))
      entries.push(`pveum acl modify ${path} --users ${user} --roles ${role}`)
  }
  const append = added.size > 0 ? [`pveum role modify ${role} --append 1 --privs "${[...added].join(' ')}"`] : []
  const which = role === 'ROLE' && added.size > 0 ? `; ROLE is what pveum acl list shows for ${user}` : ''
  return `on the host: ${[...append, ...entries].join('; ')}${which}`
}

/** Where an entry takes the place of none above it. */
const isApart = (rights: Rights, path: string, privilege: string): boolean =>
  privilege in apart && (path === '/' || (path.startsWith('/storage/') && rights.has(path)))

function apartEntry(user: string, path: string, privilege: string): string {
  const role = apart[privilege] ?? ''
  const alone = path === '/' ? ' --propagate 0' : ''
  return `pveum acl modify ${path} --users ${user} --roles ${role}${alone} (pveum role add ${role} --privs ${privilege} makes it)`
}

/** Lacks by path; what is lacked on several guests is one thing to grant. */
export function byPath(needs: readonly Need[]): readonly Lack[] {
  const guests = new Set(needs.flatMap(({ path }) => (path.startsWith('/vms/') ? [path] : [])))
  const found = new Map<string, Set<string>>()
  for (const { path, privilege } of needs) {
    const shown = guests.size > 1 && path.startsWith('/vms/') ? '/vms' : path
    found.set(shown, (found.get(shown) ?? new Set()).add(privilege))
  }
  return [...found].map(([path, privileges]) => ({ path, privileges: [...privileges] }))
}
