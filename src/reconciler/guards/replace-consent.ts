/** A guest is made anew only when a person agreed to that very one. */
import type { Guard } from '../intent.ts'

export const replaceConsent: Guard = ({ act, key, node, because }, { consents }) =>
  act === 'replace' && node?.policy.replace !== 'auto' && !consents.replace.has(key)
    ? {
        reason: 'ReplaceRequired',
        message: `${key} has to be destroyed and made anew (${because})`,
        fix: `if a new one is right: homestak reconcile --replace ${key}; or set \`settings.replace: auto\``,
      }
    : undefined
