/** A declared virtual machine, and the one at the host that fits it to the letter. */
import { vmController } from '../../../../controllers/vm/index.ts'
import { inputDigests } from '../../../../controllers/vm/inputs.ts'
import { readVmState, type VmState } from '../../../../controllers/vm/state.ts'
import type { Assignment, Change, Step } from '../../../../controllers/controller.ts'
import type { DesiredGuest, DesiredNode } from '../../../../src/graph/desired-node.ts'
import type { PendingValue } from '../../../../src/pve/guest-view.ts'
import { writeMark, type Mark } from '../../../../src/pve/mark.ts'
import { viewOf } from '../../../../src/pve/read-guest.ts'
import { aNode, fitting } from '../../reconciler/fixtures.ts'

export const uid = '0123456789abcdef0123456789abcdef'
export const seed = `homestak-lab-9001-${uid}.iso`

export interface NodeParts extends Partial<Omit<DesiredNode, 'guest' | 'policy'>> {
  readonly guest?: Partial<DesiredGuest>
  readonly policy?: Partial<DesiredNode['policy']>
}

/** `shop/web` on `hv0`. */
export const declared = ({ guest, policy, ...more }: NodeParts = {}): DesiredNode =>
  aNode({
    guest: {
      vmid: 9001,
      cores: 2,
      memory: 2048,
      disk: 10,
      tags: ['shop'],
      cloudInit: {
        hostname: 'web',
        user: 'op',
        sshKeys: ['ssh-ed25519 AAAA one'],
        rootPassword: { $secret: 'passwords.vm_root' },
        packages: ['curl'],
        dnsServers: [],
        ip: 'dhcp',
      },
      ...guest,
    },
    ...(policy ? { policy } : {}),
    more: { source: { file: 'shop.yaml', line: 3, column: 5 }, ...more },
  })

export interface SeenParts {
  /** Over those of a guest that fits; null: not set. */
  readonly config?: Readonly<Record<string, string | null>>
  readonly pending?: Readonly<Record<string, PendingValue>>
  readonly status?: string
  readonly mark?: Partial<Mark>
  /** What people wrote into the description. */
  readonly text?: string
}

/** Fits `declared()`, but for `parts`. */
export function guestSeen({ config = {}, pending = {}, status = 'running', mark, text = '' }: SeenParts = {}): VmState {
  const own: Mark = { ...declared().identity, uid, vmid: 9001, type: 'vm', inputs: inputDigests(declared()), ...mark }
  const fits = {
    ...fitting(declared(), 9001),
    name: 'web',
    virtio0: 'vmstore:9001/vm-9001-disk-0.raw,discard=on,iothread=1,size=10G',
    ide2: `local:iso/${seed},media=cdrom,size=374K`,
    description: writeMark(text, own),
  }
  const values = Object.entries({ ...fits, ...config })
  const set = values.flatMap(([key, value]): [string, string][] => (value === null ? [] : [[key, value]]))
  const view = viewOf({ node: 'pve1', vmid: 9001 }, Object.fromEntries(set), 'd1')
  return readVmState({ view: { ...view, pending }, mark: own, status })
}

export const assignment: Assignment = {
  vmid: 9001,
  uid,
  image: { kind: 'import', volume: 'local:import/debian-12.qcow2' },
  isoStorage: 'local',
}

export interface Planned {
  readonly changes: readonly Change[]
  readonly steps: readonly Step[]
}

/** What is planned for a guest that is there. */
export function planFor(node: DesiredNode, state: VmState): Planned {
  const seen = { presence: 'present', state } as const
  const changes = vmController.diff(node, seen)
  return { changes, steps: vmController.plan(node, seen, changes, { ...assignment, vmid: state.view.vmid }) }
}

/** One change in a line: `cores: 2 <- 1 (restart)`. */
export const lineOf = ({ path, desired, observed, forces }: Change): string =>
  `${path}: ${print(desired)} <- ${print(observed)} (${forces})`

const print = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** One step in a line: its operation, and what it sends without the mark. */
export function stepLine(step: Step): string {
  if (step.operation === 'configure') {
    const sent = Object.entries(step.input.parameters).map(([key, value]) =>
      key === 'description' ? key : `${key}=${value}`,
    )
    return `configure ${sent.join(' ')}`
  }
  if (step.operation === 'resize') return `resize ${step.input.disk} ${step.input.gib}`
  if (step.operation === 'shutdown') return `${step.act} shutdown ${step.input.graceSeconds}`
  return step.act === step.operation || !step.act ? step.operation : `${step.act} ${step.operation}`
}
