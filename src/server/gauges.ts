/** How the run stands, read off its state when somebody asks. */
import type { Registry } from 'prom-client'
import type { LiveState, LiveStateOfNode } from '../reconciler/live.ts'

type Client = typeof import('prom-client')

/** All of them are told for every host, so that a state that nobody is in is 0 and not absent. */
const nodeStates = {
  ready: 0,
  working: 0,
  waiting: 0,
  held: 0,
  failed: 0,
  unknown: 0,
  unsupported: 0,
  leaving: 0,
} satisfies Record<LiveStateOfNode, 0>

interface Plain {
  readonly name: string
  readonly help: string
  /** null: there is nothing to tell yet. */
  readonly value: (state: LiveState) => number | null
}

const sinceMs = ({ now }: LiveState, then: number | null): number | null =>
  then === null ? null : Math.max(0, now - then) / 1000

const plain: readonly Plain[] = [
  { name: 'start_time_seconds', help: 'When the run began, in Unix time.', value: ({ started }) => started / 1000 },
  { name: 'queue_depth', help: 'Nodes that wait for a worker or for their time.', value: ({ queue }) => queue.depth },
  { name: 'queue_running', help: 'Nodes that are worked on now.', value: ({ queue }) => queue.running },
  {
    name: 'queue_oldest_age_seconds',
    help: 'How long the node that waits longest for a worker has waited; 0 where none does.',
    value: (state) => sinceMs(state, state.queue.oldest) ?? 0,
  },
  {
    name: 'look_age_seconds',
    help: 'Since the end of the last look at the hosts; absent before the first.',
    value: (state) => sinceMs(state, state.looks.last),
  },
  {
    name: 'removals_pending',
    help: 'Guests that no manifest declares any more, until that counts.',
    value: ({ removals }) => removals.length,
  },
  {
    name: 'broken_files',
    help: 'Files of manifests and site-config with something wrong in them.',
    value: ({ problems }) => new Set(problems.map(({ file }) => file)).size,
  },
  {
    name: 'drift_interval_seconds',
    help: 'Within which every configuration is read again.',
    value: ({ driftIntervalMs }) => driftIntervalMs / 1000,
  },
]

export function addGauges(client: Client, register: Registry, state: () => LiveState | null): void {
  for (const { name, help, value } of plain) {
    new client.Gauge({
      name: `homestak_${name}`,
      help,
      registers: [register],
      collect() {
        const now = state()
        const found = now && value(now)
        if (found === null) this.remove()
        else this.set(found)
      },
    })
  }
  new client.Counter({
    name: 'homestak_looks_total',
    help: 'Looks at the hosts that ended.',
    registers: [register],
    collect() {
      this.reset()
      this.inc(state()?.looks.count ?? 0)
    },
  })
  addByHost(client, register, state)
}

function addByHost(client: Client, register: Registry, state: () => LiveState | null): void {
  new client.Gauge({
    name: 'homestak_nodes',
    help: 'Nodes by how they stand.',
    labelNames: ['host', 'state'],
    registers: [register],
    collect() {
      // A host that is gone is not to be told for ever.
      this.reset()
      const { hosts = [], nodes = [] } = state() ?? {}
      for (const host of new Set([...hosts, ...nodes].map((entry) => entry.host)))
        for (const name of Object.keys(nodeStates)) this.set({ host, state: name }, 0)
      for (const node of nodes) this.inc({ host: node.host, state: node.state })
    },
  })
  new client.Gauge({
    name: 'homestak_host_reachable',
    help: '1 where the host answered the last look, else 0.',
    labelNames: ['host'],
    registers: [register],
    collect() {
      this.reset()
      for (const { host, reachable } of state()?.hosts ?? []) this.set({ host }, reachable ? 1 : 0)
    },
  })
}
