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

/** The error for a privilege that was looked for beforehand; `what` follows "is needed to". */
export const lacks = (host: string, privilege: string, path: string, what: string): HomestakError =>
  new HomestakError({
    code: 'MissingPrivilege',
    message: `the token of ${host} lacks ${privilege} on ${path}, which is needed to ${what}`,
    hint:
      `pveum acl modify ${path} --tokens 'USER@REALM!NAME' --roles ROLE, with a role that has ${privilege}; ` +
      'the user of a token with privilege separation needs it too',
  })
