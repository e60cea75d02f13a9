/** What the server of metrics answers, over real HTTP on loopback. */
import { request } from 'undici'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CallReport } from '../../../src/pve/wire.ts'
import type { LiveState } from '../../../src/reconciler/live.ts'
import { openMetrics } from '../../../src/server/open-metrics.ts'
import { virtualClock } from '../simulator/virtual-clock.ts'
import { event, host, live, node, start } from './live.ts'

async function opened(state: () => LiveState | null = () => live(), obstacles: readonly string[] = []) {
  const clock = virtualClock(start)
  const warned: string[] = []
  const metrics = await openMetrics({
    listen: { address: '127.0.0.1', port: 0 },
    version: '1.2.3',
    lookEveryMs: 10_000,
    hostTimeoutMs: 60_000,
    clock,
    state,
    obstacles: () => obstacles,
    log: { warn: (_: unknown, text?: string) => void warned.push(text ?? '') },
  })
  onTestFinished(() => metrics.close())
  const ask = async (path: string, method: 'GET' | 'HEAD' | 'POST' = 'GET') => {
    const { statusCode, headers, body } = await request(`http://127.0.0.1:${metrics.address.port}${path}`, { method })
    return { status: statusCode, headers, body: await body.text() }
  }
  /** The samples whose name or labels hold this. */
  const samples = async (part: string) =>
    (await ask('/metrics')).body.split('\n').filter((line) => !line.startsWith('#') && line.includes(part))
  return { metrics, clock, ask, samples, warned }
}

describe('/metrics', () => {
  test('counts and times what happened', async () => {
    const { metrics, samples } = await opened()
    for (const told of [event(0, 'Drift'), event(1, 'StepStarted'), event(4, 'StepDone'), event(5, 'Ready')])
      metrics.onEvent(told)
    metrics.onEvent(event(6, 'Retry', { warning: true }))
    expect(await samples('homestak_reconciles_total')).toEqual([
      'homestak_reconciles_total{host="hv0",outcome="ready"} 1',
    ])
    expect(await samples('homestak_reconcile_duration_seconds_sum')).toEqual([
      'homestak_reconcile_duration_seconds_sum{host="hv0",outcome="ready"} 5',
    ])
    expect(await samples('homestak_step_duration_seconds_sum')).toEqual([
      'homestak_step_duration_seconds_sum{host="hv0",outcome="done"} 3',
    ])
    expect(await samples('homestak_drift_')).toEqual([
      'homestak_drift_interval_seconds 600',
      'homestak_drift_found_total{host="hv0"} 1',
      'homestak_drift_repaired_total{host="hv0"} 1',
    ])
    expect(await samples('homestak_retries_total')).toEqual(['homestak_retries_total{host="hv0"} 1'])
  })

  test('counts calls by what answered, and never says which', async () => {
    const { metrics, samples, ask } = await opened()
    for (const status of [200, 200, 403, 596]) {
      const report: CallReport = { host: 'hv0', method: 'GET', path: '/nodes/pve1/qemu/10007/config', status, ms: 20 }
      metrics.onCall(report)
    }
    metrics.onCall({ host: 'hv0', method: 'POST', ms: 60_000 })
    expect(await samples('homestak_api_calls_total')).toEqual([
      'homestak_api_calls_total{host="hv0",method="GET",status="2xx"} 2',
      'homestak_api_calls_total{host="hv0",method="GET",status="4xx"} 1',
      'homestak_api_calls_total{host="hv0",method="GET",status="5xx"} 1',
      'homestak_api_calls_total{host="hv0",method="POST",status="none"} 1',
    ])
    expect(await samples('homestak_api_call_duration_seconds_count')).toHaveLength(2)
    expect((await ask('/metrics')).body).not.toContain('10007')
  })

  test('shows how the run stands now', async () => {
    let state = live({
      now: start + 30_000,
      nodes: [node('a'), node('b', { state: 'held' }), node('c', { host: 'hv1', state: 'unknown' })],
      hosts: [host('hv0'), host('hv1', { reachable: false, message: 'silent' })],
      queue: { depth: 4, running: 2, oldest: start + 25_000 },
      removals: [{ key: 'shop/z@hv0', at: start, because: null }],
      problems: ['a', 'a', 'b'].map((file) => ({ file, line: 1, column: 1, message: 'x' })),
    })
    const { samples } = await opened(() => state)
    const now = async () =>
      Object.fromEntries(
        (await samples('homestak_')).map((line) => [
          line.slice(0, line.lastIndexOf(' ')),
          Number(line.slice(line.lastIndexOf(' '))),
        ]),
      )
    expect(await now()).toMatchObject({
      'homestak_build_info{version="1.2.3"}': 1,
      homestak_start_time_seconds: start / 1000,
      homestak_queue_depth: 4,
      homestak_queue_running: 2,
      homestak_queue_oldest_age_seconds: 5,
      homestak_look_age_seconds: 30,
      homestak_looks_total: 1,
      homestak_removals_pending: 1,
      homestak_broken_files: 2,
      'homestak_nodes{host="hv0",state="ready"}': 1,
      'homestak_nodes{host="hv0",state="held"}': 1,
      'homestak_nodes{host="hv0",state="failed"}': 0,
      'homestak_nodes{host="hv1",state="unknown"}': 1,
      'homestak_host_reachable{host="hv0"}': 1,
      'homestak_host_reachable{host="hv1"}': 0,
    })
    state = live({ hosts: [host('hv0')] })
    const later = await now()
    expect(later['homestak_queue_oldest_age_seconds']).toBe(0)
    expect(Object.keys(later).filter((name) => name.includes('hv1'))).toEqual([])
  })

  test('is there before the run has begun, with the process itself', async () => {
    const { ask } = await opened(() => null)
    const { status, headers, body } = await ask('/metrics')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(body).toContain('process_resident_memory_bytes')
    expect(body).not.toMatch(/^homestak_look_age_seconds /m)
  })

  test('is told apart by server: two of them share nothing', async () => {
    const one = await opened()
    const two = await opened()
    one.metrics.onEvent(event(0, 'Ready'))
    expect(await one.samples('homestak_reconciles_total')).toHaveLength(1)
    expect(await two.samples('homestak_reconciles_total')).toHaveLength(0)
  })
})

