/** What the token of a client may do on a path. */
import type { PveClient } from './client.ts'
import { HomestakError } from '../errors.ts'
import { record } from './checks.ts'

export async function readPrivileges(
  client: PveClient,
  path: string,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found = await client.get('/access/permissions', { path }, record, { signal })
  return new Set(Object.keys(found[path] === undefined ? {} : record(found[path])))
}

/** Throws MissingPrivilege where the token has none of `wanted`. */
export async function requirePrivilege(
  client: PveClient,
  path: string,
  wanted: string,
  what: string,
  signal?: AbortSignal,
): Promise<void> {
  if ((await readPrivileges(client, path, signal)).has(wanted)) return
  throw new HomestakError({
    code: 'MissingPrivilege',
    message: `the token of ${client.host} lacks ${wanted} on ${path}, which is needed to ${what}`,
    hint:
      `pveum acl modify ${path} --tokens 'USER@REALM!NAME' --roles ROLE, with a role that has ${wanted}; ` +
      'the user of a token with privilege separation needs it too',
  })
}
