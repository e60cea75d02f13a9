/** A watching run as tests of metrics, health and notifications need it. */
import type { RunEvent } from '../../../src/reconciler/documents.ts'
import type { LiveHost, LiveNode, LiveState } from '../../../src/reconciler/live.ts'
import { liveNode, liveState } from '../report/live/made-up-state.ts'

/** The moment at which every test here begins. */
export const start = Date.UTC(2026, 10, 21)

export const host = (name: string, more: Partial<LiveHost> = {}): LiveHost => ({
  host: name,
  reachable: true,
  message: null,
  seen: start,
  ...more,
})

export const node = (name: string, more: Partial<LiveNode> = {}): LiveNode =>
  liveNode(name, {
    key: `shop/${name}@hv0`,
    label: `shop/${name}`,
    host: 'hv0',
    vmid: 10_007,
    since: start,
    ...more,
  })

export const live = (more: Partial<LiveState> = {}): LiveState =>
  liveState({ now: start, started: start, hosts: [], looks: { count: 1, last: start }, ...more })

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
