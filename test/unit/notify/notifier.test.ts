/** Who is told of what, how often, and what happens when nobody listens. */
import { describe, expect, test } from 'vitest'
import { violations } from '../report/schema-check.ts'
import { answered, ended, rule, telling, told } from './telling.ts'

const command = { kind: 'command', argv: ['/usr/bin/tell', '-q'] } as const
const failed = told('Failed', { warning: true, message: 'it broke' })

describe('an event is sent', () => {
  test('at once, with the site and a text', async () => {
    const { clock, sent, tell } = telling([rule()])
    tell(failed)
    await clock.advance(0)
    const body = JSON.parse(sent[0]?.body ?? '')
    expect(sent[0]).toMatchObject({ at: 0, to: 'https://chat.example/hook', reasons: ['Failed'] })
    expect(body).toEqual({
      schema: 'homestak/notification/v1',
      site: 'lab',
      text: 'lab · shop/web · Failed: it broke',
      events: [failed],
    })
    expect(violations('notification', body)).toEqual([])
  })

  test.each([
    [['failed'], ['Failed', 'RollBack', 'Problem']],
    [['held'], ['Held']],
    [
      ['drift', 'destroyed'],
      ['Drift', 'Destroyed', 'Released'],
    ],
    [['host'], ['HostLost', 'HostBack']],
    [['recovered'], ['Ready', 'HostBack', 'Mended']],
    [
      ['StepDone', 'held'],
      ['Held', 'StepDone'],
    ],
  ])('where %j asks for it', async (on, reasons) => {
    const { clock, sent, tell } = telling([rule({ on })])
    tell(
      told('Ready'),
      told('Failed', { warning: true }),
      told('Retry', { warning: true }),
      told('RollBack', { warning: true }),
      told('Held', { warning: true }),
      told('Ready'),
      told('Drift'),
      told('StepStarted'),
      told('Progress'),
      told('StepDone'),
      told('Ready'),
      told('Destroyed'),
      told('Released'),
      told('HostLost', { key: null, warning: true }),
      told('HostBack', { key: null }),
      told('Problem', { key: null, host: null, warning: true }),
      told('Mended', { key: null, host: null }),
    )
    await clock.advance(2000)
    expect(sent.flatMap((message) => message.reasons)).toEqual(reasons)
  })

  test('only of the hosts and manifests that a rule names', async () => {
    const events = [
      told('Ready'),
      told('Ready', { host: 'hv1' }),
      told('Ready', { key: 'db/main@hv0' }),
      told('HostBack', { key: null }),
    ]
    const counts = async (more: Parameters<typeof rule>[0]) => {
      const { clock, sent, tell } = telling([rule(more)])
      tell(...events)
      await clock.advance(2000)
      return sent.flatMap(({ reasons }) => reasons).length
    }
    expect(await counts({})).toBe(4)
    expect(await counts({ hosts: ['hv0'] })).toBe(3)
    expect(await counts({ manifests: ['db'] })).toBe(1)
    expect(await counts({ manifests: ['shop'], hosts: ['hv1', 'hv2'] })).toBe(1)
  })

  test('not again while nothing has changed, and again when it has', async () => {
    const { clock, sent, tell } = telling([rule({ on: ['failed', 'held'] })])
    const held = told('Held', { warning: true, message: 'cores wait for a restart' })
    tell(held, told('StepStarted'), held, { ...held, message: 'disks, too' }, told('Ready'), held)
    await clock.advance(2000)
    expect(sent.flatMap(({ reasons }) => reasons)).toEqual(['Held', 'Held', 'Held'])
  })

  test('without any secret in it, and with the one that the receiver trusts', async () => {
    const webhook = { kind: 'webhook', url: 'https://a.example/', secret: 'auth.chat' } as const
    const { clock, sent, tell } = telling([
      rule({ to: { ...webhook, header: null } }),
      rule({ to: { ...webhook, header: 'X-Token' } }),
      rule({ to: command }),
    ])
    tell(told('Failed', { message: 'the host said "hunter2-and-more"' }))
    await clock.advance(0)
    expect(sent.map(({ body }) => body).join()).not.toContain('hunter2')
    expect(sent.map(({ headers }) => headers['authorization'] ?? headers['X-Token'])).toEqual([
      'Bearer hunter2-and-more',
      'hunter2-and-more',
      undefined,
    ])
  })
})

describe('many events', () => {
  test('go together: one message in two seconds, in their order', async () => {
    const { clock, sent, tell } = telling([rule()])
    tell(told('Changed'), told('StepStarted'))
    await clock.advance(500)
    tell(told('StepDone'))
    await clock.advance(1499)
    expect(sent.map(({ at, reasons }) => [at, ...reasons])).toEqual([[0, 'Changed']])
    await clock.advance(1)
    tell(told('Ready'))
    await clock.advance(60_000)
    tell(told('Drift'))
    await clock.advance(0)
    expect(sent.slice(1).map(({ at, reasons }) => [at, ...reasons])).toEqual([
      [2, 'StepStarted', 'StepDone'],
      [4, 'Ready'],
      [62, 'Drift'],
    ])
  })

  test('of which a target can take no more lose their oldest, which is said once', async () => {
    const { clock, sent, warned, tell } = telling([rule()], () => null)
    tell(told('First'))
    await clock.advance(0)
    for (let n = 0; n < 700; n++) tell(told('Changed', { message: `${n}` }))
    expect(warned).toHaveLength(1)
    expect(warned[0]).toContain('the oldest of them are dropped')
    await clock.advance(300_000)
    const second = JSON.parse(sent.find(({ reasons }) => reasons[0] === 'Changed')?.body ?? '')
    expect(second.events).toHaveLength(100)
    expect(second.events[0].message).toBe('200')
  })

  test('for a slow target keep no other waiting', async () => {
    const { clock, sent, tell } = telling([rule(), rule({ to: command })], (n) => (n === 1 ? null : answered(204)))
    tell(told('Ready'))
    await clock.advance(3000)
    tell(told('Drift'))
    await clock.advance(3000)
    expect(sent.map(({ to, reasons }) => [to, ...reasons])).toEqual([
      ['https://chat.example/hook', 'Ready'],
      ['/usr/bin/tell -q', 'Ready'],
      ['/usr/bin/tell -q', 'Drift'],
    ])
  })
})

