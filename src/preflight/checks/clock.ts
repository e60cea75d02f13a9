/** Whether the clocks of host and this machine agree: tickets, certificates and ages of things depend on it. */
import type { WholeFacts } from '../facts.ts'
import { fine, warning, type Finding } from '../finding.ts'
import type { HostPlan } from '../planned.ts'

/** Below this nobody notices. */
const toleranceMs = 30_000

export function checkClock({ host, facts: { clockAheadMs } }: HostPlan<WholeFacts>): readonly Finding[] {
  if (clockAheadMs === null) return []
  const place = { check: 'clock', host } as const
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000)
  if (Math.abs(clockAheadMs) <= toleranceMs) return [fine(place, 'the clocks agree')]
  const message = `the clock of ${host} is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this machine's`
  return [
    warning(place, message, 'set both by the network: timedatectl set-ntp true, and chronyc tracking on the host'),
  ]
}
