/** The metrics as Prometheus' own reader of the format takes them. */
import { spawnSync } from 'node:child_process'
import { request } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { openMetrics } from '../../src/server/open-metrics.ts'
import { event, host, live, node } from '../unit/server/live.ts'

/** Fails on what is no exposition format; prints each family with its type and whether it has a help text. */
const reader = `
import sys
from prometheus_client.parser import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    print(family.name, family.type, bool(family.documentation), len(family.samples))
`
const python = (words: readonly string[], input = '') =>
  spawnSync('python3', words, { input, encoding: 'utf8', timeout: 60_000 })

const isThere = python(['-c', 'import prometheus_client']).status === 0
if (!isThere) console.warn('SKIPPED: python3 with prometheus-client is not there, so nothing reads the metrics')

test.skipIf(!isThere)('every family is understood, with its type and a help text', async () => {
  const metrics = await openMetrics({
    listen: { address: '127.0.0.1', port: 0 },
    version: '1.2.3 "x"\\',
    lookEveryMs: 10_000,
    hostTimeoutMs: 60_000,
    clock: systemClock,
    state: () => live({ hosts: [host('hv0')], nodes: [node('a')] }),
    obstacles: () => [],
    log: { warn: () => undefined },
  })
  onTestFinished(() => metrics.close())
  for (const told of [event(0, 'Drift'), event(1, 'StepStarted'), event(4, 'StepDone'), event(5, 'Ready')])
    metrics.onEvent(told)
  metrics.onCall({ host: 'hv0', method: 'GET', status: 200, ms: 12 })
  const { body } = await request(`http://127.0.0.1:${metrics.address.port}/metrics`)
  const { status, stdout, stderr } = python(['-c', reader], await body.text())
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const families = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  expect(families.filter(([, , documented]) => documented !== 'True')).toEqual([])
  const ours = families.filter(([name]) => name?.startsWith('homestak_')).map(([name, type]) => `${name} ${type}`)
  expect(ours.toSorted()).toEqual(
    [
      'homestak_api_call_duration_seconds histogram',
      'homestak_api_calls counter',
      'homestak_broken_files gauge',
      'homestak_build_info gauge',
      'homestak_drift_found counter',
      'homestak_drift_interval_seconds gauge',
      'homestak_drift_repaired counter',
      'homestak_host_reachable gauge',
      'homestak_look_age_seconds gauge',
      'homestak_looks counter',
      'homestak_nodes gauge',
      'homestak_queue_depth gauge',
      'homestak_queue_oldest_age_seconds gauge',
      'homestak_queue_running gauge',
      'homestak_reconcile_duration_seconds histogram',
      'homestak_reconciles counter',
      'homestak_removals_pending gauge',
      'homestak_retries counter',
      'homestak_start_time_seconds gauge',
      'homestak_step_duration_seconds histogram',
    ].toSorted(),
  )
})
