/** The controller of virtual machines that OpenTofu makes: the same guests, seen and compared in the same way. */
import type { Controller } from '../../controller.ts'
import { vmController } from '../index.ts'
import type { VmState } from '../state.ts'
import { planTofuVm } from './plan.ts'

export const tofuVmController: Controller<VmState> = { ...vmController, plan: planTofuVm }
