/** A network that looks like an existing one under a new name is held together with that. */
import { movedFromLine } from '../../guards/rename.ts'
import type { NetworkGuard } from '../intent.ts'

export const move: NetworkGuard = ({ act, key, uid }, { ourNetworks, nodes, networks, consents }) => {
  const suspected =
    act === 'create' || act === 'configure' || act === 'adopt'
      ? ourNetworks.moves.find(({ network }) => network === key)
      : act === 'destroy' || act === 'release'
        ? ourNetworks.moves.find(({ owned }) => owned.mark.uid === uid && !consents.destroy.has(uid))
        : undefined
  if (!suspected) return undefined
  const { network, owned } = suspected
  const { mark, vnet } = owned
  const what = networks.has(owned.key) ? 'is declared as well' : 'is gone from the manifests: this looks like a rename'
  return {
    reason: 'SuspectedRename',
    message: `${network} is new, and ${owned.key} (network ${vnet.id}) ${what}`,
    fix: `${movedFromLine(network, mark, { nodes, networks })}; or, if the old network shall go: homestak destroy ${owned.key}`,
  }
}
