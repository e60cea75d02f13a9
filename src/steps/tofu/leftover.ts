/** What a run that was killed, or a guest that is gone, leaves of OpenTofu's. */
import { existsSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Identity } from '../../graph/desired-node.ts'
import { withFolder } from './folder-trouble.ts'
import { placeOf, type NodePlace, type TofuTools } from './tools.ts'

/** Ends what a killed run began for the node, and takes away what only a run may have. */
export function clearNode(tools: TofuTools, identity: Omit<Identity, 'site'>): void {
  const place = placeOf(tools, identity)
  withFolder(() => {
    if (existsSync(place.group)) endGroup(tools, place)
    removeInputs(place)
  })
}

/** The node's guest is gone, or not OpenTofu's any more: what was kept for it goes, and nothing else. */
export function forgetNode(tools: TofuTools, identity: Omit<Identity, 'site'>): void {
  const { folder } = placeOf(tools, identity)
  if (!existsSync(folder)) return
  clearNode(tools, identity)
  withFolder(() => rmSync(folder, { recursive: true, force: true }))
  for (const above of [dirname(folder), dirname(dirname(folder))]) {
    try {
      rmdirSync(above)
    } catch {
      return
    }
  }
}

export function removeInputs({ variables, plan, certificate }: NodePlace): void {
  for (const path of [variables, plan, certificate]) rmSync(path, { force: true })
}

/** It can do no more, its gate is gone; but it may still hold the lock of the state. */
function endGroup({ signalGroup }: TofuTools, { group, data }: NodePlace): void {
  const number = Number(readFileSync(group, 'utf8'))
  if (Number.isInteger(number) && number > 1 && isOurs(number, data)) signalGroup(number, 'SIGKILL')
  rmSync(group, { force: true })
}

/** Numbers are given out again: whoever leads the group now must have been told of this folder. */
function isOurs(group: number, data: string): boolean {
  try {
    return readFileSync(`/proc/${group}/environ`, 'utf8').split('\0').includes(`TF_DATA_DIR=${data}`)
  } catch {
    // Without a leader it is the old group: as long as one of it lives, its number is not given out.
    return true
  }
}
