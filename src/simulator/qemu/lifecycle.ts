/** Starting, stopping and all between. */
import { may } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { isOn } from '../call.ts'
import { isRoot } from '../caller.ts'
import type { Host } from '../host.ts'
import { pass, span } from '../host.ts'
import { hasBridge } from '../interfaces.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import type { Config, Guest, Running } from '../state.ts'
import { findVolume, needVolume } from '../storage.ts'
import type { Worker } from '../tasks.ts'
import { startTask, stopTask } from '../tasks.ts'
import { readStringFormat } from '../string-formats.ts'
import { bootDisk, drivesOf, fileOf, isCloudinit, isEmpty, isNetKey, parseDrive } from './drive.ts'
import { agentEnabled, checkLock, findGuest, foldPending, lockGuest, withGuestLock } from './guest.ts'
import { cloudinitValues } from './cloudinit.ts'
import { plugPending } from './hotplug.ts'
import { isBooted } from './status.ts'

function rootOption(call: Call, name: 'skiplock'): boolean {
  const given = isOn(call.params[name])
  if (given && !isRoot(call.caller)) throw parameterRefusal({ [name]: 'Only root may use this option.' })
  return given
}

/** A task under the guest's file lock. */
function guestTask(call: Call, type: string, work: (worker: Worker) => Promise<void>): string {
  const { host, caller, node, params } = call
  const vmid = Number(params['vmid'])
  return startTask(host, { node, type, id: String(vmid), caller }, (worker) =>
    withGuestLock(host, vmid, worker, () => work(worker)),
  )
}

/** The guest, as the methods that look for its process miss it. */
function knownGuest({ host, node, params }: Call): Guest {
  const guest = host.state.guests[String(params['vmid'])]
  if (guest?.node === node) return guest
  throw failure(`unable to find configuration file for VM ${String(params['vmid'])} on node '${node}'`)
}

function runningGuest(call: Call): Guest {
  const guest = knownGuest(call)
  if (!guest.running) throw failure(`VM ${guest.vmid} not running`)
  return guest
}

/** What would keep the guest from starting. */
function checkStart(host: Host, guest: Guest, config: Readonly<Config>): void {
  if (drivesOf(config).some(([, drive]) => isCloudinit(drive))) {
    const cicustom = readStringFormat('pve-qm-cicustom', config['cicustom'])
    for (const volid of Object.values(cicustom)) needVolume(host, guest.node, volid)
  }
  const version = /^(?:type=)?pc(?:-i440fx|-q35)-(\d+)\./.exec(config['machine'] ?? '')?.[1]
  if (Number(version ?? 0) > 10) {
    const machine = (config['machine'] ?? '').replace(/^type=/, '').split(',')[0]
    throw failure(
      `Installed QEMU version '10.0.13' is too old to run machine type '${machine}+pve0', please upgrade node '${guest.node}'`,
    )
  }
  for (const [, drive] of drivesOf(config)) {
    if (!isEmpty(drive) && !fileOf(drive).startsWith('/')) needVolume(host, guest.node, fileOf(drive))
  }
  for (const key of Object.keys(config).filter(isNetKey).toSorted()) {
    const bridge = parseDrive(key, config[key] ?? '')['bridge']
    if (bridge !== undefined && !hasBridge(host, guest.node, bridge)) throw failure(`bridge '${bridge}' does not exist`)
  }
}

/** The operating system on the disk that the guest boots from. */
function systemOn(host: Host, guest: Guest): string | undefined {
  const disk = bootDisk(guest.config)
  return disk && findVolume(host, guest.node, fileOf(disk[1]))?.system
}

function newRun(host: Host, guest: Guest): Running {
  const system = systemOn(host, guest)
  const now = host.clock.now()
  const pid = host.state.nextPid
  host.state.nextPid += 3
  const bootedAt = system === undefined ? null : now + span(host, 'boot')
  const moved = host.trouble.movesAddress(guest.vmid) ? { moved: pid } : {}
  return {
    pid,
    since: now,
    bootedAt,
    paused: false,
    ...moved,
    files: {},
    execs: {},
    ...(system === undefined ? {} : { system }),
  }
}

/** Starts a guest whose lock is held. */
export async function startGuest(host: Host, guest: Guest, worker: Worker): Promise<void> {
  foldStopped(host, guest)
  await pass(host, 'configure', worker.signal)
  checkStart(host, guest, guest.config)
  if (drivesOf(guest.config).some(([, drive]) => isCloudinit(drive))) {
    worker.log('generating cloud-init ISO')
    guest.cloudinit = cloudinitValues(guest.config)
  }
  await pass(host, 'start', worker.signal)
  guest.running = newRun(host, guest)
}

/** Pending changes become the configuration of a guest that is off. */
function foldStopped(host: Host, guest: Guest): void {
  plugPending(host, guest)
  foldPending(guest)
}

export function switchOff(host: Host, guest: Guest): void {
  delete guest.running
  foldStopped(host, guest)
}

/** The event daemon looks after what the process left, and may take its time with the guest's lock in hand. */
function cleanUp(host: Host, vmid: number): void {
  const ms = Math.max(host.trouble.cleanUpMs(vmid), span(host, 'cleanUp'))
  if (ms === 0) return
  const hold = async (): Promise<void> => {
    const release = await lockGuest(host, vmid)
    await host.clock.sleep(ms, host.off).finally(release)
  }
  hold().catch(() => undefined)
}

const start: Handler = (call) => startTaskOf(call, rootOption(call, 'skiplock'))

