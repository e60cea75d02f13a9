/** Tokens of guests are minted as guests of the seed know them. */
import { mintToken } from '../../src/config/provisioning-token.ts'
import { HomestakError } from '../../src/errors.ts'
import { compareGroup, type Answer } from './recorded.ts'

const answer: Answer = async ({ input }) => {
  if (input['op'] !== 'mint') return undefined
  const text = (field: string): string => (typeof input[field] === 'string' ? input[field] : '')
  try {
    const token = mintToken({ node: text('node'), spec: text('spec') }, text('signing_key'), Number(input['now']))
    return { ok: true, fields: { token } }
  } catch (error) {
    if (error instanceof HomestakError) return { ok: false, message: error.message }
    throw error
  }
}

compareGroup('tokens', answer)
