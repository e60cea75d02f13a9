/** Which guests a person means to destroy, and whether they really do. */
import type { NodeRecord } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { DestroyTargets, RunOptions } from './engine.ts'
import { meansKey, type Named } from './narrow.ts'
import type { OwnedGuest, World } from './world.ts'

/** Where the store knows the guests to be; else every host there is. */
export function destroyHosts(
  { keys, manifest, all }: DestroyTargets,
  { hostNames }: SiteConfig,
  remembered: readonly NodeRecord[],
): readonly string[] {
  if (all) return hostNames
  const known = remembered.filter((node) => isTarget(node, { keys, manifest, all, host: null }))
  const named = keys.flatMap((typed) => (typed.includes('@') ? [typed.slice(typed.lastIndexOf('@') + 1)] : []))
  const hosts = [...new Set([...known.map(({ host }) => host), ...named])].filter((host) => hostNames.includes(host))
  const found = keys.every((typed) => typed.includes('@') || known.some((node) => meansKey(typed, node)))
  return hosts.length > 0 && found ? hosts : hostNames
}

export const isTarget = (named: Named, { keys, manifest, all, host }: DestroyTargets): boolean =>
  (host === null || named.host === host) &&
  (all || named.manifest === manifest || keys.some((typed) => meansKey(typed, named)))

export const isSilent = ({ hosts }: World, host: string): boolean => hosts.get(host)?.reachable === false

/** A guest that is remembered and not there is destroyed already; one that nobody knows is a slip of the pen. */
export function chooseGuests(
  { owned, hosts }: World,
  targets: DestroyTargets,
  known: readonly NodeRecord[],
): OwnedGuest[] {
  const here = owned.filter(({ mark }) => targets.host === null || mark.host === targets.host)
  const silent = [...hosts.values()].some(({ reachable }) => !reachable)
  for (const typed of targets.keys) {
    const meant = here.filter(({ mark }) => meansKey(typed, mark))
    const isKnown = silent || known.some((node) => meansKey(typed, node))
    if (meant.length === 0 && !isKnown) throw unknownGuest(typed, here)
    if (new Set(meant.map(({ key }) => key)).size > 1) throw ambiguous(typed, meant)
  }
  const chosen = here.filter(({ mark }) => isTarget(mark, targets))
  if (targets.manifest !== null && chosen.length === 0 && known.length === 0 && !silent)
    throw unknownGuest(`--manifest ${targets.manifest}`, here)
  return chosen
}

export async function askDestroy(
  guests: readonly OwnedGuest[],
  { confirm }: Pick<RunOptions, 'confirm'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (guests.length === 0) return true
  if (!confirm) return false
  const lines = guests.map(
    ({ key, view, host }) => `${key}: guest ${view.vmid} (${view.name}) on ${host}, with its disks`,
  )
  const title = `Destroy ${guests.length === 1 ? 'this guest' : `these ${guests.length} guests`}?`
  return confirm({ kind: 'destroy', title, lines }, signal)
}

const unknownGuest = (typed: string, owned: readonly OwnedGuest[]) =>
  new HomestakError({
    code: 'Usage',
    message: `${typed}: no guest of this site is called that`,
    hint:
      owned.length > 0
        ? `there are: ${owned
            .map(({ key }) => key)
            .slice(0, 10)
            .join(', ')}`
        : 'this site has no guests on the hosts looked at',
  })

const ambiguous = (typed: string, meant: readonly OwnedGuest[]) =>
  new HomestakError({
    code: 'Usage',
    message: `${typed} means more than one guest`,
    hint: `name one of ${meant.map(({ key }) => key).join(', ')}`,
  })
