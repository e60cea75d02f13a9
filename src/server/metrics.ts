/** What Prometheus is told of a watching run: counted from its events and calls, and read off its state at each scrape. */
import type { RunEvent } from '../reconciler/documents.ts'
import type { LiveState } from '../reconciler/live.ts'
import { createCounts, type ApiCall } from './counts.ts'
import { addGauges } from './gauges.ts'

export interface MetricsParts {
  readonly version: string
  /** null until the run has begun. */
  readonly state: () => LiveState | null
}

export interface Metrics {
  onEvent(event: RunEvent): void
  onCall(call: ApiCall): void
  /** The exposition format, text version 0.0.4. */
  text(): Promise<string>
  readonly contentType: string
}

/** The library is loaded only where somebody asked for metrics. */
export async function createMetrics({ version, state }: MetricsParts): Promise<Metrics> {
  const { default: client } = await import('prom-client')
  const register = new client.Registry()
  client.collectDefaultMetrics({ register })
  new client.Gauge({
    name: 'homestak_build_info',
    help: 'Always 1; the version is in the label.',
    labelNames: ['version'],
    registers: [register],
  }).set({ version }, 1)
  addGauges(client, register, state)
  return { ...createCounts(client, register), text: () => register.metrics(), contentType: register.contentType }
}
