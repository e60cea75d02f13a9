/** Virtual networks declared against a simulated cluster: looked at, planned and written, one transaction at a time. */
import { networkController } from '../../../../controllers/index.ts'
import type { NetworkStep, UnwantedNetwork } from '../../../../controllers/network-controller.ts'
import type { Change } from '../../../../controllers/controller.ts'
import type { DesiredNetwork } from '../../../../src/graph/desired-network.ts'
import type { PveClient } from '../../../../src/pve/client.ts'
import { createPveClient } from '../../../../src/pve/client.ts'
import { tokenCredentials } from '../../../../src/pve/credentials.ts'
import type { IsOurs } from '../../../../src/pve/network-mark.ts'
import { readSdn } from '../../../../src/pve/sdn.ts'
import type { SdnView } from '../../../../src/pve/sdn-view.ts'
import { issueNetworkWarrant, type NetworkWarrant } from '../../../../src/pve/warrant.ts'
import { simulatedTransport } from '../../../../src/simulator/simulator.ts'
import { runNetworkSteps } from '../../../../src/steps/run-network-steps.ts'
import { bench, type Bench } from '../../simulator/bench.ts'

export const uid = 'a0'.repeat(16)
export const isOurs: IsOurs = ({ site, host }) => site === 'lab' && host === 'hv0'

/** `dev/devnet@hv0`, in a simple zone, unless told otherwise. */
export function network(
  own: Partial<DesiredNetwork> & { readonly name?: string; readonly manifest?: string } = {},
): DesiredNetwork {
  const { name = own.vnet ?? 'devnet', manifest = 'dev', ...more } = own
  return {
    key: `${manifest}/${name}@hv0`,
    identity: { site: 'lab', host: 'hv0', manifest, node: name },
    type: 'network',
    dependsOn: [],
    hostFrom: 'manifest',
    movedFrom: [],
    provisioner: 'api',
    policy: { protect: false, keepOnRemoval: false, suspend: false, onError: 'stop' },
    vnet: name,
    zone: { id: 'dev', type: 'simple', peers: [] },
    subnets: [],
    source: { file: `${manifest}.yaml`, line: 1, column: 1 },
    ...more,
  }
}

export const vxlan = { id: 'dev', type: 'vxlan', peers: ['192.0.2.11', '192.0.2.12'], mtu: 1450 } as const

export interface Looked {
  readonly sdn: SdnView
  /** One line for each: `dev/devnet@hv0 tag: 100 -> 101`. */
  readonly changes: readonly string[]
  readonly steps: readonly NetworkStep[]
  readonly warrants: readonly NetworkWarrant[]
}

export interface Scene extends Bench {
  readonly client: PveClient
  sdn(): Promise<SdnView>
  look(wanted: readonly DesiredNetwork[], unwanted?: readonly UnwantedNetwork[]): Promise<Looked>
  /** Writes what was planned; gives the reasons of tasks. */
  write(looked: Looked): Promise<void>
  /** Looks, writes, and gives what there was to do, a summary a step. */
  converge(wanted: readonly DesiredNetwork[], unwanted?: readonly UnwantedNetwork[]): Promise<readonly string[]>
}

export const lineOf = ({ path, desired, observed }: Change): string =>
  `${path}: ${JSON.stringify(observed)} -> ${JSON.stringify(desired)}`

export function scene(): Scene {
  const lab = bench()
  const { simulator, clock } = lab
  const client = createPveClient({
    host: 'hv0',
    transport: simulatedTransport(simulator, clock),
    credentials: tokenCredentials('hv0', simulator.token),
    clock,
  })
  const sdn = () => clock.settle(readSdn(client, 'everything'))
  const look: Scene['look'] = async (wanted, unwanted = []) => {
    const seen = await sdn()
    const parts = wanted.map((each) => ({
      network: each,
      uid: seen.vnets.get(each.vnet)?.mark?.uid ?? uid,
      changes: networkController.diff(each, seen, isOurs),
    }))
    const transaction = { sdn: seen, isOurs, wanted: parts, unwanted }
    return {
      sdn: seen,
      changes: parts.flatMap(({ network: { key }, changes }) => changes.map((change) => `${key} ${lineOf(change)}`)),
      steps: networkController.plan(transaction),
      warrants: networkController
        .leaves(transaction)
        .map((leave) => issueNetworkWarrant({ ...leave, host: 'hv0', because: 'a test' })),
    }
  }
  const write: Scene['write'] = async ({ steps, warrants }) =>
    clock.settle(
      runNetworkSteps(steps, warrants, {
        client,
        clock,
        isOurs,
        onStep: () => undefined,
        onTask: () => undefined,
        onProgress: () => undefined,
      }),
    )
  return {
    ...lab,
    client,
    sdn,
    look,
    write,
    async converge(wanted, unwanted) {
      const looked = await look(wanted, unwanted)
      if (looked.steps.length > 0) await write(looked)
      return looked.steps.map(({ summary }) => summary)
    },
  }
}
