/** Which guests a person means to destroy, and whether they really do. */
import type { NodeRecord } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { NodeKey } from '../graph/desired-node.ts'
import type { DestroyTargets, RunOptions } from './engine.ts'
import { whichTaken } from './count-taken.ts'
import { meansKey, type Named } from './narrow.ts'
import type { OwnedNetwork } from './networks/owned.ts'
import type { Ours } from './ours.ts'
import type { OwnedGuest, World } from './world.ts'

/** The host that was named, else where the store knows the guests to be, else every host there is. */
export function destroyHosts(
  targets: DestroyTargets,
  { hostNames }: SiteConfig,
  remembered: readonly NodeRecord[],
): readonly string[] {
  const { keys, all, host: named } = targets
  if (named !== null) return [named]
  if (all) return hostNames
  const known = remembered.filter((node) => isTarget(node, targets))
  const typedHosts = keys.flatMap((typed) => (typed.includes('@') ? [typed.slice(typed.lastIndexOf('@') + 1)] : []))
  const hosts = [...new Set([...known.map(({ host }) => host), ...typedHosts])].filter((host) =>
    hostNames.includes(host),
  )
  const found = keys.every((typed) => typed.includes('@') || known.some((node) => meansKey(typed, node)))
  return hosts.length > 0 && found ? hosts : hostNames
}

type Owned = readonly { readonly key: NodeKey }[]

export const isTarget = (named: Named, { keys, manifest, all, host }: DestroyTargets): boolean =>
  (host === null || named.host === host) &&
  (all || named.manifest === manifest || keys.some((typed) => meansKey(typed, named)))

export const isSilent = ({ hosts }: World, host: string): boolean => hosts.get(host)?.reachable === false

/** Whether a virtual network may be meant that nobody remembers: then it is looked for. */
export const mayMeanNetworks = ({ keys, manifest, all }: DestroyTargets, remembered: readonly NodeRecord[]): boolean =>
  all || manifest !== null || keys.some((typed) => !remembered.some((node) => meansKey(typed, node)))

/** What is remembered and not there is destroyed already; what nobody knows is a slip of the pen. */
export function chooseTargets(
  { owned, ourNetworks, hosts }: World,
  targets: DestroyTargets,
  known: readonly NodeRecord[],
): Ours {
  const isHere = ({ mark }: OwnedGuest | OwnedNetwork) => targets.host === null || mark.host === targets.host
  const guests = owned.filter(isHere)
  const networks = ourNetworks.owned.filter(isHere)
  const here = [...guests, ...networks]
  const silent = [...hosts.values()].some(({ reachable }) => !reachable)
  for (const typed of targets.keys) {
    const meant = here.filter(({ mark }) => meansKey(typed, mark))
    const isKnown = silent || known.some((node) => meansKey(typed, node))
    if (meant.length === 0 && !isKnown) throw unknown(typed, here)
    if (new Set(meant.map(({ key }) => key)).size > 1) throw ambiguous(typed, meant)
  }
  const isChosen = ({ mark }: OwnedGuest | OwnedNetwork) => isTarget(mark, targets)
  const chosen = { guests: guests.filter(isChosen), networks: networks.filter(isChosen) }
  const isNothing = chosen.guests.length + chosen.networks.length === 0
  if (targets.manifest !== null && isNothing && known.length === 0 && !silent)
    throw unknown(`--manifest ${targets.manifest}`, here)
  return chosen
}

/** In the order in which a person thinks of them: guests, then what they are on. */
export async function askDestroy(
  { guests, networks }: Ours,
  { confirm }: Pick<RunOptions, 'confirm'>,
  signal: AbortSignal,
): Promise<boolean> {
  const count = guests.length + networks.length
  if (count === 0) return true
  if (!confirm) return false
  const lines = [
    ...guests.map(({ key, view, host }) => `${key}: guest ${view.vmid} (${view.name}) on ${host}, with its disks`),
    ...networks.map(({ key, vnet, host }) => `${key}: network ${vnet.id} on ${host}, with its subnets`),
  ]
  const title = `Destroy ${whichTaken(count, networks.length)}?`
  return confirm({ kind: 'destroy', title, lines }, signal)
}

const unknown = (typed: string, owned: Owned) =>
  new HomestakError({
    code: 'Usage',
    message: `${typed}: no guest or network of this site is called that`,
    hint:
      owned.length > 0
        ? `there are: ${owned
            .map(({ key }) => key)
            .slice(0, 10)
            .join(', ')}`
        : 'this site has none on the hosts looked at',
  })

const ambiguous = (typed: string, meant: Owned) =>
  new HomestakError({
    code: 'Usage',
    message: `${typed} means more than one guest or network`,
    hint: `name one of ${meant.map(({ key }) => key).join(', ')}`,
  })
