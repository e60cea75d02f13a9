/** How long the token is good for. */
import type { WholeFacts } from '../facts.ts'
import { fine, warning, type Finding } from '../finding.ts'
import type { HostPlan } from '../planned.ts'

const day = 86_400
/** From then on it is told. */
const soonDays = 14

/** `now` in milliseconds. */
export function checkToken(
  { host, facts: { token, tokenExpires, version } }: HostPlan<WholeFacts>,
  now: number,
): readonly Finding[] {
  const place = { check: 'token', host } as const
  if (token === null) {
    const fix = `homestak site init makes a token for nodes/${host}.yaml`
    return [warning(place, 'a password is used in place of a token', fix)]
  }
  const answered = `${token} on Proxmox VE ${version}`
  if (tokenExpires === null || tokenExpires === 0) return [fine(place, answered)]
  const days = (tokenExpires - now / 1000) / day
  const date = new Date(tokenExpires * 1000).toISOString().slice(0, 10)
  if (days > soonDays) return [fine(place, `${answered}, until ${date}`)]
  const fix = `on the host: pveum user token modify ${token.replace('!', ' ')} --expire 0, or another time in seconds`
  return [warning(place, `${token} ends on ${date}, in ${Math.max(0, Math.floor(days))} days`, fix)]
}
