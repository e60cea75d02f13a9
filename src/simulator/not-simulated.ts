/** Parameters that the real API takes and the simulator cannot honour: they are refused, not overlooked. */
import type { Caller } from './caller.ts'
import { isRoot } from './caller.ts'
import { parameterRefusal, Refusal } from './refusal.ts'
import type { Params } from './schema-check.ts'

const migration = [
  'migratedfrom',
  'migration_network',
  'migration_type',
  'stateuri',
  'targetstorage',
  'with-conntrack-state',
]
interface Asked {
  readonly params: Params
  readonly label: string
  readonly caller: Caller
}

const guest = '/nodes/{node}/qemu/{vmid}'

const refused: Readonly<Record<string, readonly string[]>> = {
  'POST /nodes/{node}/qemu': ['archive', 'ha-managed', 'import-working-storage', 'live-restore'],
  'GET /nodes/{node}/tasks/{upid}/log': ['download'],
  [`POST ${guest}/status/start`]: [...migration, 'force-cpu', 'machine', 'nets-host-mtu'],
  [`POST ${guest}/status/stop`]: ['keepActive', 'migratedfrom'],
  [`POST ${guest}/status/shutdown`]: ['keepActive'],
  [`POST ${guest}/status/suspend`]: ['todisk', 'statestorage'],
  [`POST ${guest}/snapshot`]: ['vmstate'],
  [`POST ${guest}/move_disk`]: ['target-vmid', 'target-disk', 'target-digest'],
  [`POST ${guest}/template`]: ['disk'],
}

/** Others than root are refused these by the real server too. */
const forRoot = new Set([...migration, 'force-cpu', 'nets-host-mtu', 'keepActive'])

/** Throws a 501 that names the parameter. `label` is the method and path of the request. */
export function refuseUnsimulated(method: string, { params, label, caller }: Asked): void {
  const found = refused[method]?.find((name) => params[name] !== undefined && params[name] !== '0')
  if (found !== undefined && forRoot.has(found) && !isRoot(caller)) {
    throw parameterRefusal({ [found]: 'Only root may use this option.' })
  }
  if (found !== undefined) throw new Refusal(501, `Method '${label}' with '${found}' not implemented`)
}
