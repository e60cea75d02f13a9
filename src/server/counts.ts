/** What is counted and timed as it happens. Labels are hosts, outcomes and kinds of answers: never a node, a vmid or a path. */
import type { Registry } from 'prom-client'
import type { RunEvent } from '../reconciler/documents.ts'
import { createTracker } from './tracker.ts'

type Client = typeof import('prom-client')

/** One call of the API of a host. */
export interface ApiCall {
  readonly host: string
  readonly method: string
  /** Absent where no answer came. */
  readonly status?: number
  readonly ms: number
}

export interface Counts {
  onEvent(event: RunEvent): void
  onCall(call: ApiCall): void
}

/** Seconds: a guest is made in some of the first, an image fetched in some of the last. */
const workBuckets = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200, 3600]
const callBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export function createCounts(client: Client, register: Registry): Counts {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new client.Counter({ name: `homestak_${name}_total`, help, labelNames: [...labelNames], registers: [register] })
  const seconds = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: readonly number[],
  ) =>
    new client.Histogram({
      name: `homestak_${name}_duration_seconds`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers: [register],
    })

  const reconciles = counter('reconciles', 'Nodes whose work ended, by how it ended.', ['host', 'outcome'])
  const reconcileSeconds = seconds(
    'reconcile',
    'From the first sign of work on a node to its end; nodes with nothing to do are not in it.',
    ['host', 'outcome'],
    workBuckets,
  )
  const stepSeconds = seconds('step', 'Steps, by how they ended.', ['host', 'outcome'], workBuckets)
  const retries = counter('retries', 'Tries that failed and will be repeated.', ['host'])
  const driftFound = counter('drift_found', 'Nodes found to differ though no manifest was edited.', ['host'])
  const driftRepaired = counter('drift_repaired', 'Nodes brought back from drift.', ['host'])
  const calls = counter('api_calls', 'Calls of the Proxmox VE API; the status is none where no answer came.', [
    'host',
    'method',
    'status',
  ])
  const callSeconds = seconds('api_call', 'Calls of the Proxmox VE API.', ['host', 'method'], callBuckets)

  const track = createTracker()
  return {
    onEvent(event) {
      const host = event.host ?? ''
      for (const found of track(event)) {
        switch (found.kind) {
          case 'ended':
            reconciles.inc({ host, outcome: found.outcome })
            if (found.ms !== null) reconcileSeconds.observe({ host, outcome: found.outcome }, found.ms / 1000)
            break
          case 'step':
            stepSeconds.observe({ host, outcome: found.outcome }, found.ms / 1000)
            break
          case 'retry':
            retries.inc({ host })
            break
          case 'drift':
            driftFound.inc({ host })
            break
          case 'repaired':
            driftRepaired.inc({ host })
            break
          default:
            found satisfies never
        }
      }
    },
    onCall({ host, method, status, ms }) {
      calls.inc({ host, method, status: statusClass(status) })
      callSeconds.observe({ host, method }, ms / 1000)
    },
  }
}

/** `2xx` and so on; Proxmox VE's own 595 to 599 are `5xx`. */
const statusClass = (status: number | undefined): string =>
  status === undefined ? 'none' : `${Math.floor(status / 100)}xx`
