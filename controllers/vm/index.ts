/** The controller of virtual machines made through the Proxmox VE API. */
import type { Controller } from '../controller.ts'
import { adoptedMark } from './adopt.ts'
import { diffVm } from './diff.ts'
import { planDestroyVm, planReleaseVm } from './plan-destroy.ts'
import { planVm } from './plan.ts'
import { readVmState, type VmState } from './state.ts'

export const vmController: Controller<VmState> = {
  read: readVmState,
  macs: ({ nics }) => nics.flatMap(({ now }) => now?.mac ?? []),
  diff: diffVm,
  plan: planVm,
  adoptedMark,
  planDestroy: planDestroyVm,
  planRelease: planReleaseVm,
}
