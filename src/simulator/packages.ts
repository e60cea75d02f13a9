/** The packages that a simulated node reports, in the form of its package list. */

export interface Package {
  readonly Package: string
  readonly Title: string
  readonly Description: string
  readonly Version: string
  readonly Arch: string
  readonly Section: string
  readonly Priority: string
  readonly Origin: string
  readonly CurrentState: string
  readonly OldVersion?: string
  readonly RunningKernel?: string
  readonly ManagerVersion?: string
}

interface Entry {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly origin: 'Proxmox' | 'Debian'
  readonly installed: boolean
  readonly more?: Pick<Package, 'RunningKernel' | 'ManagerVersion'>
}

const listed = ({ name, title, version, origin, installed, more }: Entry): Package => ({
  Package: name,
  Title: title,
  Description: `${title}.`,
  Version: version,
  Arch: 'amd64',
  Section: 'admin',
  Priority: 'optional',
  Origin: origin,
  CurrentState: installed ? 'Installed' : 'NotInstalled',
  ...(installed ? { OldVersion: version } : {}),
  ...more,
})

const debian = (name: string, title: string, version: string, installed: boolean): Entry => ({
  name,
  title,
  version,
  origin: 'Debian',
  installed,
})

const proxmox = (name: string, title: string, version: string, more: Entry['more'] = {}): Entry => ({
  name,
  title,
  version,
  origin: 'Proxmox',
  installed: true,
  more,
})

const beside = [
  debian('ceph-fuse', 'FUSE-based client for the Ceph distributed file system', '18.2.7+ds-1+deb13u1', false),
  debian('corosync', 'cluster engine daemon and utilities', '3.1.9-2', false),
  debian('libspice-server1', 'Implements the server side of the SPICE protocol', '0.15.2-1+b1', true),
  debian('lvm2', 'Linux Logical Volume Manager', '2.03.31-2', true),
  debian('lxcfs', 'FUSE based filesystem for LXC', '6.0.4-1', false),
  debian('smartmontools', 'control and monitor storage systems using S.M.A.R.T.', '7.4-3', true),
  debian('swtpm', 'Libtpms-based TPM emulator', '0.8.0-1', false),
]

/** What runs on every node besides. */
const own = [
  proxmox('proxmox-ve', 'Proxmox Virtual Environment', '9.0.0', { RunningKernel: '6.17.2-1-pve' }),
  proxmox('pve-manager', 'Proxmox Virtual Environment Management Tools', '9.2.11', {
    ManagerVersion: '9.2.11/14a22df35955d97d',
  }),
  proxmox('qemu-server', 'Qemu Server Tools', '9.2.6'),
  proxmox('libpve-storage-perl', 'Proxmox VE storage management library', '9.1.7'),
  proxmox('libpve-access-control', 'Proxmox VE access control library', '9.1.1'),
  proxmox('pve-cluster', 'Proxmox Virtual Environment cluster infrastructure', '9.1.6'),
  proxmox('libpve-http-server-perl', 'Proxmox HTTP server', '6.0.5'),
  proxmox('pve-qemu-kvm', 'Full virtualization on x86 hardware', '10.0.2-4'),
]

/** `recorded`: the recording host was put together by hand, and knows only the packages of Debian. */
export const packageList = (recorded: boolean): readonly Package[] => [...(recorded ? [] : own), ...beside].map(listed)
