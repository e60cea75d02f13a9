/** Replays recorded exchanges against a simulator, with what happened between them done by hand. */
import { recordedPlan } from '../../../src/simulator/recorded-world.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import { isRecord } from '../../../src/simulator/schema.ts'
import type { SimResponse } from '../../../src/simulator/kernel.ts'
import { seededRandom, virtualClock } from '../../unit/simulator/virtual-clock.ts'
import type { VirtualClock } from '../../unit/simulator/virtual-clock.ts'
import type { Exchange } from './recording.ts'
import { judge } from './compare.ts'
import type { Verdict } from './compare.ts'
import { multipart } from './upload.ts'

export interface Stage {
  readonly clock: VirtualClock
  readonly simulator: Simulator
  /** Authorization headers of tokens by `user!token`, and the log-in of root. */
  readonly tokens: Map<string, string>
  /** Recorded UPIDs and digests to ours. */
  readonly translated: Map<string, string>
  /** By hand, as root, waiting for tasks. */
  run(method: 'POST' | 'PUT' | 'DELETE', path: string, form?: Record<string, string | number>): Promise<void>
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    form?: Record<string, string | number>,
  ): Promise<unknown>
}

/** What one file needs: its beginning, what happened between, and who spoke. */
export interface Script {
  prepare(stage: Stage): Promise<void>
  /** By note: done before the exchange, for what the recording does not tell. */
  readonly between: Readonly<Record<string, (stage: Stage, exchange: Exchange) => Promise<void>>>
  /** `user!token`, or undefined for root's ticket. */
  speaker(exchange: Exchange, index: number): string
}

export function newStage(): Stage {
  const clock = virtualClock()
  const simulator = createSimulator({
    clock,
    random: seededRandom(),
    profile: 'real',
    speed: 3,
    world: recordedPlan,
  })
  return {
    clock,
    simulator,
    tokens: new Map(),
    translated: new Map(),
    run: (method, path, form) => clock.settle(simulator.world.run(method, path, form)),
    call: (method, path, form) => clock.settle(simulator.world.call(method, path, form)),
  }
}

export async function replay(script: Script, exchanges: readonly Exchange[]): Promise<Verdict[]> {
  const stage = newStage()
  await script.prepare(stage)
  const verdicts: Verdict[] = []
  for (const [index, exchange] of exchanges.entries()) {
    await script.between[exchange.note]?.(stage, exchange)
    verdicts.push(await play(stage, exchange, script.speaker(exchange, index)))
  }
  stage.simulator.switchOff()
  return verdicts
}

/** The recordings do not tell how long somebody waited before a look: a look may be repeated later. */
const waits = [0, 300, 700, 2000, 11_000, 11_000]
const atOnce =
  /right after the create|meanwhile|while being|during|through the pool|pool members|one running|a running task|before the agent/

async function play(stage: Stage, exchange: Exchange, speaker: string): Promise<Verdict> {
  let verdict: Verdict | undefined
  const repeats = exchange.method === 'GET' && !atOnce.test(exchange.note)
  for (const wait of repeats ? waits : [0]) {
    if (wait > 0) await stage.clock.advance(wait)
    const response = await send(stage, exchange, speaker)
    learn(stage, exchange, response)
    verdict = judge(exchange, response)
    if (verdict.same) break
  }
  if (!verdict) throw new Error('nothing was compared')
  return verdict
}

async function send(stage: Stage, exchange: Exchange, speaker: string): Promise<SimResponse> {
  const { path, query } = exchange
  const flavoured = path.startsWith('/api2/') ? path : `/api2/json${path}`
  const ours = translate(stage, flavoured)
  const fields = Object.entries(query).map(([key, value]): [string, string] => [key, translated(stage, String(value))])
  const asked = new URLSearchParams(fields).toString()
  const { body, type } = bodyOf(stage, exchange)
  return stage.clock.settle(
    stage.simulator.handle({
      method: exchange.method,
      path: asked === '' ? ours : `${ours}?${asked}`,
      headers: { ...headersOf(stage, exchange, speaker), ...(type === undefined ? {} : { 'content-type': type }) },
      body,
    }),
  )
}

/** Ours in the place of theirs: a digest, a task, a process within a guest. */
const translated = (stage: Stage, value: string): string => stage.translated.get(value) ?? value

function translate(stage: Stage, path: string): string {
  return path
    .split('/')
    .map((part) => {
      const theirs = decodeURIComponent(part)
      const own = translated(stage, theirs)
      return own === theirs ? part : encodeURIComponent(own)
    })
    .join('/')
}

/** What the recordings hide. */
function uncover(stage: Stage, exchange: Exchange, key: string, value: unknown): string {
  if (value !== '<password>') return translated(stage, String(value))
  if (exchange.note === 'old password') return 'before'
  return /^root(?:@pam)?$/.test(String(exchange.form?.['username'])) && exchange.status === 200
    ? recordedPlan.rootPassword
    : key
}

function bodyOf(stage: Stage, exchange: Exchange): { readonly body: Uint8Array; readonly type?: string } {
  if (exchange.upload) return multipart(exchange.upload)
  if (exchange.json !== undefined) return { body: Buffer.from(JSON.stringify(exchange.json)), type: 'application/json' }
  if (!exchange.form) return { body: Buffer.alloc(0) }
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries(exchange.form)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      form.append(key, uncover(stage, exchange, key, item))
    }
  }
  return { body: Buffer.from(form.toString()), type: 'application/x-www-form-urlencoded' }
}

function headersOf(stage: Stage, { auth, note }: Exchange, speaker: string): Record<string, string> {
  if (auth === 'none') return {}
  if (auth.startsWith('token Bearer')) return { authorization: 'Bearer abc' }
  if (auth.startsWith('token')) return { authorization: stage.tokens.get(speaker) ?? `PVEAPIToken=${speaker}` }
  if (note === 'garbage cookie') return { cookie: 'PVEAuthCookie=garbage' }
  const csrf = note === 'write with a bad CSRF header' ? 'bad' : stage.tokens.get('csrf')
  return {
    cookie: `PVEAuthCookie=${encodeURIComponent(stage.tokens.get('ticket') ?? '')}`,
    ...(auth.includes('CSRF') && csrf !== undefined ? { csrfpreventiontoken: csrf } : {}),
  }
}

/** Remembers which of our tasks and tokens stand for theirs. */
function learn(stage: Stage, exchange: Exchange, response: SimResponse): void {
  const ours: unknown = response.body === '' ? undefined : JSON.parse(response.body)
  const own = isRecord(ours) ? ours['data'] : undefined
  const theirs = isRecord(exchange.answer) ? exchange.answer['data'] : undefined
  if (typeof own === 'string' && typeof theirs === 'string' && theirs.startsWith('UPID:'))
    stage.translated.set(theirs, own)
  if (isRecord(own) && isRecord(theirs) && typeof theirs['digest'] === 'string') {
    stage.translated.set(theirs['digest'], String(own['digest']))
  }
  if (isRecord(own) && isRecord(theirs) && typeof theirs['pid'] === 'number' && exchange.method === 'POST') {
    stage.translated.set(String(theirs['pid']), String(own['pid']))
  }
  if (isRecord(own) && typeof own['full-tokenid'] === 'string') {
    stage.tokens.set(own['full-tokenid'], `PVEAPIToken=${own['full-tokenid']}=${String(own['value'])}`)
  }
  if (isRecord(own) && typeof own['ticket'] === 'string' && own['username'] === 'root@pam') {
    stage.tokens.set('ticket', own['ticket'])
    stage.tokens.set('csrf', String(own['CSRFPreventionToken']))
  }
}
