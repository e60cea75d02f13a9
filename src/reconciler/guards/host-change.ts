/** A manifest whose host changed in a file is a move: its guests are not made a second time elsewhere. */
import { makes, type Guard } from '../intent.ts'

export const hostChange: Guard = (intent, { hostChanges, owned, hosts, consents }) => {
  const old = hostChanges.get(intent.identity.manifest)
  if (!makes(intent) || old === undefined || consents.replace.has(intent.key)) return undefined
  const left = owned.find(
    ({ mark }) => mark.host === old && mark.manifest === intent.identity.manifest && mark.node === intent.identity.node,
  )
  if (!left && hosts.get(old)?.reachable) return undefined
  const key = `${intent.identity.manifest}/${intent.identity.node}@${old}`
  return {
    reason: 'HostChanged',
    message: `${intent.identity.manifest} was on ${old} and is declared on ${intent.host} now`,
    fix: `set \`host: ${old}\` again, or have it made anew here: homestak reconcile --replace ${intent.key}; then homestak destroy ${key}`,
  }
}
