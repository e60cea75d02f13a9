/** The scalar fields of a virtual machine: what is wanted, how it is read, how PVE takes it, what a change costs. */
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import type { Current, VmState } from './state.ts'

export interface Field {
  readonly path: string
  /** PVE's name for it. */
  readonly key: string
  readonly desired: (node: DesiredNode) => string | number | boolean
  readonly observed: (state: VmState) => Current<string | number | boolean>
  readonly write: (node: DesiredNode) => string | number
  /** Restart: PVE keeps the value pending while the guest runs. */
  readonly takes: 'live' | 'restart'
}

/** Order 3, ten seconds between starts and stops: the seed's guests start after the host's own services. */
export const startup = 'order=3,up=10,down=10'

export const fields: readonly Field[] = [
  {
    path: 'name',
    key: 'name',
    desired: (node) => node.guest.name,
    observed: (state) => ({ now: state.name }),
    write: (node) => node.guest.name,
    takes: 'live',
  },
  {
    path: 'cores',
    key: 'cores',
    desired: (node) => node.guest.cores,
    observed: (state) => state.cores,
    write: (node) => node.guest.cores,
    takes: 'restart',
  },
  {
    path: 'memory',
    key: 'memory',
    desired: (node) => node.guest.memory,
    observed: (state) => state.memory,
    write: (node) => node.guest.memory,
    takes: 'restart',
  },
  // The memory is fixed: the host takes none of it back.
  {
    path: 'balloon',
    key: 'balloon',
    desired: () => '0',
    observed: (state) => state.balloon,
    write: () => 0,
    takes: 'restart',
  },
  {
    path: 'ostype',
    key: 'ostype',
    desired: () => 'l26',
    observed: (state) => state.ostype,
    write: () => 'l26',
    takes: 'restart',
  },
  {
    path: 'cpu',
    key: 'cpu',
    desired: () => 'host',
    observed: (state) => state.cpu,
    write: () => 'host',
    takes: 'restart',
  },
  {
    path: 'agent',
    key: 'agent',
    desired: () => true,
    observed: (state) => state.agent,
    write: () => 'enabled=1',
    takes: 'restart',
  },
  // Debian's first boot panics on a grown disk without a serial port.
  {
    path: 'serial0',
    key: 'serial0',
    desired: () => 'socket',
    observed: (state) => state.serial0,
    write: () => 'socket',
    takes: 'restart',
  },
  {
    path: 'on_boot',
    key: 'onboot',
    desired: (node) => node.guest.onBoot,
    observed: (state) => ({ now: state.onBoot }),
    write: (node) => (node.guest.onBoot ? 1 : 0),
    takes: 'live',
  },
  {
    path: 'startup',
    key: 'startup',
    desired: () => startup,
    observed: (state) => ({ now: state.startup }),
    write: () => startup,
    takes: 'live',
  },
]
