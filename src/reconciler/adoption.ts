/** Which guest, that homestak did not make, a node without one could take over: named by its vmid, or by the seed's state. */
import { controllerFor } from '../../controllers/index.ts'
import type { Change } from '../../controllers/controller.ts'
import type { DesiredNode } from '../graph/desired-node.ts'
import type { Mark } from '../pve/mark.ts'
import type { Hold } from './documents.ts'
import { isUnclear } from './host-view.ts'
import type { OwnedGuest, World } from './world.ts'

export type Adoptable =
  /** As if it carried the mark already. */
  { readonly guest: OwnedGuest; readonly change: Change } | { readonly hold: Hold }

/** Undefined where there is nothing to take over, and nobody asked for it. */
export function findAdoptable(node: DesiredNode, world: World, uid: string): Adoptable | undefined {
  const { key, identity, guest } = node
  const asked = world.consents.adopt.has(key)
  const noted = world.seedGuests.get(key)
  const vmid = guest.vmid ?? noted?.vmid
  const seen = world.hosts.get(identity.host)
  if (vmid === undefined || !seen?.snapshot) return asked ? { hold: unnamed(node) } : undefined
  const listed = seen.snapshot.guests.get(vmid)
  const isOurs = world.byPlace.get(seen.clusterKey)?.has(vmid) === true
  if (!listed || isOurs || isUnclear(seen, vmid)) return asked && !listed ? { hold: gone(node, vmid) } : undefined
  const view = seen.guests.get(vmid)
  // The list shows a name late.
  const { name, template } = view ?? listed
  const fits = listed.type === 'qemu' && template === (guest.template ?? false) && name === guest.name
  if (!fits) {
    const isNamed = asked || guest.vmid === undefined
    return isNamed ? { hold: unfit(node, { vmid, type: listed.type, name, template }, noted?.file) } : undefined
  }
  const controller = controllerFor(node)
  if (!controller || !view || view.marking.kind === 'unreadable') return undefined
  const mark = controller.adoptedMark(node, vmid, uid)
  const observed =
    view.marking.kind === 'mark' ? whoseMark(view.marking.mark) : noted ? seedMade(noted.file) : 'not homestak'
  return {
    guest: { identity, key, mark, view, status: listed.status, host: seen.host, clusterKey: seen.clusterKey },
    change: { path: 'owner', desired: key, observed, forces: 'update' },
  }
}

const whoseMark = ({ site, manifest, node, host }: Mark): string => `${manifest}/${node}@${host} of site ${site}`

const seedMade = (file: string): string => `made by the seed's OpenTofu (${file})`

const unnamed = ({ key, identity }: DesiredNode): Hold => ({
  reason: 'NothingToAdopt',
  message: `${key}: no guest to take over is named: the node declares no vmid, and there is no state of the seed for it`,
  fix: `add the vmid of that guest to node ${identity.node}`,
})

const gone = ({ key, identity }: DesiredNode, vmid: number): Hold => ({
  reason: 'NothingToAdopt',
  message: `${key}: guest ${vmid}, which was to be taken over, is not on ${identity.host}`,
  fix: 'leave --adopt out to have it made',
})

function unfit(
  { key, guest, identity }: DesiredNode,
  { vmid, name, type, template }: { vmid: number; name: string; type: string; template: boolean },
  file: string | undefined,
): Hold {
  const what = type === 'qemu' ? (template ? 'a template' : 'a virtual machine') : 'a container'
  const wanted = guest.template ? 'a template' : 'a virtual machine'
  const from = guest.vmid === undefined && file !== undefined ? `, ${seedMade(file)},` : ''
  return {
    reason: 'ForeignGuest',
    message: `guest ${vmid} on ${identity.host}${from} is ${what} called ${name || 'nothing'}; ${key} is ${wanted} called ${guest.name}`,
    fix:
      guest.vmid === undefined
        ? `if it is ${identity.node}, give it that name; then homestak reconcile --adopt ${key}; else declare another vmid for ${identity.node}`
        : `take --adopt ${key} out, and give ${identity.node} another vmid`,
  }
}
