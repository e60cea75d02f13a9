/** The methods of guests, each with what answers it. */
import { may } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asText, isOn } from '../call.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import type { Guest } from '../state.ts'
import { cloneGuest } from '../qemu/clone.ts'
import { cloudinitRoutes } from '../qemu/cloudinit.ts'
import { createGuest } from '../qemu/create.ts'
import { destroyGuest, makeTemplate } from '../qemu/destroy.ts'
import { digestOf, findGuest, guestsOf, merged, pendingList, shown } from '../qemu/guest.ts'
import { featureRoutes } from '../qemu/feature.ts'
import { lifecycleRoutes } from '../qemu/lifecycle.ts'
import { moveDisk } from '../qemu/move.ts'
import { resizeDisk, unlinkDisks } from '../qemu/resize.ts'
import { snapshotRoutes } from '../qemu/snapshots.ts'
import { currentStatus, listEntry } from '../qemu/status.ts'
import { postConfig, putConfig } from '../qemu/update.ts'

const guestOf = ({ host, node, params }: Call): Guest => findGuest(host, node, Number(params['vmid']))
const index =
  (name: string, entries: string): Handler =>
  () =>
    entries.split(' ').map((entry) => ({ [name]: entry }))

function list({ host, caller, node, params }: Call): unknown[] {
  return guestsOf(host, node)
    .filter((guest) => may(host.state, caller, `/vms/${guest.vmid}`, 'VM.Audit'))
    .map((guest) => listEntry(host, guest, isOn(params['full'])))
}

function config(call: Call): Record<string, unknown> {
  const snapname = asText(call.params['snapshot'])
  if (snapname !== undefined && isOn(call.params['current'])) {
    const text = "cannot use 'snapshot' parameter with 'current'"
    throw parameterRefusal({ snapshot: text, current: text })
  }
  const guest = guestOf(call)
  const snapshot = guest.snapshots.find(({ name }) => name === snapname)
  if (snapname !== undefined && !snapshot) throw failure(`snapshot '${snapname}' does not exist`)
  const values = snapshot?.config ?? (isOn(call.params['current']) ? guest.config : merged(guest))
  return { ...shown(values), digest: digestOf(guest) }
}

const subdirs =
  'config cloudinit pending status unlink vncproxy termproxy migrate resize move rrd rrddata monitor agent snapshot ' +
  'spiceproxy sendkey firewall mtunnel remote_migrate'

const at = '/nodes/{node}/qemu'

export const guestRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: list,
  [`POST ${at}`]: createGuest,
  [`GET ${at}/{vmid}`]: (call) => {
    guestOf(call)
    return index('subdir', subdirs)(call)
  },
  [`DELETE ${at}/{vmid}`]: destroyGuest,
  [`GET ${at}/{vmid}/config`]: config,
  [`PUT ${at}/{vmid}/config`]: putConfig,
  [`POST ${at}/{vmid}/config`]: postConfig,
  [`GET ${at}/{vmid}/pending`]: (call) => pendingList(guestOf(call)),
  [`GET ${at}/{vmid}/status`]: index('subdir', 'current start stop reset shutdown suspend reboot'),
  [`GET ${at}/{vmid}/status/current`]: (call) => currentStatus(call.host, guestOf(call)),
  [`POST ${at}/{vmid}/clone`]: cloneGuest,
  [`POST ${at}/{vmid}/template`]: makeTemplate,
  [`PUT ${at}/{vmid}/resize`]: resizeDisk,
  [`POST ${at}/{vmid}/move_disk`]: moveDisk,
  [`PUT ${at}/{vmid}/unlink`]: unlinkDisks,
  ...featureRoutes,
  ...lifecycleRoutes,
  ...cloudinitRoutes,
  ...snapshotRoutes,
}
