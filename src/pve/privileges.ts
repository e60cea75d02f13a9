/** What the token of a client may do on a path. */
import type { PveClient } from './client.ts'
import { HomestakError } from '../errors.ts'
import { flag, record } from './checks.ts'
import { grantHint } from './grant-hint.ts'

/** Path -> privilege -> whether it goes on below the path. Holds the top paths, and every path that an entry names. */
export type Rights = ReadonlyMap<string, ReadonlyMap<string, boolean>>

/** One call: everything that the token may do, or `user` may. */
export async function readRights(client: PveClient, signal?: AbortSignal, user?: string): Promise<Rights> {
  const found = await client.get('/access/permissions', user === undefined ? {} : { userid: user }, record, { signal })
  return rightsFrom(found)
}

export const rightsFrom = (table: Readonly<Record<string, unknown>>): Rights =>
  new Map(
    Object.entries(table).map(([path, privileges]) => [
      path,
      new Map(Object.entries(record(privileges)).map(([privilege, goesOn]) => [privilege, flag(goesOn)])),
    ]),
  )

/** A path without an entry has what goes on from the nearest one above it. */
export function allows(rights: Rights, path: string, privilege: string): boolean {
  const own = rights.get(path)
  if (own) return own.has(privilege)
  for (let above = path; above !== '/';) {
    above = above.slice(0, above.lastIndexOf('/')) || '/'
    const found = rights.get(above)
    if (found) return found.get(privilege) === true
  }
  return false
}

/** Whether there is anything that may be done there: an entry on that very path would take the place of it. */
export const allowsSome = (rights: Rights, path: string): boolean =>
  [...rights.values()].some((privileges) => [...privileges.keys()].some((name) => allows(rights, path, name)))

export async function readPrivileges(
  client: PveClient,
  path: string,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found = await client.get('/access/permissions', { path }, record, { signal })
  return new Set(Object.keys(found[path] === undefined ? {} : record(found[path])))
}

/** What the token may not see is not known, and that alone is no problem: null. */
export async function ifAllowed<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof HomestakError && error.code === 'MissingPrivilege') return null
    throw error
  }
}

/** The error for a privilege that was looked for beforehand; `what` follows "is needed to". */
export const lacks = (host: string, privilege: string, path: string, what: string): HomestakError =>
  new HomestakError({
    code: 'MissingPrivilege',
    message: `the token of ${host} lacks ${privilege} on ${path}, which is needed to ${what}`,
    hint: grantHint(path, privilege),
  })
