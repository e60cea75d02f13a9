/** The environment that programs are started with: this process's own, but for what none of them has a use for. */
import type { Io } from './io.ts'

/** The private key that opens all secrets is for this process alone. */
export const childEnv = ({ env }: Pick<Io, 'env'>): Io['env'] =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'SOPS_AGE_KEY'))
