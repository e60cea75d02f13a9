/** Whether the bridges that cards are plugged into are there: Proxmox VE only looks when a guest is started. */
import type { HostFacts } from '../facts.ts'
import { fine, problem, warning, type Finding } from '../finding.ts'
import { bridgesOf, lacking, needsOf } from '../needs.ts'
import { named, type HostPlan } from '../planned.ts'

export function checkBridges({ host, facts, guests }: HostPlan<HostFacts>): readonly Finding[] {
  const place = { check: 'bridges', host } as const
  const wanted = [...new Set(guests.flatMap(bridgesOf))]
  const missing = wanted.filter((bridge) => isMissing(facts, bridge))
  const known = facts.bridges?.join(', ') || 'none'
  const findings = missing.map((bridge) => {
    const users = guests.filter((guest) => bridgesOf(guest).includes(bridge)).map(({ key }) => key)
    const message = `there is no bridge ${bridge}, which ${named(users)} ${users.length === 1 ? 'needs' : 'need'}; known: ${known}`
    return problem(place, 'Held', message, bridgeFix(bridge))
  })
  if (findings.length > 0 || wanted.length === 0) return findings
  const seen = wanted.filter((bridge) => facts.bridges?.includes(bridge))
  const unseen = wanted.filter((bridge) => !seen.includes(bridge))
  return [
    ...(seen.length > 0 ? [fine(place, seen.join(', '))] : []),
    ...unseen.map((bridge) =>
      warning(
        place,
        `whether there is a bridge ${bridge} is not shown to the token; known: ${known}`,
        `if there is none: ${bridgeFix(bridge)}`,
      ),
    ),
  ]
}

/** A bridge that the token may not use is not shown to it: then nobody can tell. */
export function isMissing({ rights, bridges }: HostFacts, bridge: string): boolean {
  if (bridges === null || bridges.includes(bridge)) return false
  const use = needsOf('configure', { vmid: 0, datastores: [], nics: [{ bridge }] }, ['nics']).filter(
    ({ privilege }) => privilege === 'SDN.Use',
  )
  return lacking(rights, use).length === 0
}

export const bridgeFix = (bridge: string): string =>
  `name another with bridge: in the manifest, the preset or site.yaml; or make ${bridge} on the host (System > Network)`
