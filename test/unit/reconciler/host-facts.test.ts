/** What hosts let tokens do is asked for once in ten minutes, and anew as soon as it stands in the way. */
import { describe, expect, test } from 'vitest'
import { openStore, peekStore } from '../../../state/sqlite/open-store.ts'
import {
  createFactsSource,
  tokenName,
  type FactsQuestion,
  type FactsSource,
} from '../../../src/reconciler/host-facts.ts'
import { ok, refusal, scriptedHost, steppedClock } from '../pve/scripted-host.ts'
import { temporaryFolder } from '../state/fixtures.ts'
import { anEntry } from './fixtures.ts'

const entry = anEntry('hv0', { node: 'pve' })
const credential = 'homestak@pve!cli=00000000-0000-4000-8000-000000000000'

function source(bridges = ok([{ iface: 'vmbr0' }])) {
  const clock = steppedClock()
  const host = scriptedHost({
    'GET /access/permissions': [ok({ '/vms': { 'VM.Audit': 1, 'VM.Allocate': 0 } })],
    'GET /nodes/pve/network': [bridges],
  })
  const store = openStore(':memory:', 'lab')
  const ask = (more: Partial<FactsQuestion> = {}, kept = true) =>
    askOf(createFactsSource(clock, kept ? store : undefined, kept ? store : undefined), more)
  const askOf = (facts: FactsSource, more: Partial<FactsQuestion> = {}) =>
    facts.read({
      client: host.client,
      entry,
      credential,
      suffices: () => true,
      ...more,
    })
  return { clock, host, store, ask, askOf }
}

describe('facts of a host', () => {
  test('take two calls, and none for ten minutes after', async () => {
    const { ask, host, clock } = source()
    const facts = await ask()
    expect(facts.token).toBe('homestak@pve!cli')
    expect(facts.bridges).toEqual(['vmbr0'])
    expect(facts.rights.get('/vms')).toEqual(
      new Map([
        ['VM.Audit', true],
        ['VM.Allocate', false],
      ]),
    )
    await clock.sleep(599_000)
    expect(await ask()).toEqual(facts)
    expect(host.requests).toHaveLength(2)
    await clock.sleep(2000)
    await ask()
    expect(host.requests).toHaveLength(4)
  })

  test('are read anew where they stand in the way, and not remembered then', async () => {
    const { ask, host } = source()
    await ask()
    await ask({ suffices: () => false })
    expect(host.requests).toHaveLength(4)
    const fresh = source()
    await fresh.ask({ suffices: () => false })
    await fresh.ask()
    expect(fresh.host.requests).toHaveLength(4)
  })

  test('are those of one entry and one token', async () => {
    const { ask, host } = source()
    await ask()
    await ask({ credential: credential.replace('cli', 'other') })
    await ask({ entry: { ...entry, node: 'pve', apiEndpoint: 'https://192.0.2.11:8006' } })
    expect(host.requests).toHaveLength(6)
  })

  test('say nothing of a secret', async () => {
    const { ask, store } = source()
    await ask()
    expect(JSON.stringify(store.hostFacts('hv0'))).not.toContain('00000000-0000-4000')
    await ask({ credential: 'root@pam:password' })
    const kept = store.hostFacts('hv0')
    expect(JSON.stringify(kept)).not.toContain('password')
    // Nor anything by which guesses of it could be tried.
    await ask({ credential: 'root@pam:another' })
    expect(store.hostFacts('hv0')).toEqual(kept)
  })

  test('know no bridges where the token may not ask', async () => {
    const { ask } = source(refusal(403, 'Permission check failed (/nodes/pve, Sys.Audit)'))
    expect((await ask()).bridges).toBeNull()
  })

  test('are read without a store, too', async () => {
    const { ask, host } = source()
    await ask({}, false)
    await ask({}, false)
    expect(host.requests).toHaveLength(4)
  })
})

test('whoever only reads the state keeps no facts there', async () => {
  const dir = temporaryFolder()
  openStore(dir, 'lab').close()
  const reader = peekStore(dir, 'lab')
  const { clock, askOf } = source()
  expect((await askOf(createFactsSource(clock, reader))).bridges).toEqual(['vmbr0'])
  expect(reader?.hostFacts('hv0')).toBeUndefined()
  reader?.close()
})

test('a token has a name, a password none', () => {
  expect(tokenName(credential)).toBe('homestak@pve!cli')
  expect(tokenName('root@pam:pass!word=x')).toBeNull()
  expect(tokenName(undefined)).toBeNull()
})
