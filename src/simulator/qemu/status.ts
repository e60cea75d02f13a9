/** The figures of a guest: its live status, its line in the list, and what the ten-second cycle says. */
import type { Host } from '../host.ts'
import { readSize } from '../storage.ts'
import type { Config, Guest, Running } from '../state.ts'
import { agentEnabled, coresOf, memoryOf, nameOf } from './guest.ts'
import type { Drive } from './drive.ts'
import { bootDisk, drivesOf, isCdrom, isNetKey } from './drive.ts'

/** Whether the operating system of a guest has come up. */
export const isBooted = (running: Running, now: number): boolean => running.bootedAt !== null && running.bootedAt <= now

const noTraffic = { netin: 0, netout: 0 }

function memoryInUse(guest: Guest, running: Running, now: number): number {
  const share = isBooted(running, now) ? 0.55 : 0.1
  return Math.round(memoryOf(guest.config) * share)
}

function basics(guest: Guest, now: number): Record<string, unknown> {
  const { config, running } = guest
  const used = running ? memoryInUse(guest, running, now) : 0
  return {
    vmid: guest.vmid,
    name: nameOf(guest),
    status: running ? 'running' : 'stopped',
    ...(config['tags'] === undefined ? {} : { tags: config['tags'] }),
    ...(config['template'] === '1' ? { template: 1 } : {}),
    ...(config['lock'] === undefined ? {} : { lock: config['lock'] }),
    cpu: 0,
    cpus: coresOf(config),
    mem: used,
    memhost: used,
    maxmem: memoryOf(config),
    disk: 0,
    maxdisk: bootDiskSize(config),
    ...noTraffic,
    uptime: running ? Math.floor((now - running.since) / 1000) : 0,
  }
}

export function bootDiskSize(config: Readonly<Config>): number {
  const size = bootDisk(config)?.[1]['size']
  return size === undefined ? 0 : readSize(size)
}

const pressure = {
  pressurecpusome: 0,
  pressurecpufull: 0,
  pressureiosome: 0,
  pressureiofull: 0,
  pressurememorysome: 0,
  pressurememoryfull: 0,
}

const blockCounters = {
  account_failed: true,
  account_invalid: true,
  failed_flush_operations: 0,
  failed_rd_operations: 0,
  failed_unmap_operations: 0,
  failed_wr_operations: 0,
  failed_zone_append_operations: 0,
  flush_operations: 0,
  flush_total_time_ns: 0,
  invalid_flush_operations: 0,
  invalid_rd_operations: 0,
  invalid_unmap_operations: 0,
  invalid_wr_operations: 0,
  invalid_zone_append_operations: 0,
  rd_bytes: 0,
  rd_merged: 0,
  rd_operations: 0,
  rd_total_time_ns: 0,
  timed_stats: [],
  unmap_bytes: 0,
  unmap_merged: 0,
  unmap_operations: 0,
  unmap_total_time_ns: 0,
  wr_bytes: 0,
  wr_highest_offset: 0,
  wr_merged: 0,
  wr_operations: 0,
  wr_total_time_ns: 0,
  zone_append_bytes: 0,
  zone_append_merged: 0,
  zone_append_operations: 0,
  zone_append_total_time_ns: 0,
}

/** The machine type that runs, as QEMU names it. */
function runningMachine(config: Readonly<Config>): string {
  const machine = (config['machine'] ?? 'pc').replace(/^type=/, '').split(',')[0] ?? 'pc'
  if (machine === 'pc') return 'pc-i440fx-10.0'
  return machine === 'q35' ? 'pc-q35-10.0' : machine
}

function runningDetails(guest: Guest, running: Running, now: number): Record<string, unknown> {
  const nets = Object.keys(guest.config).filter(isNetKey)
  // What nobody has read yet was never idle; the firmware looks at a CD-ROM first.
  const wasRead = (drive: Drive): boolean => isCdrom(drive) || isBooted(running, now)
  const counters = (drive: Drive) => (wasRead(drive) ? { ...blockCounters, idle_time_ns: 0 } : blockCounters)
  return {
    'running-machine': runningMachine(guest.config),
    'running-qemu': '10.0.13',
    nics: Object.fromEntries(nets.map((key) => [`tap${guest.vmid}i${key.slice(3)}`, noTraffic])),
    blockstat: Object.fromEntries(drivesOf(guest.config).map(([key, drive]) => [key, counters(drive)])),
    diskread: 0,
    diskwrite: 0,
    qmpstatus: running.paused ? 'paused' : 'running',
  }
}

/** A line of GET /nodes/NODE/qemu. */
export function listEntry(host: Host, guest: Guest, full: boolean): Record<string, unknown> {
  const { running, config } = guest
  return {
    ...basics(guest, host.clock.now()),
    ...(config['serial0'] === undefined ? {} : { serial: 1 }),
    ...(running ? { pid: running.pid, ...pressure } : {}),
    ...(full ? (running ? runningDetails(guest, running, host.clock.now()) : { qmpstatus: 'stopped' }) : {}),
  }
}

/** The answer of status/current. */
export function currentStatus(host: Host, guest: Guest): Record<string, unknown> {
  return {
    ...listEntry(host, guest, true),
    ha: { managed: 0 },
    ...(agentEnabled(guest.config) ? { agent: 1 } : {}),
    ...(guest.config['vga'] === undefined ? {} : { clipboard: null }),
  }
}

/** What the cycle broadcasts about a guest at `time`, in milliseconds. */
export function broadcastFields(guest: Guest, time: number): Record<string, unknown> {
  const { config, running } = guest
  const used = running ? memoryInUse(guest, running, time) : 0
  return {
    name: nameOf(guest),
    status: running ? 'running' : 'stopped',
    template: config['template'] === '1' ? 1 : 0,
    cpu: 0,
    maxcpu: coresOf(config),
    mem: used,
    memhost: used,
    maxmem: memoryOf(config),
    disk: 0,
    maxdisk: bootDiskSize(config),
    diskread: 0,
    diskwrite: 0,
    ...noTraffic,
    uptime: running ? Math.floor((time - running.since) / 1000) : 0,
  }
}
