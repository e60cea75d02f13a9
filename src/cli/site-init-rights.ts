/** What a token lacks of what a first guest needs, and of what networks need where those are wanted. */
import { byPath, grantCommand } from '../preflight/grant.ts'
import { lacking, needsOf, networkNeeds, sweepNeeds } from '../preflight/needs.ts'
import { readRights } from '../pve/privileges.ts'
import type { PveClient } from '../pve/client.ts'
import type { Answers } from './site-init-answers.ts'

export interface Lack {
  /** e.g. `VM.Allocate on /vms`. */
  readonly message: string
  readonly fix: string
}

/** Any vmid will do: entries for single guests are nobody's first. */
const someVmid = 100

export async function lacksOf(
  client: PveClient,
  token: string,
  { datastore, isoStorage, bridge, networks }: Answers & { readonly networks: boolean },
  stop: AbortSignal,
): Promise<readonly Lack[]> {
  const rights = await readRights(client, stop)
  const guest = { vmid: someVmid, datastores: [datastore], isoStorage, nics: [{ bridge: bridge.name }] }
  const asked = [...needsOf('create', guest), ...sweepNeeds(isoStorage), ...(networks ? networkNeeds : [])]
  const needs = asked.map((need) => ({
    ...need,
    path: need.path.startsWith('/vms/') ? '/vms' : need.path,
  }))
  const name = token.split('=')[0] ?? null
  return byPath(lacking(rights, needs)).map(({ path, privileges }) => ({
    message: `${privileges.join(', ')} on ${path}`,
    fix: grantCommand({ rights, token: name }, [{ path, privileges }]),
  }))
}
