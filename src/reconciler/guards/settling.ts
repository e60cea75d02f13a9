/** Under `--watch` a removal counts once it has stood for a while: a file in the middle of being saved or checked out takes nothing away. */
import type { AnyIntent, Rule } from '../intent.ts'

export const settling: Rule<AnyIntent> = ({ act, uid, key }, { unsettled, consents, now }) => {
  const removal = unsettled.get(key)
  if ((act !== 'destroy' && act !== 'release') || !removal || consents.destroy.has(uid)) return undefined
  const seconds = Math.max(0, Math.ceil((removal.at - now) / 1000))
  const when = removal.because === null ? `in ${seconds} s` : `once ${removal.because} is over`
  return {
    reason: 'Settling',
    message: `${key} is no longer declared; that counts ${when}`,
    fix: 'nothing to do; put it back into its manifest to keep it',
  }
}
