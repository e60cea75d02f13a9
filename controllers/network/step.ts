/** What the steps of one network of a transaction have in common. */
import type { Change } from '../controller.ts'
import type { NetworkStep, UnwantedNetwork, WantedNetwork } from '../network-controller.ts'
import type { Parameters } from '../../src/steps/operation.ts'

type Common = Pick<NetworkStep, 'node' | 'act' | 'because' | 'timeout'> & { readonly kind: 'api' }

/** `paths`: changes with these, or below them, are what the step is for. */
export function stepFor({ network, changes }: WantedNetwork, paths: readonly string[]): Common {
  const isMeant = ({ path }: Change) => paths.some((each) => path === each || path.startsWith(`${each}.`))
  const act = changes.some(({ path }) => path === 'network') ? 'create' : 'configure'
  return { kind: 'api', node: network.key, act, because: changes.filter(isMeant), timeout: 'short' }
}

export const stepAgainst = ({ key, act }: UnwantedNetwork): Common => ({
  kind: 'api',
  node: key,
  act,
  because: [],
  timeout: 'short',
})

/** e.g. `set tag, delete alias of vnet lab`. */
export function settingOf(what: string, { delete: gone, ...set }: Parameters): string {
  const names = Object.keys(set)
  const said = [
    ...(names.length === 0 ? [] : [`set ${names.join(', ')}`]),
    ...(gone === undefined ? [] : [`delete ${gone}`]),
  ]
  return `${said.join(' and ')} of ${what}`
}
