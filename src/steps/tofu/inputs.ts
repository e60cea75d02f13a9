/** What a plan is made from, written for one run and readable by nobody else. */
import { rmSync, writeFileSync } from 'node:fs'
import type { Warrant } from '../../pve/warrant.ts'
import type { TofuMachine } from '../operation.ts'
import { priorState } from './prior-state.ts'
import type { Ready } from './ready.ts'
import type { NodePlace } from './tools.ts'

/** Which guest a plan is about. */
export type PlannedGuest = Pick<Warrant, 'node' | 'vmid' | 'uid'>

export interface Inputs extends Ready {
  readonly guest: PlannedGuest
  readonly machine: TofuMachine
  readonly exists: boolean
  /** PEM. */
  readonly certificate: string
}

export function writeInputs(place: NodePlace, inputs: Inputs): void {
  const { guest, machine, exists, certificate, version, provider } = inputs
  const write = (path: string, text: string) => writeFileSync(path, text, { mode: 0o600 })
  write(place.variables, JSON.stringify({ node: guest.node, vms: [machine] }))
  write(place.certificate, certificate)
  rmSync(place.state, { force: true })
  if (exists) write(place.state, priorState({ name: machine.name, ...guest }, version, provider))
}
