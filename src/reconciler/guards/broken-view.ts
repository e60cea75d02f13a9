/** Nothing is pruned while a file of the selection cannot be read: its nodes only look as if they were gone. */
import type { AnyIntent, Rule } from '../intent.ts'

export const brokenView: Rule<AnyIntent> = ({ act, uid, key }, { broken, consents }) => {
  if ((act !== 'destroy' && act !== 'release') || consents.destroy.has(uid) || broken.length === 0) return undefined
  const files = broken.map(({ file }) => file).join(', ')
  return {
    reason: 'BrokenFile',
    message: `${key} is not declared, but ${files} cannot be used and may declare it`,
    fix: `mend ${files}; \`homestak manifest validate\` shows what is wrong`,
  }
}
