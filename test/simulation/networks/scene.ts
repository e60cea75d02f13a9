/** Words that the tests of virtual networks share. */
import { expect } from 'vitest'
import { readNetworkMark } from '../../../src/pve/network-mark.ts'
import type { DiffDocument } from '../../../src/reconciler/documents.ts'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import { createLab, type Lab, type LabOptions } from '../../lab.ts'
import { holds, manifest, vm } from '../rules/scene.ts'

type Fields = Readonly<Record<string, unknown>>
type Form = Readonly<Record<string, string | number>>
export type Nodes = readonly Fields[]

export const zone = { name: 'dev', type: 'vxlan', peers: ['10.0.12.1', '10.0.12.2'] }

export const network = (name: string, more: Fields = {}): Fields => ({ name, type: 'network', zone, ...more })

/** A guest with its only card on a network. */
export const on = (bridge: string, name: string, more: Fields = {}): Fields =>
  vm(name, { nics: [{ name: 'eth0', bridge }], ...more })

/** What manifest dev declares from now on. */
export const declare = ({ files }: Lab, nodes: Nodes): void => void files.set('dev.yaml', manifest('dev', nodes))

/** A lab in which all that manifest dev declares is there; what was told on the way is forgotten. */
export async function labWith(nodes: Nodes, options: LabOptions = {}): Promise<Lab> {
  const lab = await createLab({ 'dev.yaml': manifest('dev', nodes) }, options)
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: nodes.length } })
  lab.events.length = 0
  return lab
}

/** Networks with a mark, as `vnet manifest/node@host`, sorted; as they were last applied. */
export const ownedNetworks = ({ world }: Simulator): string[] =>
  Object.entries(world.networks().running.vnets)
    .flatMap(([vnet, { alias }]) => {
      const { marking } = readNetworkMark(String(alias ?? ''))
      if (marking.kind !== 'mark') return []
      const { manifest, node, host } = marking.mark
      return [`${vnet} ${manifest}/${node}@${host}`]
    })
    .toSorted()

/** What is in effect: names of zones, networks and subnets. */
export function inEffect({ world }: Simulator): Readonly<Record<'zones' | 'vnets' | 'subnets', readonly string[]>> {
  const { zones, vnets, subnets } = world.networks().running
  return { zones: Object.keys(zones), vnets: Object.keys(vnets), subnets: Object.keys(subnets) }
}

/** What a person does to the SDN of the host. */
export const sdnHand = (lab: Pick<Lab, 'simulator' | 'settle'>) => {
  const { world } = lab.simulator
  return {
    do: (method: 'POST' | 'PUT' | 'DELETE', path: string, form: Form = {}) =>
      lab.settle(world.run(method, `/cluster/sdn${path}`, form)),
    apply: () => lab.settle(world.run('PUT', '/cluster/sdn')),
  }
}

/** Summaries of all steps that diff shows, in order. */
export const stepsIn = ({ nodes }: DiffDocument): string[] =>
  nodes.flatMap(({ key, steps }) => steps.map(({ summary }) => `${key}: ${summary}`))

/** Summaries of the steps that were begun. */
export const stepsDone = ({ events }: Lab): string[] =>
  events.filter(({ reason }) => reason === 'StepStarted').map(({ key, message }) => `${key}: ${message}`)

/** What diff shows is what is done. */
export async function doesAsTold(lab: Lab, exitCode = 0, options = {}) {
  const told = await lab.diff(options)
  lab.events.length = 0
  const summary = await lab.reconcile(options)
  expect(summary.exitCode).toBe(exitCode)
  // A guest that waits for a network that is held waits for that, too.
  const about = (steps: readonly string[]) => steps.filter((step) => !step.startsWith('dev/web')).toSorted()
  expect(about(stepsDone(lab))).toEqual(about(stepsIn(told)))
  expect(holds(summary)).toEqual(holds(told))
  return summary
}
