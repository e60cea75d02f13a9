/** The rules in the order in which they are asked; the first hold counts. */
import type { Hold } from '../documents.ts'
import type { Guard, Intent } from '../intent.ts'
import type { World } from '../world.ts'
import { adoptConsent } from './adopt-consent.ts'
import { brokenView } from './broken-view.ts'
import { claim } from './claim.ts'
import { destroyLimit } from './destroy-limit.ts'
import { duplicate } from './duplicate.ts'
import { foreign } from './foreign.ts'
import { hostChange } from './host-change.ts'
import { lock } from './lock.ts'
import { toolMissing } from './missing-tool.ts'
import { ownership } from './ownership.ts'
import { preflight } from './preflight.ts'
import { protection } from './protection.ts'
import { rename } from './rename.ts'
import { replaceConsent } from './replace-consent.ts'
import { restartConsent } from './restart-consent.ts'
import { rollbackOwn } from './rollback-own.ts'
import { settling } from './settling.ts'
import { suspended } from './suspended.ts'
import { typedHold } from '../../typed.ts'
import { templateInUse } from './template-in-use.ts'

/** All but the limit, which needs to know how many pass these. */
export const guardsBeforeLimit: readonly Guard[] = [
  suspended,
  ownership,
  duplicate,
  claim,
  rollbackOwn,
  brokenView,
  settling,
  rename,
  hostChange,
  foreign,
  adoptConsent,
  lock,
  protection,
  templateInUse,
  toolMissing,
  replaceConsent,
  restartConsent,
  preflight,
]

export const guards: readonly Guard[] = [...guardsBeforeLimit, destroyLimit]

export function firstHold(intent: Intent, world: World, rules: readonly Guard[]): Hold | undefined {
  for (const rule of rules) {
    const hold = rule(intent, world)
    if (hold) return typedHold(hold, world.typed)
  }
  return undefined
}
