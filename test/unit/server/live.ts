/** A watching run as tests of metrics and health need it. */
import type { RunEvent } from '../../../src/reconciler/documents.ts'
import type { LiveHost, LiveNode, LiveState } from '../../../src/reconciler/live.ts'

/** The moment at which every test here begins. */
export const start = Date.UTC(2026, 10, 21)

export const host = (name: string, more: Partial<LiveHost> = {}): LiveHost => ({
  host: name,
  reachable: true,
  message: null,
  seen: start,
  ...more,
})

export const node = (name: string, more: Partial<LiveNode> = {}): LiveNode => ({
  key: `shop/${name}@hv0`,
  label: `shop/${name}`,
  parent: null,
  host: 'hv0',
  type: 'vm',
  vmid: 10_007,
  state: 'ready',
  message: '',
  fix: null,
  since: start,
  nextTry: null,
  task: null,
  ...more,
})

export const live = (more: Partial<LiveState> = {}): LiveState => ({
  now: start,
  started: start,
  paths: ['/m'],
  nodes: [],
  hosts: [],
  problems: [],
  removals: [],
  queue: { depth: 0, running: 0, oldest: null },
  fetches: [],
  trouble: null,
  looks: { count: 1, last: start },
  driftIntervalMs: 600_000,
  ...more,
})

/** An event of a node so many seconds after the start. */
export const event = (after: number, reason: string, more: Partial<RunEvent> = {}): RunEvent => ({
  schema: 'homestak/event/v1',
  time: new Date(start + after * 1000).toISOString(),
  key: 'shop/web',
  host: 'hv0',
  reason,
  message: '',
  warning: false,
  ...more,
})