/** A task that starts the guest that a call names. */
export function startTaskOf(call: Call, skiplock = false): string {
  return guestTask(call, 'qmstart', async (worker) => {
    const guest = findGuest(call.host, call.node, Number(call.params['vmid']))
    if (!skiplock) checkLock(guest)
    if (guest.config['template'] === '1') throw failure("you can't start a vm if it's a template")
    if (guest.running) throw failure(`VM ${guest.vmid} already running`)
    await startGuest(call.host, guest, worker)
  })
}

const stop: Handler = (call) => {
  const skiplock = rootOption(call, 'skiplock')
  if (isOn(call.params['overrule-shutdown'])) abortShutdowns(call, Number(call.params['vmid']))
  return guestTask(call, 'qmstop', async (worker) => {
    const guest = knownGuest(call)
    if (!skiplock) checkLock(guest)
    if (!guest.running) return
    await pass(call.host, 'stop', worker.signal)
    switchOff(call.host, guest)
    cleanUp(call.host, guest.vmid)
  })
}

/** Ends the shutdowns that the caller may end, so that a stop need not wait for their lock. */
function abortShutdowns({ host, caller, node }: Call, vmid: number): void {
  for (const task of host.state.tasks) {
    if (task.type !== 'qmshutdown' || task.id !== String(vmid)) continue
    if (task.user === caller.userid || may(host.state, caller, `/nodes/${node}`, 'Sys.Modify')) stopTask(host, task)
  }
}

/** Seconds that a shutdown waits when the caller names none. */
const defaultTimeout = 60

/** Asks the guest to go down; false when it did not within the time, in milliseconds. */
async function powerDown(
  host: Host,
  guest: Guest,
  running: Running,
  timeout: number,
  worker: Worker,
): Promise<boolean> {
  const now = host.clock.now()
  const answers = isBooted(running, now) && guest.agentSilent !== true && !running.paused
  if (agentEnabled(guest.config) && !answers) {
    await pass(host, 'agentSilence', worker.signal)
    worker.log(`QEMU Guest Agent is not running - VM ${guest.vmid} qga command 'guest-ping' failed - got timeout`)
  }
  const deaf = running.bootedAt === null || guest.ignoresShutdown === true || running.paused
  const bootLeft = deaf ? Infinity : Math.max(0, (running.bootedAt ?? 0) - now)
  const needed = bootLeft + span(host, 'shutdown')
  const wait = Math.min(needed, timeout)
  if (wait > 0) await host.clock.sleep(wait, worker.signal)
  host.settle()
  if (guest.running !== running) return true
  return needed <= timeout
}

function refusePaused({ host, params }: Call): void {
  if (host.state.guests[String(params['vmid'])]?.running?.paused === true) {
    throw failure('VM is paused - cannot shutdown')
  }
}

const shutdown: Handler = (call) => {
  const skiplock = rootOption(call, 'skiplock')
  const { host, params } = call
  const forced = isOn(params['forceStop'])
  if (!forced) refusePaused(call)
  return guestTask(call, 'qmshutdown', async (worker) => {
    const guest = knownGuest(call)
    if (!skiplock) checkLock(guest)
    if (!guest.running) return
    const timeout = Number(params['timeout'] ?? defaultTimeout) * 1000
    const down = !guest.running.paused && (await powerDown(host, guest, guest.running, timeout, worker))
    if (!down) {
      if (!forced) throw failure('VM quit/powerdown failed - got timeout')
      worker.log('VM still running - terminating now with SIGTERM')
      await pass(host, 'stop', worker.signal)
    }
    switchOff(host, guest)
    cleanUp(host, guest.vmid)
  })
}

const reboot: Handler = (call) => {
  const { host, params } = call
  runningGuest(call)
  refusePaused(call)
  return guestTask(call, 'qmreboot', async (worker) => {
    const guest = findGuest(host, call.node, Number(params['vmid']))
    checkLock(guest)
    if (!guest.running) throw failure(`VM ${guest.vmid} not running`)
    const timeout = Number(params['timeout'] ?? defaultTimeout) * 1000
    if (!(await powerDown(host, guest, guest.running, timeout, worker))) {
      throw failure('VM quit/powerdown failed - got timeout')
    }
    switchOff(host, guest)
    await startGuest(host, guest, { ...worker, log: () => {} })
  })
}

const reset: Handler = (call) => {
  const { host } = call
  runningGuest(call)
  return guestTask(call, 'qmreset', async () => {
    const guest = runningGuest(call)
    checkLock(guest)
    if (guest.running) guest.running = { ...newRun(host, guest), pid: guest.running.pid, since: guest.running.since }
  })
}

const suspend: Handler = (call) => {
  runningGuest(call)
  return guestTask(call, 'qmpause', async () => {
    const guest = runningGuest(call)
    checkLock(guest)
    if (guest.running) guest.running.paused = true
  })
}

const resume: Handler = (call) => {
  runningGuest(call)
  return guestTask(call, 'qmresume', async () => {
    const guest = runningGuest(call)
    if (guest.running) guest.running.paused = false
  })
}

const at = '/nodes/{node}/qemu/{vmid}/status'

export const lifecycleRoutes: Readonly<Record<string, Handler>> = {
  [`POST ${at}/start`]: start,
  [`POST ${at}/stop`]: stop,
  [`POST ${at}/shutdown`]: shutdown,
  [`POST ${at}/reboot`]: reboot,
  [`POST ${at}/reset`]: reset,
  [`POST ${at}/suspend`]: suspend,
  [`POST ${at}/resume`]: resume,
}
