/** The rules for virtual networks in the order in which they are asked; the first hold counts. */
import { brokenView } from '../../guards/broken-view.ts'
import { destroyLimit } from '../../guards/destroy-limit.ts'
import { settling } from '../../guards/settling.ts'
import { suspension } from '../../guards/suspended.ts'
import type { NetworkGuard } from '../intent.ts'
import { claim } from './claim.ts'
import { clash } from './clash.ts'
import { duplicate } from './duplicate.ts'
import { foreign, foreignChanges } from './foreign.ts'
import { hostChange } from './host-change.ts'
import { inUse, mayBeInUse } from './in-use.ts'
import { move } from './move.ts'
import { nameTaken } from './name-taken.ts'
import { preflight } from './preflight.ts'
import { protection } from './protection.ts'
import { replaceConsent } from './replace-consent.ts'
import { takesAlong } from './takes-along.ts'
import { toolMissing } from './missing-tool.ts'

const suspended: NetworkGuard = ({ network, act }) =>
  network && act !== 'destroy' && act !== 'rollback' ? suspension(network) : undefined

const first: readonly NetworkGuard[] = [
  suspended,
  duplicate,
  claim,
  brokenView,
  settling,
  move,
  hostChange,
  foreign,
  foreignChanges,
  takesAlong,
  clash,
  nameTaken,
  protection,
  replaceConsent,
  toolMissing,
  preflight,
]

/** All but the limit, which needs to know how many pass these. What goes before a network is not in its way. */
export const networkGuardsBeforeLimit: readonly NetworkGuard[] = [...first, mayBeInUse]

export const networkGuards: readonly NetworkGuard[] = [...networkGuardsBeforeLimit, destroyLimit]

/** Asked just before the first call: whoever was to go first has gone. */
export const finalNetworkGuards: readonly NetworkGuard[] = [...first, inUse, destroyLimit]
