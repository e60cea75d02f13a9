/** What a plan is made from, written for one run and readable by nobody else. */
import { rmSync, writeFileSync } from 'node:fs'
import type { NodePlace } from './tools.ts'

export interface Inputs {
  readonly variables: unknown
  /** What is there already; undefined where nothing is. */
  readonly state: string | undefined
  /** PEM. */
  readonly certificate: string
}

export function writeInputs(place: NodePlace, { variables, state, certificate }: Inputs): void {
  const write = (path: string, text: string) => writeFileSync(path, text, { mode: 0o600 })
  write(place.variables, JSON.stringify(variables))
  write(place.certificate, certificate)
  rmSync(place.state, { force: true })
  if (state !== undefined) write(place.state, state)
}
