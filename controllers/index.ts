/** Node type -> controller: all that the engine knows of node types. A type without one is compiled, ordered and gated, and never touched. */
import type { DesiredNode } from '../src/graph/desired-node.ts'
import type { Controller } from './controller.ts'
import { vmController } from './vm/index.ts'
import { tofuVmController } from './vm/tofu/index.ts'
import type { VmState } from './vm/state.ts'

export type GuestState = VmState

export function controllerFor({
  type,
  provisioner,
}: Pick<DesiredNode, 'type' | 'provisioner'>): Controller<GuestState> | undefined {
  if (type !== 'vm') return undefined
  return provisioner === 'tofu' ? tofuVmController : vmController
}

/** For a guest that carries our mark, whatever made it: to Proxmox VE each of them is a virtual machine. */
export const guestController: Controller<GuestState> = vmController

export { networkController } from './network/index.ts'
