/** Documents with every field that the engine can fill, for tests of what is made of them. */
import type { ConfigDocument } from '../../../src/report/config.ts'
import type { DiffDocument, RunEvent, RunSummary, StatusDocument } from '../../../src/reconciler/documents.ts'

export const hold = { reason: 'RestartRequired', message: 'cores waits for a restart', fix: 'run again with --yes' }

export const problem = {
  file: 'm/web.yaml',
  line: 3,
  column: 5,
  message: 'unknown preset',
  hint: 'did you mean small?',
}

const reached = { host: 'hv0', reachable: true, code: null, message: null, hint: null }
const silent = {
  host: 'hv1',
  reachable: false,
  code: 'Unreachable',
  message: 'hv1 does not answer',
  hint: 'see whether it is up',
} as const

export const diffDocument: DiffDocument = {
  schema: 'homestak/diff/v1',
  hosts: [reached, silent],
  nodes: [
    {
      key: 'web/front',
      host: 'hv0',
      type: 'vm',
      vmid: null,
      action: 'create',
      changes: [{ path: 'image', desired: 'debian-12', observed: undefined, forces: 'update' }],
      steps: [{ kind: 'api', summary: 'create the guest' }],
      reason: 'there is no such guest',
    },
    {
      key: 'web/db',
      host: 'hv0',
      type: 'vm',
      vmid: 10_007,
      action: 'restart',
      changes: [{ path: 'cores', desired: 4, observed: 2, forces: 'restart' }],
      steps: [],
      reason: 'cores differ',
      held: hold,
    },
    {
      key: 'web/same',
      host: 'hv0',
      type: 'vm',
      vmid: 10_008,
      action: 'unchanged',
      changes: [],
      steps: [],
      reason: 'nothing differs',
    },
  ],
  problems: [problem],
  summary: { create: 1, restart: 1, unchanged: 1, held: 1 },
}

export const condition = {
  type: 'Ready',
  status: 'False',
  reason: 'RestartRequired',
  message: 'cores waits for a restart',
  since: 940_000,
} as const

export const runEvent: RunEvent = {
  schema: 'homestak/event/v1',
  time: '1970-01-01T00:16:42.345Z',
  key: 'web/db',
  host: 'hv0',
  reason: 'StepDone',
  message: 'started',
  warning: false,
}

export const runSummary: RunSummary = {
  schema: 'homestak/reconcile/v1',
  nodes: [
    {
      key: 'web/db',
      host: 'hv0',
      type: 'vm',
      vmid: 10_007,
      outcome: 'held',
      addresses: [],
      conditions: [condition],
      message: null,
      held: hold,
    },
    {
      key: 'web/front',
      host: 'hv0',
      type: 'vm',
      vmid: 10_006,
      outcome: 'ready',
      addresses: ['192.0.2.7', 'fe80::1'],
      conditions: [],
      message: null,
    },
    {
      key: 'web/cache',
      host: 'hv0',
      type: 'vm',
      vmid: null,
      outcome: 'failed',
      addresses: [],
      conditions: [],
      message: 'no space left',
    },
  ],
  problems: [problem],
  hosts: [reached, silent],
  counts: { held: 1, ready: 1, failed: 1 },
  calls: { reads: 12, writes: 1 },
  seconds: 3.14,
  exitCode: 5,
}

export const statusDocument: StatusDocument = {
  schema: 'homestak/status/v1',
  site: 'home',
  hosts: [reached],
  nodes: [
    {
      key: 'web/db',
      host: 'hv0',
      type: 'vm',
      vmid: 10_007,
      addresses: ['192.0.2.8'],
      generation: 3,
      observedGeneration: 2,
      conditions: [
        condition,
        { type: 'Blocked', status: 'True', reason: 'RestartRequired', message: 'waits for a restart', since: 880_000 },
        { type: 'Running', status: 'True', reason: 'Running', message: 'it runs', since: 0 },
      ],
      pendingRestart: 'waits for a restart',
      drift: {
        found: 2,
        repaired: 2,
        last: { time: '1970-01-01T00:13:40.000Z', message: 'cores changed', repaired: '1970-01-01T00:13:44.000Z' },
      },
      updated: '1970-01-01T00:16:30.000Z',
      nextTry: '1970-01-01T00:17:10.000Z',
    },
  ],
  problems: [problem],
  watch: {
    running: true,
    pid: 4711,
    started: '1970-01-01T00:06:40.000Z',
    paths: ['/home/me/manifests'],
    driftIntervalSeconds: 600,
    lastLook: '1970-01-01T00:16:37.000Z',
  },
  summary: { held: 1, pendingRestarts: 1 },
  orphans: [{ key: 'old/x', host: 'hv0', vmid: 10_099, name: 'x' }],
  looseVolumes: [{ host: 'hv0', volume: 'local:iso/homestak-home-10098-u.iso' }],
}

const place = { file: '/site/presets/small.yaml', line: 1, column: 8, note: null }

export const configDocument: ConfigDocument = {
  schema: 'homestak/config/v1',
  siteConfig: '/site',
  nodes: [
    {
      key: 'web/front@hv0',
      file: 'm/web.yaml',
      line: 4,
      values: [
        { name: 'cores', value: 2, origins: [place] },
        { name: 'packages', value: ['jq', 'a-package-with-a-name-that-is-very-long'], origins: [place, place] },
        { name: 'tags', value: [], origins: [{ file: null, line: null, column: null, note: 'built in' }] },
        { name: 'root_password', value: { $secret: 'passwords.vm_root' }, origins: [place] },
        { name: 'on_boot', value: true, origins: [{ file: null, line: null, column: null, note: 'built in' }] },
      ],
    },
  ],
}
