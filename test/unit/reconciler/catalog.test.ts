/** Where the name of an image leads on a host, and where seeds and disks may lie. */
import { describe, expect, test } from 'vitest'
import type { StorageView } from '../../../src/pve/storages.ts'
import { checkDatastores, findIsoStorage, readCatalog } from '../../../src/reconciler/catalog.ts'
import { findImage } from '../../../src/reconciler/find-image.ts'
import type { Catalog } from '../../../src/reconciler/host-view.ts'
import { ok, scriptedHost } from '../pve/scripted-host.ts'
import { aGuest, aHost, anEntry, aNode, aVolume, catalog, type SeenGuest } from './fixtures.ts'

const web = aNode()
const host = (more: Partial<Catalog>, images: Readonly<Record<string, string>> = {}) =>
  aHost({ catalog: { ...catalog, imports: [], ...more }, entry: anEntry('hv0', { images }) })

const template = (vmid: number, disk = 'vmstore:900/base-900-disk-0.raw') =>
  aGuest({
    vmid,
    node: null,
    config: { name: 'debian-12', template: '1', virtio0: disk, ide2: 'local:900/cloudinit.qcow2,media=cdrom' },
  }).view
const templates = (...views: ReturnType<typeof template>[]) => new Map(views.map((view) => [view.vmid, view]))
const imports = [aVolume('local:import/debian-12.qcow2')]

describe('what a host offers', () => {
  const listed = (storage: string, content: string, active = 1) => ({
    storage,
    type: 'dir',
    content,
    enabled: 1,
    active,
    shared: 0,
  })
  const on = (node: string, { view, listed: entry }: SeenGuest) => ({
    view: { ...view, node },
    listed: { ...entry, node },
  })
  const content = (volid: string) => ok([{ volid, format: 'qcow2', size: 1 }])
  const script = {
    'GET /nodes/pve1/storage': [
      ok([
        listed('local', 'iso,import'),
        listed('nas', 'import'),
        listed('off', 'import,iso', 0),
        listed('vmstore', 'images'),
      ]),
    ],
    'GET /nodes/pve1/storage/local/content': [content('local:import/debian-12.qcow2')],
    'GET /nodes/pve1/storage/nas/content': [content('nas:import/debian-13.qcow2')],
    'GET /nodes/pve1/qemu/900/pending': [ok([{ key: 'name', value: 'debian-12' }])],
  }
  const seen = [
    aGuest({ vmid: 900, node: null, config: { name: 'debian-12', template: '1' } }),
    aGuest({ vmid: 901, node: null, config: { name: 'windows', template: '1' } }),
    aGuest({ vmid: 902, node: null, config: { name: 'debian-12' } }),
    on('pve2', aGuest({ vmid: 903, node: null, config: { name: 'debian-12', template: '1' } })),
  ]
  const read = async () => {
    const host = scriptedHost(script)
    const { snapshot } = aHost({ seen })
    if (!snapshot) throw new Error('a host without guests')
    return { found: await readCatalog(host.client, anEntry(), snapshot, ['debian-12']), calls: host.calls() }
  }

  test('is read from active storages only, and from no guest but templates of the wanted names on that node', async () => {
    expect((await read()).calls.toSorted()).toEqual([
      'GET /nodes/pve1/qemu/900/pending',
      'GET /nodes/pve1/storage',
      'GET /nodes/pve1/storage/local/content?content=import',
      'GET /nodes/pve1/storage/local/content?content=iso',
      'GET /nodes/pve1/storage/nas/content?content=import',
    ])
  })

  test('is every volume that can be imported, the ISO files on local, and the templates', async () => {
    const { found } = await read()
    expect(found.imports.map(({ volid }) => volid)).toEqual([
      'local:import/debian-12.qcow2',
      'nas:import/debian-13.qcow2',
    ])
    expect([...found.templates.keys()]).toEqual([900])
    expect(found.localIsos).toHaveLength(1)
  })
})

