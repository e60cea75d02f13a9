/** A manifest whose host changed in a file is a move: its networks are not made a second time elsewhere. */
import type { NetworkGuard } from '../intent.ts'

export const hostChange: NetworkGuard = (
  { act, identity, host, key },
  { hostChanges, hosts, ourNetworks, consents },
) => {
  const old = hostChanges.get(identity.manifest)
  if (act !== 'create' || old === undefined || consents.replace.has(key)) return undefined
  const left = ourNetworks.owned.some(
    ({ mark }) => mark.host === old && mark.manifest === identity.manifest && mark.node === identity.node,
  )
  if (!left && hosts.get(old)?.reachable) return undefined
  const oldKey = `${identity.manifest}/${identity.node}@${old}`
  return {
    reason: 'HostChanged',
    message: `${identity.manifest} was on ${old} and is declared on ${host} now`,
    fix: `set \`host: ${old}\` again, or have it made anew here: homestak reconcile --replace ${key}; then homestak destroy ${oldKey}`,
  }
}
