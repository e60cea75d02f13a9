/** Whether the agent of a guest answers, and how it fails when it does not. */
import type { Call } from './call.ts'
import type { Host } from './host.ts'
import { pass } from './host.ts'
import { failure } from './refusal.ts'
import type { Guest, Running } from './state.ts'
import { agentEnabled, findGuest } from './qemu/guest.ts'
import { isBooted } from './qemu/status.ts'

/** Whether its agent was taken away, or never was there. */
const isSilent = (host: Host, guest: Guest): boolean => guest.agentSilent === true || host.trouble.isSilent(guest.vmid)

/** The guest and its run, once its agent answers; silence is answered late, as on a real host. */
export async function answering(call: Call): Promise<{ readonly guest: Guest; readonly running: Running }> {
  const { host, node, params } = call
  const guest = findGuest(host, node, Number(params['vmid']))
  const { running } = guest
  if (!agentEnabled(guest.config)) throw failure('No QEMU guest agent configured')
  if (!running) throw failure(`VM ${guest.vmid} is not running`)
  if (isSilent(host, guest) || running.paused || !isBooted(running, host.clock.now())) {
    await pass(host, 'agentSilence')
    throw failure('QEMU guest agent is not running')
  }
  return { guest, running }
}
