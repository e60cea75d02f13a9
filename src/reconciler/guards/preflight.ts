/** What the token may not do, or what is not there, is told before the first call and not in the middle of the work. */
import { bridgesOf, needsOf } from '../../preflight/needs.ts'
import { imageContextOf } from '../find-image.ts'
import { guestNeeds, obstacle } from '../guest-needs.ts'
import { makes, type Guard } from '../intent.ts'

/** A destroy asks for nothing that only a create needs; a replace is both. */
export const preflight: Guard = (intent, world) => {
  const view = world.hosts.get(intent.host)
  if (!view?.facts) return undefined
  const { act, node, vmid, paths } = intent
  if (!node) return obstacle(view, needsOf(act, { vmid, datastores: [], nics: [] }, paths), [])
  const whole = makes(intent) || act === 'replace'
  const needs = guestNeeds(node, view, {
    vmid,
    paths: whole ? [] : paths,
    context: imageContextOf(node, world),
    networks: world.networks,
  })
  // Those of the node that was asked: a guest may have been moved to another one.
  const areKnown = intent.pveNode === view.entry?.node
  const bridges = areKnown && (whole || act === 'configure') ? bridgesOf(needs) : []
  return obstacle(
    view,
    [...needsOf(act, needs, paths), ...(act === 'replace' ? needsOf('create', needs) : [])],
    bridges,
  )
}
