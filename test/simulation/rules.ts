/** What must hold on the simulated host at any time, whatever was done and wherever a run was cut off. */
import { readMark } from '../../src/pve/mark.ts'
import { bridgesIn } from '../../src/pve/read-bridges.ts'
import type { RunSummary } from '../../src/reconciler/documents.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'
import type { Lab } from '../lab.ts'

/** A guest nobody but a person may touch, as it was when it was last known to be right. */
export type Keepsakes = Map<number, string>

/** What is broken, in words; empty when all is well. */
export function brokenRules(lab: Lab, keepsakes: Keepsakes): string[] {
  const { world } = lab.simulator
  const owners = new Map<string, number[]>()
  for (const { vmid, config } of world.guests()) {
    const { marking } = readMark(String(config['description'] ?? ''))
    if (marking.kind !== 'mark' || marking.mark.vmid !== vmid) continue
    const key = `${marking.mark.manifest}/${marking.mark.node}@${marking.mark.host}`
    owners.set(key, [...(owners.get(key) ?? []), vmid])
  }
  return [
    ...[...owners]
      .filter(([, vmids]) => vmids.length > 1)
      .map(([key, vmids]) => `two guests of ${key}: ${vmids.join(', ')}`),
    ...[...keepsakes].flatMap(([vmid, config]) =>
      lookOf(lab, vmid) === config ? [] : [`foreign guest ${vmid} was touched`],
    ),
    ...orphanDisks(lab),
    ...lostNetworks(lab),
  ]
}

/** What is left over once a run ended well: seeds without a guest, that no copy made by hand names and no create waits for. */
export function leftSeeds(lab: Lab): string[] {
  const { world } = lab.simulator
  const uids = new Set(
    world.guests().map(({ config }) => /"uid":"([0-9a-f]{32})"/.exec(String(config['description'] ?? ''))?.[1]),
  )
  const begun = new Set(lab.store.openIntents().map(({ uid }) => uid))
  const configs = JSON.stringify(world.guests().map(({ config }) => config))
  return world.volids().filter((volid) => {
    if (configs.includes(volid)) return false
    const [, uid] = /homestak-.*-([0-9a-f]{32})\.iso$/.exec(volid) ?? []
    return uid !== undefined && !uids.has(uid) && !begun.has(uid)
  })
}

export const lookOf = (lab: Lab, vmid: number): string => JSON.stringify(lab.simulator.world.guest(vmid) ?? null)

/** Disks of guests that do not exist. */
function orphanDisks({ simulator: { world } }: Lab): string[] {
  const vmids = new Set(world.guests().map(({ vmid }) => vmid))
  return world.volids().flatMap((volid) => {
    const [, vmid] = /:(\d+)\/(?:vm|base)-\d+-/.exec(volid) ?? []
    return vmid !== undefined && !vmids.has(Number(vmid)) ? [`disk ${volid} has no guest`] : []
  })
}

/** Networks that were taken away from under a guest; nobody takes one away by hand. */
function lostNetworks({ simulator: { world } }: Lab): string[] {
  const { vnets } = world.networks().running
  return world.guests().flatMap(({ vmid, config }) => {
    const lost = bridgesIn(config).filter((bridge) => bridge !== 'vmbr0' && !vnets[bridge])
    return lost.map((bridge) => `guest ${vmid} is on network ${bridge}, which is gone`)
  })
}

/** What is left over of networks once a run ended well. */
export function leftNetworks({ simulator }: Lab, nodes: RunSummary['nodes']): string[] {
  const { zones, vnets } = simulator.world.networks().running
  // What is held may have been changed by hand, and is not put right.
  const isHeld = nodes.some(({ type, held }) => type === 'network' && held)
  const used = new Set(Object.values(vnets).map(({ zone }) => zone))
  return [
    ...Object.keys(zones).flatMap((zone) => (used.has(zone) ? [] : [`zone ${zone} has no network`])),
    ...(isHeld || isApplied(simulator) ? [] : ['something of the SDN waits to be applied']),
  ]
}

/** Whether nothing of the SDN waits to be applied. */
export const isApplied = ({ world }: Simulator): boolean => {
  const { config, running } = world.networks()
  return JSON.stringify(config) === JSON.stringify(running)
}