describe('an image', () => {
  test('is the volume that the host file names, before all else', () => {
    const images = { 'debian-12': 'nas:import/deb12-cloud.raw' }
    expect(findImage(web, host({ imports, templates: templates(template(900)) }, images))).toEqual({
      found: { kind: 'import', volume: 'nas:import/deb12-cloud.raw' },
    })
  })

  test('is a volume of its name that can be imported, before a template', () => {
    expect(findImage(web, host({ imports, templates: templates(template(900)) }))).toEqual({
      found: { kind: 'import', volume: 'local:import/debian-12.qcow2' },
    })
    expect(findImage(web, host({ imports: [aVolume('nas:import/debian-12.raw')] }))).toHaveProperty(
      'found.volume',
      'nas:import/debian-12.raw',
    )
  })

  test('is a template of its name, copied as a linked clone where it lies on the wanted storage', () => {
    expect(findImage(web, host({ templates: templates(template(900)) }))).toEqual({
      found: { kind: 'clone', vmid: 900, full: false },
    })
    expect(findImage(web, host({ templates: templates(template(900, 'fast:base-900-disk-0')) }))).toEqual({
      found: { kind: 'clone', vmid: 900, full: true },
    })
  })

  test.each(['local:import/debian-12.qcow2.part', 'local:import/my-debian-12.qcow2', 'local:import/debian-12.vmdk'])(
    'is not %s',
    (volid) => {
      expect(findImage(web, host({ imports: [aVolume(volid)] }))).toHaveProperty('hold.reason', 'MissingImage')
    },
  )

  test('that is nowhere holds the node, with all ways to have it', () => {
    expect(findImage(web, host({}))).toEqual({
      hold: {
        reason: 'MissingImage',
        message: 'no storage of hv0 has the image debian-12',
        fix:
          'homestak image fetch debian-12 -H hv0; or upload it as debian-12.qcow2 to a storage with import content, ' +
          'name a volume under images: in nodes/hv0.yaml, ' +
          'or make a template guest called debian-12',
      },
    })
  })

  test('that is only an ISO volume, as the seed system kept it, holds the node with the two ways out', () => {
    const hold = {
      reason: 'MissingImage',
      message: "local:iso/debian-12.img is on hv0, but Proxmox VE's API cannot make a disk from an ISO volume",
      fix: expect.stringMatching(
        /^on the host, as root: mv \S+\/iso\/debian-12\.img \S+\/import\/debian-12\.qcow2 .*, or make a template guest called debian-12$/,
      ),
    }
    expect(findImage(web, host({ localIsos: [aVolume('local:iso/debian-12.img')] }))).toEqual({ hold })
  })

  test('that the host file maps to an ISO volume is told by the name of that file', () => {
    const mapped = host({}, { 'debian-12': 'local:iso/deb12-custom.img' })
    expect(findImage(web, mapped)).toHaveProperty('hold.fix', expect.stringContaining('/iso/deb12-custom.img '))
    expect(findImage(web, host({ imports }, { 'debian-12': 'local:iso/deb12.img' }))).toHaveProperty(
      'found.kind',
      'import',
    )
  })
})

const storage = (name: string, content: readonly string[], active = true): StorageView => ({
  name,
  type: 'dir',
  content,
  active,
  shared: false,
  free: 1e12,
})

describe('the storage for seeds', () => {
  const on = (storages: readonly StorageView[], isoDatastore: string | null = null) =>
    findIsoStorage(aHost({ catalog: { ...catalog, storages }, entry: anEntry('hv0', { isoDatastore }) }))

  test('is the one that the host file names', () => {
    expect(on([storage('local', ['iso']), storage('nas', ['iso'])], 'nas')).toEqual({ found: 'nas' })
  })

  test('is `local`, else the first that is active and takes ISO images', () => {
    expect(on([storage('aaa', ['iso']), storage('local', ['iso'])])).toEqual({ found: 'local' })
    const others = [storage('aaa', ['images']), storage('local', ['iso'], false), storage('nas', ['iso'])]
    expect(on(others)).toEqual({ found: 'nas' })
  })

  test('that takes no ISO images holds the node', () => {
    expect(on([storage('local', ['images'])])).toHaveProperty('hold.reason', 'MissingStorage')
    expect(on([storage('local', ['iso']), storage('nas', ['images'])], 'nas')).toHaveProperty(
      'hold.message',
      'storage nas of hv0 takes no ISO images',
    )
  })

  test('is a matter of privileges where none shows', () => {
    expect(on([])).toMatchObject({
      hold: {
        reason: 'MissingPrivilege',
        message: 'the token of hv0 sees no storage: it lacks Datastore.Audit on /storage',
        fix: expect.stringContaining('`homestak preflight -H hv0`'),
      },
    })
  })
})

describe('the storages for disks', () => {
  const check = (storages: readonly StorageView[], extra?: string) => {
    const disks = extra === undefined ? [] : [{ name: 'data', size: 1, datastore: extra }]
    return checkDatastores(aNode({ guest: { disks } }), aHost({ catalog: { ...catalog, storages } }))
  }

  test('are there, active, and take disks: then nothing is held', () => {
    expect(check([storage('vmstore', ['images']), storage('fast', ['images'])], 'fast')).toBeUndefined()
  })

  test.each([
    ['is not there', [storage('fast', ['images'])], 'vmstore'],
    ['is not active', [storage('vmstore', ['images'], false), storage('fast', ['images'])], 'vmstore'],
    ['takes no disks', [storage('vmstore', ['iso']), storage('fast', ['images'])], 'vmstore'],
  ])('hold the node where one %s, and name those that can be used', (_, storages, missing) => {
    expect(check(storages)).toEqual({
      reason: 'MissingStorage',
      message: `storage ${missing} of hv0 does not exist, is not active, or takes no disks`,
      fix: 'set datastore: in nodes/hv0.yaml to one of fast',
    })
  })

  test('are a matter of privileges where none shows', () => {
    expect(check([])?.reason).toBe('MissingPrivilege')
  })

  test('are also those of the extra disks', () => {
    expect(check([storage('vmstore', ['images'])], 'fast')?.message).toContain('storage fast of hv0')
  })
})
