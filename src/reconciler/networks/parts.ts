/** One declared virtual network of a run. */
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import type { NodeKey } from '../../graph/desired-node.ts'
import type { OwnedNetwork } from './owned.ts'

export interface NetworkParts {
  readonly network: DesiredNetwork
  /** Keys that have to be Ready first. */
  readonly needs: readonly NodeKey[]
  /** Not selected: looked at for those that depend on it, never acted on. */
  readonly onlyLook: boolean
}

/** One that is taken away, or let go. */
export interface LeavingNetwork {
  /** The queue's name for it. */
  readonly id: string
  readonly owned: OwnedNetwork
  readonly act: 'destroy' | 'rollback'
}

/** The queue's name for a network that is taken away. */
export const networkId = ({ mark }: OwnedNetwork): string => `network ${mark.uid}`
