/** Whatever is asked, in whatever order: no request breaks the simulator, no disk is lost, no lock stays. */
import { describe, expect, test } from 'vitest'
import apiSchema from '../../../src/pve/api-schema.json' with { type: 'json' }
import { drivesOf, fileOf, isUnusedKey } from '../../../src/simulator/qemu/drive.ts'
import type { Guest } from '../../../src/simulator/state.ts'
import { asRecord, bench, guests, startWeb, webGuest } from './bench.ts'
import type { Bench, Form, Verb } from './bench.ts'
import { seededRandom } from './virtual-clock.ts'

function chooser(seed: number) {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random.float() * limit)
  function pick<T>(list: readonly [T, ...T[]]): T {
    return list[below(list.length)] ?? list[0]
  }
  return { pick, below, chance: (share: number) => random.float() < share }
}

describe('any request', () => {
  const values = [
    '1',
    '0',
    '',
    'abc',
    '100',
    '101',
    'vmstore',
    'local',
    'scsi0',
    'virtio,bridge=vmbr0',
    'vmstore:1',
    'vmstore:cloudinit',
    'none,media=cdrom',
    'a,b',
    ';',
    '%',
    'ä',
    '=x',
    'x=',
    '1.5',
    '-1',
    'http://',
    'local:iso/a.iso',
    'order=scsi0',
  ] as const
  const paths = Object.entries(apiSchema.paths).filter(([path]) => !path.startsWith('/access'))

  test('has an answer', async () => {
    const lab = bench()
    await startWeb(lab, 100)
    const { pick, below, chance } = chooser(5)
    const seen = new Set<number>()
    for (let round = 0; round < 3000; round += 1) {
      const [template, methods] = paths[below(paths.length)] ?? ['/version', {}]
      const verbs = Object.entries(methods)
      const [verb, method] = verbs[below(verbs.length)] ?? ['GET', {}]
      const parameters = asRecord(asRecord(method)['parameters'])
      const names = Object.keys(asRecord(parameters['properties'] ?? {})).filter(
        (name) => !template.includes(`{${name}}`),
      )
      const form: Record<string, string> = {}
      for (const name of names) {
        if (chance(4 / names.length)) form[name.replace('[n]', String(below(3)))] = pick(values)
      }
      const path = template
        .replace('{node}', 'pve')
        .replace('{vmid}', pick(['100', '101', '999']))
        .replace('{storage}', pick(['local', 'vmstore', 'none']))
        .replaceAll(/\{\w+\}/g, () => encodeURIComponent(pick(values)))
      seen.add((await lab.ask(asVerb(verb), path, form)).status)
      if (round % 50 === 0) await lab.clock.advance(3000)
    }
    expect([...seen].toSorted((a, b) => a - b)).toEqual([200, 400, 500, 501])
  })
})

const asVerb = (verb: string): Verb => (verb === 'POST' || verb === 'PUT' || verb === 'DELETE' ? verb : 'GET')

/** The images that a guest knows of, with those of its snapshots. */
function imagesOf(guest: Guest): string[] {
  const configs = [guest.config, guest.pending, ...guest.snapshots.map(({ config }) => config)]
  return configs.flatMap((config) => [
    ...drivesOf(config).map(([, drive]) => fileOf(drive)),
    ...Object.keys(config)
      .filter(isUnusedKey)
      .map((key) => config[key] ?? ''),
  ])
}

const changes: readonly [Form, ...Form[]] = [
  { scsi1: 'vmstore:1' },
  { delete: 'scsi1' },
  { delete: 'unused0' },
  { scsi1: 'vmstore:1', scsi3: 'vmstore:1/vm-1-disk-0.raw' },
  { delete: 'scsi1', force: 1 },
  { revert: 'scsi1' },
  { ide2: 'vmstore:cloudinit' },
  { delete: 'ide2' },
  { ide0: 'vmstore:1' },
  { delete: 'ide0' },
  { scsi0: 'vmstore:1' },
  { delete: 'scsi0' },
  { virtio1: 'vmstore:0,import-from=local:import/debian-13.qcow2' },
]

/** One act of a person without a plan. */
function act(lab: Bench, { pick, below, chance }: ReturnType<typeof chooser>): Promise<unknown> {
  const id = pick([100, 101, 102])
  const at = `${guests}/${id}`
  const newid = pick([100, 101, 102, 103])
  const acts: readonly [() => Promise<unknown>, ...(() => Promise<unknown>)[]] = [
    () =>
      lab.ask(
        'POST',
        guests,
        webGuest(
          id,
          pick<Form>([{}, { ide2: 'vmstore:cloudinit' }, { start: 1 }, { scsi1: 'vmstore:9/vm-9-disk-0.raw' }]),
        ),
      ),
    () =>
      lab.ask('POST', `${at}/status/${pick(['start', 'stop', 'shutdown', 'reboot', 'reset', 'suspend', 'resume'])}`),
    () => lab.ask('POST', `${at}/config`, pick(changes)),
    () => lab.ask('DELETE', at),
    () => lab.ask('POST', `${at}/clone`, pick<Form>([{ newid }, { newid, full: 1 }])),
    () => lab.ask('POST', `${at}/template`),
    () => lab.ask('POST', `${at}/snapshot`, { snapname: 's1' }),
    () => lab.ask('DELETE', `${at}/snapshot/s1`),
    () => lab.ask('POST', `${at}/snapshot/s1/rollback`),
    () => lab.ask('PUT', `${at}/resize`, { disk: 'scsi0', size: '+1G' }),
    () =>
      lab.ask('POST', `${at}/move_disk`, {
        disk: 'scsi0',
        storage: 'vmstore',
        format: pick(['raw', 'qcow2']),
        delete: below(2),
      }),
    () => lab.clock.advance(below(4000)),
    async () => {
      const last = lab.simulator.world.tasks().at(-1)
      if (last && chance(0.5)) await lab.ask('DELETE', `/nodes/pve/tasks/${encodeURIComponent(last.upid)}`)
    },
  ]
  return pick(acts)()
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  'every image belongs to a guest, and every lock ends (seed %i)',
  async (seed) => {
    const lab = bench({ seed })
    const choice = chooser(seed * 77)
    for (let round = 0; round < 150; round += 1) await act(lab, choice)
    await lab.clock.advance(400_000)
    const { world } = lab.simulator
    const images = world
      .volumes()
      .filter(({ vmid }) => vmid !== undefined)
      .map(({ storage, name }) => `${storage}:${name}`)
    const known = new Set(world.guests().flatMap(imagesOf))
    expect(images.filter((image) => !known.has(image))).toEqual([])
    expect([...known].filter((image) => image !== 'none' && !images.includes(image))).toEqual([])
    expect(world.guests().filter(({ config }) => config['lock'] !== undefined)).toEqual([])
    expect(world.tasks().filter(({ exitstatus }) => exitstatus === undefined)).toEqual([])
  },
)
