/** Keeps looking at one host: cheaply while it answers, patiently while it does not. */
import type { Clock, Random } from '../../clock.ts'
import { HomestakError } from '../../errors.ts'
import type { Pass } from '../pass.ts'
import { noAnswer, waitText, whileTelling } from '../until-answered.ts'
import { beginLooking, lookAtCluster, type ClusterMemory } from './look.ts'
import type { Sightings } from './sightings.ts'

/** Milliseconds between two looks; the state behind the list is renewed every ten seconds. */
const pauseMs = 5000
/** A host that was silent for this long is unknown from then on. */
const silenceMs = 30_000
const longestPauseMs = 30_000

export interface HostLoopParts {
  readonly host: string
  readonly pass: Pass
  readonly sightings: Sightings
  readonly clock: Clock
  readonly random: Random
  readonly driftIntervalMs: number
  readonly signal: AbortSignal
  /** One entry of a cluster looks for all of them. */
  readonly isLead: () => boolean
  /** The host answers for the first time, or again; `error`: why it does not any more. */
  readonly onTurn: (error: HomestakError | undefined) => void
  readonly onLook: () => void
  /** Told now and then while the host is waited for that never answered yet. */
  readonly onWait: (message: string) => void
}

export interface HostLoop {
  /** Milliseconds since the epoch of the last answer. */
  seen(): number | null
  /** Does not wait for the pause to be over. */
  hurry(): void
  /** Looks as if for the first time: what sightings do not recall is read. Tells when that is done, or the host lost. */
  lookAnew(): () => boolean
  stop(): void
}

/** `onFault`: told of what is no error of the host, but ours. */
export function keepLooking(parts: HostLoopParts, onFault: (error: unknown) => void): HostLoop {
  const { clock, random } = parts
  const stopping = new AbortController()
  const signal = AbortSignal.any([parts.signal, stopping.signal])
  let pause = new AbortController()
  let seen: number | null = null
  const looker = createLooker(parts, signal, () => (seen = clock.now()))

  const lookAnew = () => {
    pause.abort()
    return looker.forget()
  }

  const loop = async () => {
    for (let failures = 0; !signal.aborted;) {
      failures = (await looker.look()) ? 0 : failures + 1
      if (signal.aborted) return
      parts.onLook()
      if (failures === 0 && looker.isAsked()) continue
      const ms = Math.min(longestPauseMs, failures > 1 ? pauseMs * 2 ** (failures - 1) : pauseMs)
      pause = new AbortController()
      await clock.sleep(ms * (0.9 + random.float() / 5), AbortSignal.any([signal, pause.signal])).catch(() => undefined)
    }
  }
  loop().catch((error: unknown) => {
    if (!signal.aborted) onFault(error)
  })
  return { seen: () => seen, hurry: () => pause.abort(), lookAnew, stop: () => stopping.abort() }
}

/** Remembers between looks whether the host answered, and what its list showed. */
function createLooker(parts: HostLoopParts, signal: AbortSignal, onAnswer: () => number) {
  const { host, pass, sightings, clock, driftIntervalMs, isLead, onTurn } = parts
  let memory: ClusterMemory | undefined
  let answered = clock.now()
  let lost = false
  /** Looks as if for the first time that were asked for, and that were done. */
  let asked = 0
  let served = 0
  // A host that is needed again was seen before: it is looked at anew, with the same patience as ever.
  let begun = pass.world().hosts.has(host)

  const begin = async () => {
    const serving = asked
    let heard = lost || begun
    const started = clock.now()
    const tell = () => {
      if (!heard) parts.onWait(waitText(noAnswer, clock.now() - started))
    }
    const first = beginLooking({ pass, now: started, signal }, host, async () => {
      heard = true
      // The very first look has the patience of its own, and gives the host up by itself.
      if (begun) await pass.lookAgain(host)
      else await pass.look(host)
      begun = true
      const { snapshot, error } = pass.world().hosts.get(host) ?? {}
      if (!snapshot) throw error ?? new HomestakError({ code: 'Unreachable', message: `${host} does not answer` })
      return snapshot
    })
    memory = await whileTelling(clock, tell, () => first)
    served = serving
    lost = false
    onTurn(undefined)
  }

  const look = async (): Promise<boolean> => {
    try {
      if (!memory || served < asked) await begin()
      else if (isLead())
        await lookAtCluster({ pass, sightings, now: clock.now(), driftIntervalMs, signal }, host, memory)
      answered = onAnswer()
      return true
    } catch (error) {
      if (signal.aborted) return false
      if (!(error instanceof HomestakError)) throw error
      if (error.retry !== 'permanent' && begun && clock.now() - answered < silenceMs) return false
      begun = true
      memory = undefined
      pass.giveUp(host, error)
      if (!lost) onTurn(error)
      lost = true
      return false
    }
  }
  const forget = () => {
    asked += 1
    const wanted = asked
    return () => lost || served >= wanted
  }
  return { look, forget, isAsked: () => served < asked }
}
