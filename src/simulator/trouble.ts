/** What goes wrong in a simulated world, and when: decided by rules and a seed, the same for the same seed. */
import type { Clock } from '../clock.ts'
import { seededRandom } from '../clock.ts'
import type { Fault, FaultRequest } from './faults.ts'

/** Faults of single requests, of tasks, and of what is there. */
export type RequestFault = 'refuse' | 'reset' | 'lost-answer' | 'slow' | 'status'
export type TaskFault = 'task-fails' | 'task-hangs' | 'task-vanishes' | 'stale-lock'
export type StandingFault = 'storage-full' | 'agent-silent' | 'node-down' | 'cleanup-lock' | 'new-addresses'

export interface FaultRule {
  readonly kind: RequestFault | TaskFault | StandingFault
  /** Of requests: their method, and their path without `/api2/json`, where `*` stands for anything. */
  readonly method?: string
  readonly path?: string
  /** The type of a task, such as `qmcreate`. */
  readonly task?: string
  readonly vmid?: number
  readonly storage?: string
  readonly node?: string
  /** From 0 to 1; always where it is left out. */
  readonly chance?: number
  /** How often at most. */
  readonly times?: number
  /** Seconds since the simulator began. */
  readonly from?: number
  readonly until?: number
  /** How long an answer takes, or a lock is held. */
  readonly seconds?: number
  readonly status?: number
  /** The reason phrase, or the text that a task fails with. */
  readonly reason?: string
  /** What is left in the guest's configuration. */
  readonly lock?: string
}

export interface FaultPlan {
  readonly seed?: number
  readonly faults: readonly FaultRule[]
}

export interface Trouble {
  /** What happens to a request, and how many milliseconds its answer is late. */
  request(request: FaultRequest): { readonly before: Fault; readonly after: Fault; readonly lateMs: number }
  task(type: string, id: string, node: string): FaultRule | undefined
  isFull(storage: string): boolean
  isSilent(vmid: number): boolean
  isDown(node: string): boolean
  /** Milliseconds that the clean-up after a stop holds the guest's file lock. */
  cleanUpMs(vmid: number): number
  /** Whether a guest gets other addresses with each boot. */
  movesAddress(vmid: number): boolean
}

const calm = { before: 'pass', after: 'pass', lateMs: 0 } as const

export function troubleOf(plan: FaultPlan, clock: Clock): Trouble {
  const began = clock.now()
  const { seed = 1 } = plan
  const rules = plan.faults.map((rule, index) => ({ rule, index, met: 0, struck: 0, path: pattern(rule.path) }))
  type Known = (typeof rules)[number]

  const isOn = ({ rule: { from = 0, until = Infinity } }: Known): boolean => {
    const age = (clock.now() - began) / 1000
    return age >= from && age < until
  }
  /** By how often the rule was met, so that the order of the others does not matter. */
  const strikes = (known: Known): boolean => {
    const { rule, index } = known
    known.met += 1
    if (known.struck >= (rule.times ?? Infinity) || !falls(seed, index, String(known.met), rule.chance)) return false
    known.struck += 1
    return true
  }
  /** What stands is decided once for each guest, storage or node. */
  const stands = (kind: StandingFault, subject: string, fits: (rule: FaultRule) => boolean): FaultRule | undefined =>
    rules.find(
      (known) =>
        known.rule.kind === kind &&
        fits(known.rule) &&
        isOn(known) &&
        falls(seed, known.index, subject, known.rule.chance),
    )?.rule
  const ofGuest = (kind: StandingFault, vmid: number) =>
    stands(kind, String(vmid), (rule) => rule.vmid === undefined || rule.vmid === vmid)

  return {
    request({ method, path }) {
      const plain = path.replace(/^\/api2\/\w+/, '')
      const struck = rules.find(
        (known) =>
          isRequestFault(known.rule) &&
          (known.rule.method === undefined || known.rule.method === method) &&
          known.path.test(plain) &&
          isOn(known) &&
          strikes(known),
      )?.rule
      return struck ? effectOf(struck) : calm
    },
    task: (type, id, node) =>
      rules.find(
        (known) =>
          isTaskFault(known.rule) &&
          (known.rule.node === undefined || known.rule.node === node) &&
          (known.rule.task === undefined || known.rule.task === type) &&
          (known.rule.vmid === undefined || String(known.rule.vmid) === id) &&
          isOn(known) &&
          strikes(known),
      )?.rule,
    isFull: (storage) =>
      stands('storage-full', storage, (rule) => rule.storage === undefined || rule.storage === storage) !== undefined,
    isSilent: (vmid) => ofGuest('agent-silent', vmid) !== undefined,
    isDown: (node) => stands('node-down', node, (rule) => rule.node === undefined || rule.node === node) !== undefined,
    cleanUpMs: (vmid) => {
      const rule = ofGuest('cleanup-lock', vmid)
      return rule ? (rule.seconds ?? longestCleanUp) * 1000 : 0
    },
    movesAddress: (vmid) => ofGuest('new-addresses', vmid) !== undefined,
  }
}

/** Seconds. */
const longestCleanUp = 30

/** Glob to expression; nothing given is everything. */
const pattern = (glob = '*'): RegExp =>
  new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`)

const requestFaults: readonly string[] = ['refuse', 'reset', 'lost-answer', 'slow', 'status']
const taskFaults: readonly string[] = ['task-fails', 'task-hangs', 'task-vanishes', 'stale-lock']
const isRequestFault = ({ kind }: FaultRule): boolean => requestFaults.includes(kind)
const isTaskFault = ({ kind }: FaultRule): boolean => taskFaults.includes(kind)

function effectOf({ kind, status = 500, reason, seconds = 0 }: FaultRule): ReturnType<Trouble['request']> {
  const lateMs = seconds * 1000
  switch (kind) {
    case 'refuse':
      return { before: 'refuse', after: 'pass', lateMs }
    case 'reset':
      return { before: 'reset', after: 'pass', lateMs }
    case 'lost-answer':
      return { before: 'pass', after: 'reset', lateMs }
    case 'status':
      return { before: { status, reason: reason ?? reasons[status] ?? 'simulated failure' }, after: 'pass', lateMs }
    default:
      return { ...calm, lateMs }
  }
}

const reasons: Readonly<Record<number, string>> = {
  500: 'got timeout',
  595: 'Connection refused',
  596: 'Connection timed out',
  599: 'Too many redirections',
}

/** Chance from the seed, the rule and what it is about. */
function falls(seed: number, index: number, subject: string, chance = 1): boolean {
  let mixed = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)
  for (const letter of subject) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return seededRandom(mixed >>> 0).float() < chance
}
