/** For commands that only look: a pass that gives a host one more try, and is closed whatever happens. */
import type { StoreReader } from '../../state/store.ts'
import { lookPatienceMs } from './deadline.ts'
import type { Narrowing, Ports } from './engine.ts'
import type { FactsSource } from './host-facts.ts'
import { createPass, type Aim, type Pass } from './pass.ts'

export interface LookingParts {
  readonly ports: Ports
  readonly site: string
  readonly aim: Aim
  readonly narrowing?: Narrowing
  readonly store: StoreReader | undefined
  readonly facts?: FactsSource
  /** Virtual networks are looked at wherever a look goes, also where none is known. */
  readonly seekNetworks?: boolean
  readonly signal: AbortSignal
}

export async function whileLooking<T>(parts: LookingParts, work: (pass: Pass) => Promise<T>): Promise<T> {
  const pass = createPass({ ...parts, patienceMs: lookPatienceMs })
  try {
    return await work(pass)
  } finally {
    await pass.close()
  }
}
