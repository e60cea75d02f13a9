/** How long things take in the simulated world, in milliseconds. */

export type Profile = 'instant' | 'fast' | 'real'

/** From and up to, in milliseconds. */
type Span = readonly [number, number]

export interface Pace {
  readonly create: Span
  readonly clone: Span
  /** Of each drive that rests on a template's. */
  readonly link: Span
  readonly start: Span
  readonly stop: Span
  readonly shutdown: Span
  /** After a stop, with the lock of the guest held. */
  readonly cleanUp: Span
  readonly destroy: Span
  readonly configure: Span
  readonly copy: Span
  /** Under the lock of a storage. */
  readonly allocate: Span
  /** From the start of a guest until its agent answers. */
  readonly boot: Span
  /** Before a failed authentication is answered. */
  readonly refusal: Span
  /** Before a call to a silent agent is answered. */
  readonly agentSilence: Span
}

const none: Span = [0, 0]

const paces: Readonly<Record<Profile, Pace>> = {
  instant: {
    create: none,
    clone: none,
    link: none,
    start: none,
    stop: none,
    shutdown: none,
    cleanUp: none,
    destroy: none,
    configure: none,
    copy: none,
    allocate: none,
    boot: none,
    refusal: none,
    agentSilence: none,
  },
  fast: {
    create: [300, 500],
    clone: [300, 500],
    link: [50, 100],
    start: [150, 250],
    stop: [100, 200],
    shutdown: [300, 600],
    cleanUp: [100, 100],
    destroy: [100, 200],
    configure: [20, 60],
    copy: [50, 100],
    allocate: [5, 5],
    boot: [1000, 3000],
    refusal: [3000, 3000],
    agentSilence: [3000, 3000],
  },
  real: {
    create: [4000, 12_000],
    clone: [5000, 20_000],
    link: [500, 2000],
    start: [1000, 3000],
    stop: [500, 1500],
    shutdown: [3000, 10_000],
    cleanUp: [1000, 1000],
    destroy: [500, 2000],
    configure: [50, 300],
    copy: [500, 3000],
    allocate: [300, 300],
    boot: [15_000, 60_000],
    refusal: [3000, 3000],
    agentSilence: [3000, 3000],
  },
}

/** The pace of a profile, `speed` times as fast. */
export function paceOf(profile: Profile, speed: number): Pace {
  const at = ([from, to]: Span): Span => [from / speed, to / speed]
  const {
    create,
    clone,
    link,
    start,
    stop,
    shutdown,
    cleanUp,
    destroy,
    configure,
    copy,
    allocate,
    boot,
    refusal,
    agentSilence,
  } = paces[profile]
  return {
    create: at(create),
    clone: at(clone),
    link: at(link),
    start: at(start),
    stop: at(stop),
    shutdown: at(shutdown),
    cleanUp: at(cleanUp),
    destroy: at(destroy),
    configure: at(configure),
    copy: at(copy),
    allocate: at(allocate),
    boot: at(boot),
    refusal: at(refusal),
    agentSilence: at(agentSilence),
  }
}
