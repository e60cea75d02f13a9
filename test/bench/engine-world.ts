/** Guests of one host by the thousand: what is declared of them, and what that host answers. */
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import { writeMark } from '../../src/pve/mark.ts'
import { aGuest, aNode } from '../unit/reconciler/fixtures.ts'

export const count = 10_000
const firstVmid = 10_000

/** What they have in common is one object, as it is of nodes that come from manifests. */
export function declared(): readonly DesiredNode[] {
  const { policy, dependsOn, movedFrom, guest } = aNode()
  const { disks, tags, cloudInit } = guest
  const { sshKeys, packages, dnsServers } = cloudInit
  return Array.from({ length: count }, (_, index) => {
    const name = `n${index}`
    const { guest, ...node } = aNode({
      name,
      manifest: `m${Math.floor(index / 10)}`,
      guest: { vmid: firstVmid + index, disks, tags },
    })
    return {
      ...node,
      policy,
      dependsOn,
      movedFrom,
      guest: { ...guest, cloudInit: { ...guest.cloudInit, sshKeys, packages, dnsServers } },
    }
  })
}

/** What a host answers that has these guests, as declared but for what is given of their configuration; by the name of the file. */
export function* answersOf(
  guests: readonly {
    readonly vmid: number
    readonly node: DesiredNode
    readonly config?: Readonly<Record<string, string>>
  }[],
): Generator<readonly [string, readonly unknown[]]> {
  const rows = guests.map(({ vmid, node }, index) => listRow(vmid, node.guest.name, index))
  yield [
    'resources',
    [
      { type: 'node', id: 'node/pve1', node: 'pve1', status: 'online' },
      ...rows.map((row) => ({ ...row, type: 'qemu', id: `qemu/${row.vmid}` })),
    ],
  ]
  yield ['live', rows]
  yield ['nothing', []]
  for (const guest of guests) {
    const { view } = aGuest(guest)
    const shown = { ...view.config, digest: view.digest, description: writeMark(view.text, view.mark ?? null) }
    yield [String(guest.vmid), Object.entries(shown).map(([key, value]) => ({ key, value }))]
  }
}

/** What the host answers, by path, lies in files of these names. */
export function answerFile(path: string): string {
  if (path.startsWith('/api2/json/cluster/resources')) return 'resources'
  if (path === '/api2/json/nodes/pve1/qemu') return 'live'
  return /\/qemu\/(\d+)\/pending$/.exec(path)?.[1] ?? 'nothing'
}

/** A guest in the lists of the host. */
const listRow = (vmid: number, name: string, index: number) => ({
  vmid,
  name,
  status: 'running',
  node: 'pve1',
  tags: 'homestak',
  template: 0,
  cpu: 0.0213717304637371 * (1 + (index % 7)),
  maxcpu: 1,
  mem: 734003200 + index,
  memhost: 1073741824 + index,
  maxmem: 2 ** 30,
  disk: 0,
  maxdisk: 2 ** 33,
  diskread: 1_234_567_890 + index,
  diskwrite: 987_654_321 + index,
  netin: 4_567_890 + index,
  netout: 7_654_321 + index,
  uptime: 1_234_567 + index,
})
