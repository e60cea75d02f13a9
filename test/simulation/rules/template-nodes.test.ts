/** A template that a manifest declares: made once, never started, cloned from, and not taken away while clones rest on it. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { digestOf, imageStore, versionOf } from './image-store.ts'
import { disksOf, guestOf, hand, holds, lineOf, manifest, markOf, owned, photo, seeds, vm, writes } from './scene.ts'

const golden = (more = {}) => vm('golden', { template: true, vmid: 9000, ...more })
const shop = (nodes: readonly ReturnType<typeof vm>[], settings = {}) => manifest('shop', nodes, { settings })
const steps = (lab: Lab, key: string) =>
  lab.events.filter((event) => event.reason === 'StepStarted' && event.key === key).map(({ message }) => message)

describe('a template node', () => {
  test('is made without being started, and is converged then', async () => {
    const lab = await createLab({ 'shop.yaml': shop([golden()]) })
    const planned = lineOf(await lab.diff(), 'shop/golden').steps.map(({ summary }) => summary)
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 1 } })
    expect(steps(lab, 'shop/golden')).toEqual(planned)
    expect(planned.at(-1)).toBe('make it a template')
    const { config, running } = guestOf(lab.simulator, 'shop/golden')
    expect({ template: config['template'], running, seed: config['ide2'] }).toEqual({
      template: '1',
      running: undefined,
      seed: undefined,
    })
    expect(seeds(lab.simulator)).toEqual([])
    lab.simulator.world.clearRequests()
    lab.loseState()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect((await lab.diff()).summary).toEqual({ unchanged: 1, held: 0 })
    expect(writes(lab.simulator)).toEqual([])
  })

  test('takes what can be set on it, and leaves its disks as they are', async () => {
    const lab = await createLab({ 'shop.yaml': shop([golden()]) })
    await lab.reconcile()
    lab.files.set('shop.yaml', shop([golden({ disk: 40, tags: ['base'], on_boot: false })]))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/golden').config).toMatchObject({ onboot: '0', tags: 'base;homestak' })
    expect((await lab.diff()).summary).toEqual({ unchanged: 1, held: 0 })
  })

  test('that runs as a guest until now is stopped only where that is agreed to', async () => {
    const lab = await createLab({ 'shop.yaml': shop([vm('golden', { vmid: 9000 })]) })
    await lab.reconcile()
    lab.files.set('shop.yaml', shop([golden()]))
    expect(holds(await lab.reconcile())).toEqual({ 'shop/golden': 'RestartRequired' })
    lab.files.set('shop.yaml', shop([golden()], { restart: 'auto' }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/golden').config['template']).toBe('1')
  })

  test('never becomes a guest again but by a replace', async () => {
    const lab = await createLab({ 'shop.yaml': shop([golden()]) })
    await lab.reconcile()
    lab.files.set('shop.yaml', shop([vm('golden', { vmid: 9000 })]))
    expect(holds(await lab.reconcile())).toEqual({ 'shop/golden': 'ReplaceRequired' })
    expect((await lab.reconcile({ replace: ['shop/golden'] })).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/golden').running).toBeDefined()
  })
})

describe('what is cloned from it', () => {
  const clones = ['a', 'b', 'c'].map((name) => vm(name))

  test('waits for it, and rests on it, each with a mark, a card and a seed of its own', async () => {
    const lab = await createLab({ 'shop.yaml': shop([...clones, golden()]) })
    const planned = lineOf(await lab.diff(), 'shop/a').steps.map(({ summary }) => summary)
    expect(planned[0]).toMatch(/^clone template 9000 to \d+ \(linked\)$/)
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 4 } })
    const guests = ['a', 'b', 'c'].map((name) => guestOf(lab.simulator, `shop/${name}`))
    for (const { vmid } of guests) expect(disksOf(lab.simulator, vmid)).toEqual([])
    for (const { config } of guests) expect(config['virtio0']).toContain('vmstore:9000/base-9000-disk-0.raw/')
    const distinct = (pick: (guest: (typeof guests)[number]) => unknown) => new Set(guests.map(pick)).size
    expect([
      distinct((guest) => markOf(guest)?.uid),
      distinct(({ config }) => /[0-9A-F:]{17}/.exec(config['net0'] ?? '')?.[0]),
      distinct(({ config }) => config['ide2']),
    ]).toEqual([3, 3, 3])
    expect(guests.every(({ running }) => running !== undefined)).toBe(true)
    lab.loseState()
    lab.simulator.world.clearRequests()
    await lab.reconcile()
    expect(writes(lab.simulator)).toEqual([])
  })

  test.each([
    ['full', /\(full\)$/],
    ['import', /^create \d+ from local:import/],
  ])('is made as settings.clone: %s says', async (clone, step) => {
    const lab = await createLab({ 'shop.yaml': shop([golden(), vm('a')], { clone }) })
    const [first, second] = lineOf(await lab.diff(), 'shop/a').steps
    expect([first?.summary, second?.summary].some((summary) => step.test(summary ?? ''))).toBe(true)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/a').config['virtio0']).not.toContain('base-9000')
  })

  test('is a full clone where the storage puts no volume on another', async () => {
    const lab = await createLab({ 'shop.yaml': shop([golden(), vm('a')]) })
    const form = { storage: 'thick', type: 'lvm', vgname: 'thick', content: 'images' }
    await lab.settle(lab.simulator.world.run('POST', '/storage', form))
    lab.site.set('nodes/sim.yaml', (lab.site.get('nodes/sim.yaml') ?? '').replace('vmstore', 'thick'))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(steps(lab, 'shop/a')[0]).toMatch(/\(full\)$/)
  })

  test('may be under another name: the image of a guest names the template', async () => {
    const lab = await createLab({ 'shop.yaml': shop([golden(), vm('a', { image: 'golden' })]) })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/a').config['virtio0']).toContain('base-9000')
  })

  test('does not inherit its protection for good', async () => {
    const lab = await createLab({ 'shop.yaml': shop([golden({ protect: true }), vm('a')]) })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(guestOf(lab.simulator, 'shop/a').config['protection']).not.toBe('1')
    expect(guestOf(lab.simulator, 'shop/golden').config['protection']).toBe('1')
  })

  test('is ours from its first moment, wherever the run was cut off', async () => {
    for (let cut = 1; ; cut++) {
      const lab = await createLab({ 'shop.yaml': shop([golden(), vm('a')]) })
      const stop = new AbortController()
      let sent = 0
      lab.simulator.onRequest = ({ method }) => {
        if (method !== 'GET' && ++sent === cut) stop.abort()
      }
      const { exitCode } = await lab.reconcile({ stop: stop.signal })
      lab.simulator.onRequest = undefined
      if (exitCode === 0) break
      if (cut % 2 === 0) lab.loseState()
      expect((await lab.reconcile()).exitCode, `cut off at write ${cut}`).toBe(0)
      expect(owned(lab.simulator)).toEqual(['shop/a@sim', 'shop/golden@sim'])
      expect(seeds(lab.simulator).length, `seeds after write ${cut}`).toBeLessThanOrEqual(2)
    }
  })
})

describe('a template with linked clones', () => {
  const both = async () => {
    const lab = await createLab({
      'shop.yaml': shop([golden(), vm('a'), vm('b')]),
      'rest.yaml': manifest('rest', [vm('x')]),
    })
    await lab.reconcile()
    return lab
  }

  test('goes after them, also where nobody remembers who needs whom', async () => {
    for (const forgets of [false, true]) {
      const lab = await both()
      if (forgets) lab.loseState()
      const summary = await lab.destroy({ manifest: 'shop' }, { maxDestroy: 10 })
      expect(summary.exitCode).toBe(0)
      const gone = lab.events.filter(({ reason }) => reason === 'Destroyed').map(({ key }) => key)
      expect(gone.at(-1)).toBe('shop/golden')
      const failed = lab.simulator.world.tasks().filter(({ exitstatus }) => exitstatus !== 'OK')
      expect(failed).toEqual([])
      expect(owned(lab.simulator)).toEqual(['rest/x@sim'])
    }
  })

  test('is held while one of them stays', async () => {
    const lab = await both()
    const before = photo(lab.simulator, 9000)
    lab.files.set('shop.yaml', shop([vm('a'), vm('b')]))
    const summary = await lab.reconcile({ maxDestroy: 10 })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/golden': 'TemplateInUse' },
    })
    expect(lineOf(summary, 'shop/golden').held?.message).toContain('2 linked clones rest on template 9000')
    expect(photo(lab.simulator, 9000)).toBe(before)
    lab.files.set('shop.yaml', shop([vm('c', { settings: { clone: 'import' } })]))
    expect((await lab.reconcile({ maxDestroy: 10 })).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9000)).toBeUndefined()
  })

  test('is held, too, where they are to go but not in this run', async () => {
    const x = vm('x', { settings: { clone: 'import' } })
    const golds = (nodes: readonly ReturnType<typeof vm>[]) => manifest('golds', nodes)
    const lab = await createLab({
      'golds.yaml': golds([golden(), x]),
      'shop.yaml': shop([vm('a', { image: 'golden' }), vm('b')]),
    })
    expect((await lab.reconcile()).exitCode).toBe(0)
    lab.files.set('golds.yaml', golds([x]))
    lab.files.set('shop.yaml', shop([vm('b')]))
    lab.simulator.world.clearRequests()
    const narrowing = { narrowing: { manifests: ['golds'], nodes: [], host: null } }
    const held = { 'golds/golden': 'TemplateInUse' }
    expect(holds(await lab.diff(narrowing))).toEqual(held)
    expect(holds(await lab.reconcile(narrowing))).toEqual(held)
    expect(writes(lab.simulator)).toEqual([])
    expect((await lab.reconcile({ maxDestroy: 5 })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['golds/x@sim', 'shop/b@sim'])
  })

  test('is not replaced under them', async () => {
    const lab = await both()
    lab.files.set(
      'shop.yaml',
      shop([golden({ image: 'debian-13' }), vm('a', { image: 'golden' }), vm('b', { image: 'golden' })]),
    )
    expect(lineOf(await lab.reconcile({ replace: ['shop/golden'], maxDestroy: 10 }), 'shop/golden').held?.reason).toBe(
      'TemplateInUse',
    )
  })

  test.each(['clone', 'template'])('is kept, too, for a %s that somebody else made of it', async (what) => {
    const lab = await createLab({ 'shop.yaml': shop([golden(), vm('a', { settings: { clone: 'import' } })]) })
    await lab.reconcile()
    await hand(lab).clone(9000, 500, { full: 0 })
    if (what === 'template') await lab.settle(lab.simulator.world.run('POST', '/nodes/pve/qemu/500/template'))
    lab.files.set('shop.yaml', shop([vm('a', { settings: { clone: 'import' } })]))
    await hand(lab).set(500, { delete: 'tags' })
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/golden': 'TemplateInUse' },
    })
    expect(lineOf(summary, 'shop/golden').held?.message).toContain('500 (')
    expect(writes(lab.simulator)).toEqual([])
    await hand(lab).destroy(500)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9000)).toBeUndefined()
  })

  test('is kept by Proxmox VE itself where nobody could see that it is in use, and not asked again and again', async () => {
    const lab = await createLab({ 'shop.yaml': shop([golden(), vm('a', { settings: { clone: 'import' } })]) })
    await lab.reconcile()
    await hand(lab).clone(9000, 500, { full: 0 })
    await hand(lab).set(500, { delete: 'tags' })
    lab.files.set('shop.yaml', shop([vm('a', { settings: { clone: 'import' } })]))
    lab.simulator.faults = ({ path }) =>
      path.includes('/storage/vmstore/content') ? { status: 403, reason: 'Permission check failed' } : 'pass'
    lab.simulator.world.clearRequests()
    expect(holds(await lab.reconcile())).toEqual({ 'shop/golden': 'Held' })
    expect(writes(lab.simulator)).toHaveLength(1)
    expect(lab.simulator.world.guest(9000)).toBeDefined()
  })
})

describe('a template of a newer image', () => {
  test('is told; its clones are older only once it was made anew', async () => {
    const clock = virtualClock()
    const store = imageStore(clock)
    store.published.set('ubuntu-26', digestOf('a'))
    const nodes = [golden({ image: 'ubuntu-26' }), vm('a', { image: 'ubuntu-26', settings: { clone: 'full' } })]
    const lab = await createLab({ 'shop.yaml': shop(nodes) }, { clock, images: store.open })
    store.hosts.set('sim', lab.simulator)
    await lab.reconcile()
    expect(store.begun).toEqual(['ubuntu-26 to sim'])
    expect(markOf(guestOf(lab.simulator, 'shop/a'))?.inputs?.imageVersion).toBe(versionOf('a'))
    store.published.set('ubuntu-26', digestOf('b'))
    expect(holds(await lab.diff())).toEqual({ 'shop/golden': 'NewerImage' })
    expect(await lab.reconcile({ replace: ['shop/golden'] })).toMatchObject({ exitCode: 0 })
    expect(holds(await lab.diff())).toEqual({ 'shop/a': 'NewerImage' })
    await lab.reconcile({ replace: ['shop/a'] })
    expect((await lab.diff()).summary).toEqual({ unchanged: 2, held: 0 })
    expect(markOf(guestOf(lab.simulator, 'shop/a'))?.inputs?.imageVersion).toBe(versionOf('b'))
  })

  test('may be called like its image: made anew, it is no clone of itself', async () => {
    const clock = virtualClock()
    const store = imageStore(clock)
    store.published.set('ubuntu-26', digestOf('a'))
    const nodes = [vm('ubuntu-26', { template: true, image: 'ubuntu-26' })]
    const lab = await createLab({ 'shop.yaml': shop(nodes) }, { clock, images: store.open })
    store.hosts.set('sim', lab.simulator)
    await lab.reconcile()
    store.published.set('ubuntu-26', digestOf('b'))
    expect(await lab.reconcile({ replace: ['shop/ubuntu-26'] })).toMatchObject({ exitCode: 0 })
    const made = guestOf(lab.simulator, 'shop/ubuntu-26')
    expect({ template: made.config['template'], version: markOf(made)?.inputs?.imageVersion }).toEqual({
      template: '1',
      version: versionOf('b'),
    })
    expect(lab.events.some(({ reason }) => reason === 'Drift')).toBe(false)
  })
})