describe('a webhook that fails', () => {
  test('is tried five times, with growing pauses, and then given up with one warning', async () => {
    const { clock, sent, warned, tell } = telling([rule()], () => new Error('connect ECONNREFUSED'))
    tell(failed)
    await clock.advance(120_000)
    const pauses = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0))
    expect(pauses).toHaveLength(4)
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(0.5 * 2 ** index)
      expect(pause).toBeLessThanOrEqual(2 ** index)
    }
    expect(warned).toEqual([expect.stringContaining('5 tries, at last: connect ECONNREFUSED')])
    expect(warned[0]).toContain('webhook chat.example')
    expect(warned[0]).not.toContain('/hook')
  })

  test.each([
    ['for as long as it asks for, in seconds', '20', 20],
    ['until the moment it names', new Date(Date.UTC(2026, 10, 21, 0, 0, 30)).toUTCString(), 30],
    ['for two minutes at most', '86400', 120],
  ])('is left alone %s', async (_, retryAfter, seconds) => {
    const { clock, sent, warned, tell } = telling([rule()], (n) =>
      n === 1 ? answered(429, retryAfter) : answered(200),
    )
    tell(failed)
    await clock.advance(600_000)
    expect(sent.map(({ at }) => at)).toEqual([0, seconds])
    expect(warned).toEqual([])
  })

  test('in its own pace, where what it asks for is no time', async () => {
    const { clock, sent, tell } = telling([rule()], (n) => (n === 1 ? answered(503, 'soon') : answered(200)))
    tell(failed)
    await clock.advance(1000)
    expect(sent).toHaveLength(2)
  })

  test.each([301, 400, 404])('by answering %i is not tried again', async (status) => {
    const { clock, sent, warned, tell } = telling([rule()], () => answered(status))
    tell(failed)
    await clock.advance(120_000)
    expect(sent).toHaveLength(1)
    expect(warned[0]).toContain(`it answered ${status}`)
  })

  test('by silence is cut off after ten seconds', async () => {
    const { clock, sent, tell } = telling([rule()], (n) => (n === 1 ? null : answered(200)))
    tell(failed)
    await clock.advance(9999)
    expect(sent).toHaveLength(1)
    await clock.advance(1001)
    expect(sent).toHaveLength(2)
  })
})

describe('a command', () => {
  test('that fails is run once, and what it said is in the warning', async () => {
    const { clock, sent, warned, tell } = telling([rule({ to: command })], () =>
      ended(3, 'first\nno such room hunter2-and-more\n'),
    )
    tell(failed)
    await clock.advance(120_000)
    expect(sent).toHaveLength(1)
    expect(warned[0]).toContain('it ended with 3: no such room [redacted]')
  })

  test('that does not end is given up after thirty seconds', async () => {
    const { clock, warned, tell } = telling([rule({ to: command })], () => null)
    tell(failed)
    await clock.advance(29_999)
    expect(warned).toEqual([])
    await clock.advance(1)
    expect(warned[0]).toContain('no end within 30 s')
  })
})

describe('at the end of the run', () => {
  test('what is left is sent without a pause, and nothing after it', async () => {
    const { clock, notifier, sent, tell } = telling([rule()])
    tell(told('Changed'))
    await clock.advance(0)
    tell(told('Ready'), told('Drift'))
    await clock.settle(notifier.close())
    tell(told('Held'))
    await clock.advance(10_000)
    expect(sent.map(({ at, reasons }) => [at, ...reasons])).toEqual([
      [0, 'Changed'],
      [0, 'Ready', 'Drift'],
    ])
  })

  test('it waits no longer than five seconds, and says what was lost', async () => {
    const { clock, notifier, warned, tell } = telling([rule()], () => null)
    tell(failed)
    await clock.advance(0)
    tell(told('Ready'))
    const before = clock.now()
    await clock.settle(notifier.close())
    expect(clock.now() - before).toBe(5000)
    expect(warned.join()).toContain('the run ended first')
    expect(warned.join()).toContain('the run ended before they were told')
  })

  test('a long pause before another try is cut short', async () => {
    const { clock, notifier, sent, tell } = telling([rule()], (n) => (n === 1 ? answered(503, '100') : answered(200)))
    tell(failed)
    await clock.advance(3000)
    await clock.settle(notifier.close())
    expect(sent.map(({ at }) => at)).toEqual([0, 3])
  })

  test('there is nothing to wait for where nothing was told', async () => {
    const { clock, notifier } = telling([rule()])
    const before = clock.now()
    await clock.settle(notifier.close())
    expect(clock.now()).toBe(before)
  })
})
