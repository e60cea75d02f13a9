/** Whether a guest is a linked clone of a template, read off the names of its disks. */
import type { GuestView } from '../pve/guest-view.ts'

/** Files and ZFS name the base (`base-900-disk-0.qcow2/101/…`); a thin volume does not, and does not need it either. */
export const restsOn = ({ config, vmid }: GuestView, template: Pick<GuestView, 'vmid'>): boolean =>
  vmid !== template.vmid && Object.values(config).some((text) => basesIn(text).includes(template.vmid))

const basesIn = (text: string): readonly number[] =>
  [...text.matchAll(/[:/]base-(\d+)-[^/,\s]+\//g)].map(([, vmid]) => Number(vmid))
