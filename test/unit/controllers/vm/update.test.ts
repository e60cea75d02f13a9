/** The fields and tags of a virtual machine: what differs, and which steps close the difference. */
import { describe, expect, test } from 'vitest'
import { vmController } from '../../../../controllers/vm/index.ts'
import { checkPlans } from './cases.ts'
import { assignment, declared, guestSeen, planFor } from './fixtures.ts'

const stopped = { status: 'stopped' } as const
const start = 'status: running <- stopped (update)'
const restart = ['restart shutdown 120', 'start']

describe('a guest that is as declared', () => {
  checkPlans([
    { reason: 'runs and fits to the letter: nothing is done', changes: [], steps: [] },
    { reason: 'is off: it is declared to run', seen: stopped, changes: [start], steps: ['start'] },
  ])
})

describe('a field that a running guest takes at once', () => {
  checkPlans([
    {
      reason: 'the name is a label',
      seen: { config: { name: 'old' } },
      changes: ['name: web <- old (update)'],
      steps: ['configure name=web'],
    },
    {
      reason: 'starting with the host concerns the next start of the host',
      node: { guest: { onBoot: false } },
      changes: ['on_boot: false <- true (update)'],
      steps: ['configure onboot=0'],
    },
    {
      reason: 'the order among the guests concerns the next start of the host',
      seen: { config: { startup: null } },
      changes: ['startup: order=3,up=10,down=10 <-  (update)'],
      steps: ['configure startup=order=3,up=10,down=10'],
    },
    {
      reason: 'several fields are one write',
      seen: { config: { name: 'old', onboot: '0' } },
      changes: ['name: web <- old (update)', 'on_boot: true <- false (update)'],
      steps: ['configure name=web onboot=1'],
    },
  ])
})

/** Field, PVE's key, what is found, how that is shown, what is written. */
const restarting = [
  ['cores', 'cores', '1', '2 <- 1', 'cores=2'],
  ['memory', 'memory', '512', '2048 <- 512', 'memory=2048'],
  ['balloon', 'balloon', '1024', '0 <- 1024', 'balloon=0'],
  ['ostype', 'ostype', 'other', 'l26 <- other', 'ostype=l26'],
  ['cpu', 'cpu', 'kvm64', 'host <- kvm64', 'cpu=host'],
  ['agent', 'agent', '0', 'true <- false', 'agent=enabled=1'],
  ['serial0', 'serial0', '/dev/ttyS1', 'socket <- /dev/ttyS1', 'serial0=socket'],
] as const

describe.each(restarting)('%s, which a running guest takes with a restart', (path, key, found, shown, write) => {
  const config = { [key]: found }
  checkPlans([
    {
      reason: 'is written as pending, then the guest is taken off and started: a reboot inside would not take it over',
      seen: { config },
      changes: [`${path}: ${shown} (restart)`],
      steps: [`configure ${write}`, ...restart],
    },
    {
      reason: 'is simply written where the guest is off',
      seen: { config, ...stopped },
      changes: [`${path}: ${shown} (update)`, start],
      steps: [`configure ${write}`, 'start'],
    },
  ])
})

describe('a value that waits for a restart', () => {
  checkPlans([
    {
      reason: 'is ours where it is the declared one, whoever wrote it: only the restart is left',
      seen: { config: { cores: '1' }, pending: { cores: { value: '2' } } },
      changes: ['cores: 2 <- 1 (restart pending) (restart)'],
      steps: restart,
    },
    {
      reason: 'is shown beside what the guest lacks until then',
      seen: { config: { serial0: null }, pending: { serial0: { value: 'socket' } } },
      changes: ['serial0: socket <- (none) (restart pending) (restart)'],
      steps: restart,
    },
    {
      reason: 'is taken back where the one in effect is right: that needs no restart',
      seen: { pending: { cores: { value: '8' }, memory: { value: '512' } } },
      changes: ['cores: 2 <- 8 (pending) (update)', 'memory: 2048 <- 512 (pending) (update)'],
      steps: ['configure revert=cores,memory'],
    },
    {
      reason: 'is taken back also where it would take the setting out',
      seen: { pending: { agent: { delete: true } } },
      changes: ['agent: true <- false (pending) (update)'],
      steps: ['configure revert=agent'],
    },
    {
      reason: 'is written over where both it and the one in effect are wrong',
      seen: { config: { cores: '1' }, pending: { cores: { value: '8' } } },
      changes: ['cores: 2 <- 1 (restart)'],
      steps: ['configure cores=2', ...restart],
    },
    {
      reason: 'is left alone in a field that nobody declares',
      seen: { pending: { vga: { value: 'qxl' } } },
      changes: [],
      steps: [],
    },
    {
      reason: 'a hard stop is a shutdown without patience',
      node: { policy: { stop: 'hard' } },
      seen: { config: { cores: '1' }, pending: { cores: { value: '2' } } },
      changes: ['cores: 2 <- 1 (restart pending) (restart)'],
      steps: ['restart shutdown 0', 'start'],
    },
  ])
})

describe('the tags', () => {
  checkPlans([
    {
      reason: 'of people stay, and order means nothing',
      seen: { config: { tags: 'backup;homestak;shop' } },
      changes: [],
      steps: [],
    },
    {
      reason: 'that are missing are added to those that are there, sorted as PVE keeps them',
      seen: { config: { tags: 'zone' } },
      changes: ['tags: ["homestak","shop","zone"] <- ["zone"] (update)'],
      steps: ['configure tags=homestak;shop;zone'],
    },
  ])
})

test('every step names the changes that it is for, and every change has a step or is taken over by one', () => {
  const node = declared({ guest: { cores: 4, disk: 20 }, policy: { protect: true } })
  const { changes, steps } = planFor(node, guestSeen({ config: { tags: null, ide2: null } }))
  expect(steps.flatMap(({ because }) => because.length)).not.toContain(0)
  expect(changes.filter((change) => !steps.some(({ because }) => because.includes(change)))).toEqual([])
})

test('a guest that could not be looked at differs in nothing and gives no step', () => {
  const seen = { presence: 'unknown', why: 'the host is silent' } as const
  const forced = { path: 'guest', desired: 'present', observed: 'absent', forces: 'replace' } as const
  expect(vmController.diff(declared(), seen)).toEqual([])
  expect(vmController.plan(declared(), seen, [forced], assignment)).toEqual([])
})
