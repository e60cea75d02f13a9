/** OpenTofu with the bpg provider as users run it: one configuration and one state for all guests, straight to the host. */
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { newMachine } from '../../controllers/vm/tofu/machine.ts'
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import type { TofuMachine } from '../../src/steps/operation.ts'
import { priorState } from '../../src/steps/tofu/prior-state.ts'
import { throughGate } from './fast-gate.ts'
import { answerOf, type Reached } from './hosts.ts'
import { keptByCi } from './kept-by-ci.ts'
import type { Traffic } from './passes.ts'
import { timedCommand, type Took } from './timed-command.ts'

export interface Tofu {
  readonly version: string
  /** A folder in which guests with these machines are planned and made. */
  at(folder: string, reached: Reached, machines: readonly TofuMachine[], shape?: Shape): Promise<TofuPlace>
}

export interface TofuPlace {
  /** The state is filled from guests that are there. */
  take(): Promise<void>
  /** Throws where anything would be changed. */
  plan(): Promise<Took>
  /** On a host whose time goes by so many times as fast. */
  apply(speed: number): Promise<Took>
  /** Of one plan. */
  traffic(): Promise<Traffic>
}

/** How users have their module. */
export interface Shape {
  /** Waits until the agent tells an address, as it does where nothing is said. */
  readonly waits: boolean
  /** The template that guests are linked clones of. */
  readonly template?: number
}

/** Undefined where it is neither on PATH, with TF_CLI_CONFIG_FILE for its provider, nor where `.ci/run tofu` puts it. */
export function findTofu(folder: string): Tofu | undefined {
  const kept = keptByCi('tofu-*/tofu')
  const onPath = globSync((process.env['PATH'] ?? '').split(delimiter).map((place) => `${place}/tofu`))
  const program = kept ?? onPath[0]
  if (program === undefined) return undefined
  const rc = join(folder, 'tofu.rc')
  writeFileSync(rc, `provider_installation {\n  filesystem_mirror {\n    path = "${dirname(program)}/mirror"\n  }\n}\n`)
  const configuration = kept ? rc : (process.env['TF_CLI_CONFIG_FILE'] ?? rc)
  const { terraform_version: version } = JSON.parse(
    execFileSync(program, ['version', '-json'], { encoding: 'utf8', env: {} }),
  )
  return {
    version,
    at: (where, reached, machines, shape = { waits: true }) =>
      placeAt({ program, configuration, version, shape }, where, reached, machines),
  }
}

/** What homestak makes of a node, under a vmid and name that are free or taken by the same guest. */
export function machineOf(node: DesiredNode, vmid: number, image?: string): TofuMachine {
  const source = image === undefined ? {} : { image: { kind: 'import', volume: image } as const }
  const { cdrom: _, ...machine } = newMachine(node, { vmid, uid: '0'.repeat(32), isoStorage: 'local', ...source }, '')
  return machine
}

/** Our module as people write theirs: OpenTofu starts the guests, and waits for the address that the agent tells. */
function asUsersHaveIt({ waits, template }: Shape): string {
  const text = readFileSync(join(import.meta.dirname, '../../controllers/vm/tofu/module/main.tf'), 'utf8')
  const waiting = waits ? text.replace(/timeout = "5s"[^]*?disabled = true\n\s*\}\n/, '') : text
  const clone = template === undefined ? '' : `\n  clone {\n    vm_id = ${template}\n    full  = false\n  }\n`
  const replaced = waiting
    .replace(/started( *)= false/, 'started$1= true')
    .replace(/^ *started,\n/m, '')
    .replace(/\n {2}node_name/, `${clone}\n  node_name`)
  if (!/started *= true/.test(replaced) || (waits && replaced.includes('wait_for_ip')))
    throw new Error('the module is another than this replaces in')
  return replaced
}

/** By name. */
export async function vmidsOf(reached: Reached): Promise<ReadonlyMap<string, number>> {
  const { data }: { data: readonly { name: string; vmid: number }[] } = JSON.parse(await answerOf(reached, 'qemu'))
  return new Map(data.map(({ name, vmid }) => [name, vmid]))
}

interface Program {
  readonly program: string
  readonly configuration: string
  readonly version: string
  readonly shape: Shape
}

async function placeAt(
  { program, configuration, version, shape }: Program,
  folder: string,
  reached: Reached,
  machines: readonly TofuMachine[],
): Promise<TofuPlace> {
  mkdirSync(join(folder, 'module'), { recursive: true })
  writeFileSync(join(folder, 'module/main.tf'), asUsersHaveIt(shape))
  const variables = join(folder, 'variables.tfvars.json')
  const state = join(folder, 'terraform.tfstate')
  writeFileSync(variables, JSON.stringify({ node: reached.node, vms: machines }))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    TF_CLI_CONFIG_FILE: configuration,
    TF_DATA_DIR: join(folder, 'data'),
    NO_PROXY: '127.0.0.1',
    PROXMOX_VE_INSECURE: 'true',
    PROXMOX_VE_ENDPOINT: reached.endpoint,
    PROXMOX_VE_API_TOKEN: reached.token,
  }
  const run = (words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Took> =>
    timedCommand(program, [`-chdir=${join(folder, 'module')}`, ...words], { env: { ...env, ...more } })
  const given = ['-input=false', '-no-color', `-var-file=${variables}`]
  const plan = ['plan', ...given, '-detailed-exitcode']
  await run(['init', '-input=false', '-no-color', `-backend-config=path=${state}`])
  return {
    async take() {
      const states = machines.map(({ name, vmid }) =>
        JSON.parse(
          priorState(
            { name, vmid, node: reached.node, uid: '0'.repeat(32) },
            { version, provider: 'registry.opentofu.org/bpg/proxmox' },
          ),
        ),
      )
      const instances = states.flatMap(({ resources }) => resources[0].instances)
      const [first] = states
      const waiting = { enabled: true, timeout: '15m', trim: false, type: 'virtio' }
      for (const { attributes } of instances) attributes.agent = [waiting]
      writeFileSync(state, JSON.stringify({ ...first, resources: [{ ...first.resources[0], instances }] }))
      await run(['apply', ...given, '-refresh-only', '-auto-approve'])
    },
    plan: () => run(plan),
    apply: (speed) =>
      throughGate(reached, { speed }, ({ endpoint, token }) =>
        run(['apply', ...given, '-auto-approve'], { PROXMOX_VE_ENDPOINT: endpoint, PROXMOX_VE_API_TOKEN: token }),
      ),
    async traffic() {
      const traffic: Traffic = { calls: 0, bytes: 0 }
      await throughGate(reached, { traffic }, ({ endpoint, token }) =>
        run(plan, { PROXMOX_VE_ENDPOINT: endpoint, PROXMOX_VE_API_TOKEN: token }),
      )
      return traffic
    },
  }
}
