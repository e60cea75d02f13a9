/** What is about to be done to one virtual network, as the guards judge it. */
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import type { Identity, NodeKey } from '../../graph/desired-node.ts'
import type { NetworkAct } from '../../pve/warrant.ts'
import type { Rule } from '../intent.ts'
import type { OwnedNetwork } from './owned.ts'

export interface NetworkIntent {
  readonly act: NetworkAct
  /** What carries it out. */
  readonly by: DesiredNetwork['provisioner']
  /** Of the node, or of the mark where nothing is declared any more. */
  readonly key: NodeKey
  readonly identity: Identity
  readonly network?: DesiredNetwork
  /** As it was last read; absent while it is to be made. */
  readonly owned?: OwnedNetwork
  readonly host: string
  readonly vnet: string
  readonly uid: string
  /** It goes for another one of the same node. */
  readonly isReplaced: boolean
  /** A line for log and event. */
  readonly because: string
}

export type NetworkGuard = Rule<NetworkIntent>
