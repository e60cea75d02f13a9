/** The controller of virtual networks of an SDN. */
import type { NetworkController } from '../network-controller.ts'
import { diffNetwork } from './diff.ts'
import { begunZone, isAsBegun, isLeft } from './left-zones.ts'
import { amissOf, faultOf } from './nodes.ts'
import { leavesOf, planNetworks } from './plan.ts'
import { observeNetwork } from './state.ts'
import { foreignChanges, troubleOf } from './trouble.ts'

export const networkController: NetworkController = {
  observe: observeNetwork,
  diff: diffNetwork,
  amissOf,
  faultOf,
  troubleOf,
  foreignChanges,
  begunZone,
  isAsBegun,
  isLeft,
  plan: planNetworks,
  leaves: leavesOf,
}