describe('health', () => {
  test('is ok, until no look has ended for too long', async () => {
    const { ask, clock } = await opened()
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: 'ok\n' })
    await clock.advance(91_000)
    expect(await ask('/healthz')).toMatchObject({ status: 503, body: expect.stringContaining('91 s ago') })
  })

  test('tells every reason for not being ready, a line each', async () => {
    const { ask } = await opened(() => null, ['/m is not there', 'the state cannot be written'])
    expect((await ask('/readyz')).body.split('\n')).toHaveLength(4)
    expect((await (await opened()).ask('/readyz')).status).toBe(200)
  })
})

describe('the server', () => {
  test('knows three paths and two methods', async () => {
    const { ask } = await opened()
    expect(await ask('/')).toMatchObject({ status: 404 })
    expect(await ask('/constructor')).toMatchObject({ status: 404 })
    expect(await ask('/metrics', 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    expect(await ask('/readyz?full', 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  test('answers 500, and logs it, where the run cannot be asked', async () => {
    const { ask, warned } = await opened(() => {
      throw new Error('odd')
    })
    expect((await ask('/healthz')).status).toBe(500)
    expect((await ask('/metrics')).status).toBe(500)
    expect(warned).toHaveLength(2)
  })

  test('cannot be opened where another listens, which names the place', async () => {
    const { metrics } = await opened()
    const again = openMetrics({
      listen: metrics.address,
      version: '1',
      lookEveryMs: 1,
      hostTimeoutMs: 1,
      clock: virtualClock(),
      state: () => null,
      obstacles: () => [],
      log: { warn: () => undefined },
    })
    await expect(again).rejects.toMatchObject({
      code: 'Usage',
      message: `--metrics: cannot listen on 127.0.0.1:${metrics.address.port}: another program listens there`,
    })
  })
})
