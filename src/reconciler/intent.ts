/** What is about to be done to one guest, as the guards judge it. */
import type { Step } from '../../controllers/controller.ts'
import type { Act, NetworkAct } from '../pve/warrant.ts'
import type { DesiredNode, Identity, NodeKey } from '../graph/desired-node.ts'
import type { GuestView } from '../pve/guest-view.ts'
import type { Hold } from './documents.ts'
import type { World } from './world.ts'

export interface Intent {
  readonly act: Act
  /** What carries it out. */
  readonly by?: Step['kind']
  /** Of the node, or of the mark where nothing is declared any more. */
  readonly key: NodeKey
  readonly identity: Identity
  readonly node?: DesiredNode
  readonly host: string
  readonly pveNode: string
  readonly vmid: number
  readonly uid: string
  /** The guest as it was last read; absent while it is to be made. */
  readonly guest?: GuestView
  /** Fields that differ, where an existing guest is changed. */
  readonly paths: readonly string[]
  /** A line for log and event. */
  readonly because: string
}

/** One rule. Pure: the same intent and world give the same answer. */
export type Rule<Asked> = (intent: Asked, world: World) => Hold | undefined

export type Guard = Rule<Intent>

/** For rules that are the same for guests and networks. */
export interface AnyIntent extends Pick<Intent, 'key' | 'uid'> {
  readonly act: Act | NetworkAct
}

export const makes = ({ act }: Intent): boolean => act === 'create' || act === 'clone'

/** Takes a guest away for good. */
export const destroys = ({ act }: Pick<AnyIntent, 'act'>): boolean =>
  act === 'destroy' || act === 'replace' || act === 'rollback'
