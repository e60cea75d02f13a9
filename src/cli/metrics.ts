/** `--metrics ADDR:PORT`: metrics and health of a run that watches, for as long as it does. */
import { hostPort, isLoopback, parseListen } from '../listen-address.ts'
import { openMetrics, type OpenMetrics, type OpenMetricsParts } from '../server/open-metrics.ts'
import { note, type Io } from './io.ts'
import { versionText } from './version.ts'

/** What a run that watches has to tell of itself. */
export type MetricsSource = Pick<OpenMetricsParts, 'state' | 'obstacles' | 'lookEveryMs' | 'hostTimeoutMs' | 'log'>

/** Throws Usage for what is no ADDR:PORT, and where it cannot be listened on. */
export async function openMetricsFor(io: Io, text: string, source: MetricsSource): Promise<OpenMetrics> {
  const listen = parseListen('--metrics', text)
  const metrics = await openMetrics({ ...source, listen, clock: io.clock, version: versionText() })
  const where = hostPort(metrics.address)
  note(io, `homestak: metrics at http://${where}/metrics`)
  if (!isLoopback(listen)) note(io, `warning: --metrics: whoever reaches ${where} can read them`)
  return metrics
}
