/** Whether the token may do everything that the guests of a host need. */
import type { WholeFacts } from '../facts.ts'
import { fine, problem, warning, type Finding } from '../finding.ts'
import { byPath, grantCommand } from '../grant.ts'
import { lacking, needsOf, networkNeeds, sweepNeeds } from '../needs.ts'
import { named, type HostPlan } from '../planned.ts'
import { allows } from '../../pve/privileges.ts'

export function checkPrivileges(plan: HostPlan<WholeFacts>): readonly Finding[] {
  const { host, facts, guests, networks } = plan
  const place = { check: 'privileges', host } as const
  const needs = [
    ...guests.flatMap((guest) => [
      ...needsOf('create', guest),
      ...(guest.isoStorage === undefined ? [] : sweepNeeds(guest.isoStorage)),
    ]),
    ...(networks.length === 0 ? [] : networkNeeds),
  ]
  const lacked = lacking(facts.rights, needs)
  const findings = [
    ...byPath(lacked).map(({ path, privileges }) =>
      problem(
        place,
        'MissingPrivilege',
        `the token lacks ${privileges.join(', ')} on ${path}${usersText(path, plan)} (Proxmox VE ${facts.version})`,
        grantCommand(facts, [{ path, privileges }]),
      ),
    ),
    ...checkAudit(plan),
    ...checkAgent(plan),
  ]
  return findings.length > 0 ? findings : [fine(place, 'the token may do what the manifests need')]
}

/** Without it, tasks of others cannot be seen, nor clock and processors. */
function checkAudit({ host, node, facts }: HostPlan<WholeFacts>): readonly Finding[] {
  const path = `/nodes/${node}`
  if (allows(facts.rights, path, 'Sys.Audit')) return []
  const message = `the token lacks Sys.Audit on ${path}: whether somebody else works on a guest cannot be seen`
  return [warning({ check: 'privileges', host }, message, grantCommand(facts, [{ path, privileges: ['Sys.Audit'] }]))]
}

function checkAgent({ host, facts, guests }: HostPlan<WholeFacts>): readonly Finding[] {
  const privilege = agentPrivilege(facts.version)
  const may = (vmid: number) =>
    [privilege, 'VM.GuestAgent.Unrestricted'].some((name) => allows(facts.rights, `/vms/${vmid}`, name))
  const silent = guests.filter(({ vmid }) => !may(vmid))
  if (silent.length === 0) return []
  const needed = silent.filter(({ addressNeeded }) => addressNeeded)
  const message = `the token lacks ${privilege} on /vms (Proxmox VE ${facts.version}): addresses of guests cannot be seen`
  const fix = grantCommand(facts, [{ path: '/vms', privileges: [privilege] }])
  const place = { check: 'privileges', host } as const
  if (needed.length === 0) return [warning(place, message, fix)]
  return [
    problem(place, 'MissingPrivilege', `${message}, and others wait for ${named(needed.map(({ key }) => key))}`, fix),
  ]
}

/** Version 9 has privileges of its own for the agent, in place of the monitor's. */
export const agentPrivilege = (version: string): string =>
  Number.parseInt(version, 10) >= 9 ? 'VM.GuestAgent.Audit' : 'VM.Monitor'

function usersText(path: string, { guests, networks }: HostPlan<WholeFacts>): string {
  if (path === '/sdn') return `, which ${named(networks)} ${networks.length === 1 ? 'needs' : 'need'}`
  const storage = /^\/storage\/(.+)$/.exec(path)?.[1]
  if (storage === undefined) return ''
  const keys = guests.filter(({ datastores }) => datastores.includes(storage)).map(({ key }) => key)
  return keys.length > 0 ? `, where disks of ${named(keys)} go` : ', where seed ISOs go'
}
