/** What OpenTofu is to make or change waits until there is one; a clone that it could not go on with is not begun either. */
import { missingTool } from '../../steps/tofu/version.ts'
import { makes, type Guard } from '../intent.ts'

export const toolMissing: Guard = (intent, { tofuMissing }) => {
  const needs = intent.by === 'tofu' || (makes(intent) && intent.node?.provisioner === 'tofu')
  if (!needs || tofuMissing === undefined) return undefined
  const { message, hint } = missingTool(tofuMissing)
  return { reason: 'MissingTool', message, fix: hint ?? '' }
}
