/** Why a vmid is taken by a guest that does not show: a token without VM.Audit is told less than there is. */
import { record } from '../pve/checks.ts'
import { grantHint } from '../pve/grant-hint.ts'
import type { Hold } from './documents.ts'
import type { Pass } from './pass.ts'

const path = '/vms'

/** Looks at the host again, and asks for the token's privileges where the guest still does not show. Throws what the host answers. */
export async function holdOfUnseen(
  pass: Pass,
  host: string,
  vmid: number,
  signal: AbortSignal,
): Promise<Hold | undefined> {
  await pass.lookAgain(host)
  if (pass.world().hosts.get(host)?.snapshot?.guests.has(vmid)) return undefined
  const granted = await pass
    .connection(host)
    .client.get('/access/permissions', { path }, (value) => record(record(value)[path] ?? {}), { signal })
  if ('VM.Audit' in granted) return undefined
  return {
    reason: 'MissingPrivilege',
    message: `vmid ${vmid} is taken on ${host} by a guest that does not show: the token of ${host} lacks VM.Audit on ${path}`,
    fix: grantHint(path, 'VM.Audit'),
  }
}
