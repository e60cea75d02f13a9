/** A suspended node is looked at and left alone. */
import type { DesiredNode } from '../../graph/desired-node.ts'
import type { Hold } from '../documents.ts'
import type { Guard } from '../intent.ts'

export const suspended: Guard = ({ node, act }) =>
  node && act !== 'destroy' && act !== 'rollback' ? suspension(node) : undefined

interface Suspendable extends Pick<DesiredNode, 'key'> {
  readonly policy: Pick<DesiredNode['policy'], 'suspend'>
}

export const suspension = ({ key, policy }: Suspendable): Hold | undefined =>
  policy.suspend
    ? {
        reason: 'Suspended',
        message: `${key} is suspended`,
        fix: 'take out `suspend: true` to have it reconciled again',
      }
    : undefined
