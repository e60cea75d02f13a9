/** A network is made anew under another name only when a person agreed to that very one. */
import type { NetworkGuard } from '../intent.ts'

export const replaceConsent: NetworkGuard = ({ isReplaced, key, vnet, network }, { consents }) =>
  isReplaced && !consents.replace.has(key)
    ? {
        reason: 'ReplaceRequired',
        message: `${key} has to be taken away and made anew: it is network ${vnet} now, and ${network?.vnet ?? 'another'} is declared`,
        fix: `if a new one is right: homestak reconcile --replace ${key}; or declare a second network beside it, and move the guests first`,
      }
    : undefined
