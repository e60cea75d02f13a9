/** OpenTofu as it is found on this machine, and where it may keep things. */
import { join } from 'node:path'
import type { Clock, Random } from '../../clock.ts'
import type { Identity } from '../../graph/desired-node.ts'
import type { PveClient } from '../../pve/client.ts'

/** What a module makes. */
export type ModuleName = 'guest' | 'network'

export interface TofuTools {
  /** The program's path, or in words why there is none. */
  readonly program: string | { readonly missing: string }
  /** What a program prints with `version -json`; empty where it fails. */
  readonly askVersion: (program: string) => Promise<string>
  /** The folders with the text of our modules. */
  readonly modules: Readonly<Record<ModuleName, string>>
  /** Below it each node has a folder of its own. */
  readonly dir: string
  /** Of the user: what a download goes by, a proxy for one; `PATH`; the user's own `TF_CLI_CONFIG_FILE`. */
  readonly env: Readonly<Record<string, string>>
  /** Sends a signal to a group of processes, 0 to ask whether one is left; false where there is none. */
  signalGroup(group: number, signal: 'SIGINT' | 'SIGKILL' | 0): boolean
}

/** What a step of kind `tofu` works with. */
export interface TofuContext {
  readonly client: PveClient
  readonly clock: Clock
  readonly tools: TofuTools
  readonly identity: Identity
  readonly random: Random
  /** Aborted: what was begun comes to an end that can be observed, and nothing else is begun. */
  readonly stop: AbortSignal
  /** Told how far the plan is. */
  readonly onProgress: (line: string, seconds: number) => void
}

/** Where the files of one node lie. Nothing in there is believed: each run writes it anew from what was observed. */
export interface NodePlace {
  readonly folder: string
  readonly state: string
  /** What `init` brought, beside the state: OpenTofu takes a state within it for one of an old format. */
  readonly data: string
  /** By what `data` was made. */
  readonly stamp: string
  readonly home: string
  readonly variables: string
  readonly plan: string
  readonly certificate: string
  /** The process group that works here. */
  readonly group: string
}

export function placeOf({ dir }: Pick<TofuTools, 'dir'>, { host, manifest, node }: Omit<Identity, 'site'>): NodePlace {
  // The path of a nested host, `hv0/inner`, is one name here; none of these begins with a dot.
  const folder = join(dir, ...[host, manifest, node].map((name) => encodeURIComponent(name)))
  const data = join(folder, 'data')
  return {
    folder,
    state: join(folder, 'terraform.tfstate'),
    data,
    stamp: join(data, 'made-by'),
    home: join(folder, 'home'),
    variables: join(folder, 'variables.tfvars.json'),
    plan: join(folder, 'plan.bin'),
    certificate: join(folder, 'gate.pem'),
    group: join(folder, 'running'),
  }
}
