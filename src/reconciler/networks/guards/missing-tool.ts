/** What OpenTofu is to make or change waits until there is one. */
import { missingTool } from '../../../steps/tofu/version.ts'
import type { NetworkGuard } from '../intent.ts'

export const toolMissing: NetworkGuard = ({ act, by }, { tofuMissing }) => {
  if (by !== 'tofu' || (act !== 'create' && act !== 'configure') || tofuMissing === undefined) return undefined
  const { message, hint } = missingTool(tofuMissing)
  return { reason: 'MissingTool', message, fix: hint ?? '' }
}
