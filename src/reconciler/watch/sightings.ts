/** Guests as they were last read, also by the process before: what was read lately is not all read again at once. */
import type { Store } from '../../../state/store.ts'
import type { Clock } from '../../clock.ts'
import type { GuestView } from '../../pve/guest-view.ts'
import { readStoredView, writeStoredView } from '../../pve/stored-view.ts'
import type { Memory } from '../survey.ts'

export interface Sightings extends Memory {
  /** Vmids of a cluster, the one that was read longest ago first. */
  oldest(clusterKey: string, count: number): readonly number[]
  count(clusterKey: string): number
  /** Everything is read again. */
  clear(): void
}

/** Of the cluster's list, the same object as there: it is one of thousands. */
type Shown = { readonly [Field in 'status' | 'signature']: string }

interface Sighting {
  /** What the list showed when it was read. */
  readonly listed: Shown
  readonly view: GuestView
  readonly read: number
}

export interface SightingParts {
  readonly clock: Clock
  readonly store: Pick<Store, 'sightings' | 'saveSighting' | 'removeSighting'>
  /** Older ones do not count: the interval in which every configuration is read again. */
  readonly freshMs: number
}

export function createSightings({ clock, store, freshMs }: SightingParts): Sightings {
  const clusters = new Map<string, Map<number, Sighting>>()
  /** In the order of reading: a guest that is read again goes to the end. */
  const ofCluster = (clusterKey: string): Map<number, Sighting> => {
    const known = clusters.get(clusterKey)
    if (known) return known
    const loaded = new Map<number, Sighting>()
    for (const { vmid, signature, view, read } of store.sightings(clusterKey)) {
      const seen = readStoredView(view)
      if (seen) loaded.set(vmid, { listed: readText(signature), view: seen, read })
    }
    clusters.set(clusterKey, loaded)
    return loaded
  }
  return {
    recall(clusterKey, listed) {
      const seen = ofCluster(clusterKey).get(listed.guest.vmid)
      if (!seen || !isSame(seen.listed, listed) || clock.now() - seen.read >= freshMs) return undefined
      // A guest that somebody is at work on may look otherwise by now.
      return seen.view.lock === undefined && listed.status !== 'unknown' ? seen.view : undefined
    },
    remember(clusterKey, listed, view) {
      const seen = ofCluster(clusterKey)
      const { vmid } = listed.guest
      const sighting = { listed, view, read: clock.now() }
      seen.delete(vmid)
      seen.set(vmid, sighting)
      store.saveSighting({
        clusterKey,
        vmid,
        signature: textOf(listed),
        view: writeStoredView(view),
        read: sighting.read,
      })
    },
    oldest(clusterKey, count) {
      const found: number[] = []
      for (const vmid of ofCluster(clusterKey).keys()) {
        if (found.length >= count) break
        found.push(vmid)
      }
      return found
    },
    clear() {
      for (const known of clusters.values()) known.clear()
    },
    count: (clusterKey) => ofCluster(clusterKey).size,
    forget(clusterKey, vmid) {
      if (ofCluster(clusterKey).delete(vmid)) store.removeSighting(clusterKey, vmid)
    },
  }
}

const isSame = (a: Shown, b: Shown): boolean => a.status === b.status && a.signature === b.signature

const textOf = ({ status, signature }: Shown): string => `${status} ${signature}`

function readText(text: string): Shown {
  const end = text.indexOf(' ')
  return { status: text.slice(0, end), signature: text.slice(end + 1) }
}
