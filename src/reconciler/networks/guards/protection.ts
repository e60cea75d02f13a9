/** What is protected is not taken away. */
import { destroys } from '../../intent.ts'
import type { NetworkGuard } from '../intent.ts'

export const protection: NetworkGuard = ({ act, key, vnet, owned, network }) => {
  if (!destroys({ act }) || (owned?.mark.protect !== true && network?.policy.protect !== true)) return undefined
  return {
    reason: 'Protected',
    message: `network ${vnet} (${key}) is protected`,
    fix: 'declare the node with `protect: false` and reconcile; then remove it',
  }
}
