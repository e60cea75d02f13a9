/** A watching run that never was, and moves with time: for tests of the live view, and to look at it. */
import type { LiveNode, LiveState } from '../../../../src/reconciler/live.ts'

export const start = Date.UTC(2026, 10, 21, 12)

/** A Ready node of manifest `web` on host `sim`. */
export const liveNode = (name: string, more: Partial<LiveNode> = {}): LiveNode => ({
  key: `web/${name}@sim`,
  label: `web/${name}`,
  parent: null,
  host: 'sim',
  type: 'vm',
  vmid: 10_001,
  state: 'ready',
  message: '',
  fix: null,
  since: start,
  nextTry: null,
  task: null,
  ...more,
})

export const liveState = (more: Partial<LiveState> = {}): LiveState => ({
  now: start + 192_000,
  started: start,
  paths: ['manifests/'],
  nodes: [],
  hosts: [{ host: 'sim', reachable: true, message: null, seen: start + 190_000 }],
  problems: [],
  removals: [],
  fetches: [],
  trouble: null,
  queue: { depth: 0, running: 0, oldest: null },
  looks: { count: 12, last: start + 180_000 },
  driftIntervalMs: 600_000,
  ...more,
})

/** Eight nodes in all kinds of trouble, 192 seconds into the run or as far as `now` says; they move with it. */
export function busyState(now = start + 192_000, started = start): LiveState {
  const percent = Math.floor(((now - started) / 250) % 101)
  const nodes: readonly LiveNode[] = [
    liveNode('front', { vmid: 10_231 }),
    liveNode('api', {
      vmid: 10_232,
      state: 'working',
      message: 'create the guest from debian-12',
      since: now - 14_000,
      task: {
        summary: 'create the guest',
        line: `transferred ${percent * 20} MiB of 2.0 GiB (${percent}.00%)`,
        percent,
        started: now - 12_000,
      },
    }),
    liveNode('db', {
      vmid: 10_233,
      state: 'held',
      message: 'RestartRequired: cores 2 -> 4 and memory 2048 -> 4096 take effect only after a restart of the guest',
      fix: 'run homestak reconcile manifests/ in another terminal and answer yes, or set settings.restart: auto',
      since: started + 60_000,
    }),
    liveNode('cache', { vmid: null, state: 'waiting', message: 'waits for web/api', since: started + 170_000 }),
    liveNode('inner', { vmid: 10_240, type: 'pve' }),
    liveNode('worker-1', { vmid: 9001, parent: 'web/inner@sim', since: started + 100_000 }),
    liveNode('worker-2', {
      vmid: null,
      parent: 'web/inner@sim',
      state: 'failed',
      message: "storage 'vmstore' does not exist",
      since: started + 130_000,
      nextTry: now + 8000,
    }),
    liveNode('old', {
      key: 'lab/old@hv2',
      label: 'lab/old',
      host: 'hv2',
      state: 'unknown',
      message: 'the host does not answer',
      since: started + 12_000,
      vmid: 104,
    }),
  ]
  return liveState({
    now,
    started,
    nodes,
    hosts: [
      { host: 'sim', reachable: true, message: null, seen: now - 2000 },
      { host: 'hv2', reachable: false, message: 'connection refused by 192.0.2.7:8006', seen: started + 10_000 },
    ],
    problems: [
      {
        file: 'manifests/shop.yaml',
        line: 12,
        column: 7,
        message: "unknown preset 'vm-smal'",
        hint: "did you mean 'vm-small'?",
      },
    ],
    removals: [{ key: 'web/gone@sim', at: started + 199_000, because: null }],
    queue: { depth: 3, running: 1, oldest: now - 3000 },
    looks: { count: 12, last: now - (now % 30_000) },
  })
}

/** `count` nodes of ten manifests; all are Ready but `web/api` and `web/db`. */
export function largeState(count: number, now = start + 192_000, started = start): LiveState {
  const busy = busyState(now, started)
  const [, api, db] = busy.nodes
  const odd = [api, db].filter((node) => node !== undefined)
  const ready = Array.from({ length: count - odd.length }, (_, index) => {
    const name = `${['web', 'shop', 'mail', 'ci', 'lab', 'home', 'dns', 'git', 'build', 'test'][index % 10]}/n${String(index).padStart(4, '0')}`
    return liveNode(name, { key: `${name}@sim`, label: name, vmid: 11_000 + index })
  })
  const nodes = [...ready.slice(0, count >> 1), ...odd, ...ready.slice(count >> 1)]
  return { ...busy, nodes, problems: [], removals: [] }
}
