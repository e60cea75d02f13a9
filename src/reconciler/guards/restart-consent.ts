/** A running guest is restarted only with a yes; until then the new values wait in its configuration. */
import type { Guard } from '../intent.ts'

export const restartConsent: Guard = ({ act, key, node, because }, { consents }) =>
  act === 'restart' && node?.policy.restart !== 'auto' && !consents.restart.has(key)
    ? {
        reason: 'RestartRequired',
        message: `${key} takes over ${because} with a restart`,
        fix: 'type `homestak reconcile` on a terminal and answer yes (or give --yes), set `settings.restart: auto`, or restart it yourself',
      }
    : undefined
