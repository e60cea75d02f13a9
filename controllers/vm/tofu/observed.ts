/** Disks and cards of a guest that exists, with everything that somebody set on them, as the tofu module takes them. */
import type { GuestView } from '../../../src/pve/guest-view.ts'
import { parseDrive } from '../../../src/pve/drive.ts'
import type { TofuDisk, TofuNic } from '../../../src/steps/operation.ts'
import type { ObservedDisk, ObservedNic } from '../state.ts'

const limits = ['iops_rd', 'iops_rd_max', 'iops_wr', 'iops_wr_max', 'mbps_rd', 'mbps_rd_max', 'mbps_wr', 'mbps_wr_max']

/** As the provider sees it: what waits for the next start counts as set. */
export function settingOf({ config, pending }: GuestView, key: string): string | undefined {
  const waiting = pending[key]
  return waiting ? waiting.value : config[key]
}

export function observedDisk(view: GuestView, { slot, volume, size, serial }: ObservedDisk): TofuDisk {
  const { rest } = parseDrive(settingOf(view, slot) ?? '')
  const colon = volume.indexOf(':')
  const { aio, cache, discard, backup, iothread, replicate, ssd, queues } = rest
  const speed = Object.fromEntries(limits.flatMap((name) => (rest[name] ? [[name, Number(rest[name])]] : [])))
  return {
    slot,
    datastore: volume.slice(0, colon),
    volume: volume.slice(colon + 1),
    size,
    ...(serial === null ? {} : { serial }),
    ...(aio ? { aio } : {}),
    ...(cache ? { cache } : {}),
    ...(discard ? { discard } : {}),
    ...(backup ? { backup: isOn(backup) } : {}),
    ...(iothread ? { iothread: isOn(iothread) } : {}),
    ...(replicate ? { replicate: isOn(replicate) } : {}),
    ...(ssd ? { ssd: isOn(ssd) } : {}),
    ...(queues ? { queues: Number(queues) } : {}),
    ...(Object.keys(speed).length > 0 ? { speed } : {}),
  }
}

/** As it is after the next start. */
export function observedCard({ now, pending }: ObservedNic): TofuNic {
  const nic = pending ?? now
  if (!nic) return { bridge: '', mac: '' }
  const { model, mac = '', bridge = '', vlan = 0, rest } = nic
  const { firewall, link_down, trunks, mtu, queues, rate } = rest
  return {
    model,
    mac,
    bridge,
    vlan,
    ...(firewall ? { firewall: isOn(firewall) } : {}),
    ...(link_down ? { disconnected: isOn(link_down) } : {}),
    ...(trunks ? { trunks } : {}),
    ...(mtu ? { mtu: Number(mtu) } : {}),
    ...(queues ? { queues: Number(queues) } : {}),
    ...(rate ? { rate: Number(rate) } : {}),
  }
}

const isOn = (text: string): boolean => ['1', 'on', 'yes', 'true'].includes(text)
