/** What is to be done about a node or a guest, in a word, and why it may not be. */
import { describe, expect, test } from 'vitest'
import type { DesiredNode } from '../../../src/graph/desired-node.ts'
import { decideGuest, decideNode } from '../../../src/reconciler/decide.ts'
import {
  aGuest,
  aHost,
  anEntry,
  aNode,
  aSilentHost,
  aWorld,
  catalog,
  consent,
  enough,
  uidOf,
  type GuestParts,
  type Scene,
} from './fixtures.ts'

const web = aNode()

interface Case {
  readonly node?: DesiredNode
  readonly guest?: GuestParts | null
  readonly scene?: Scene
}

function decide({ node = web, guest = {}, scene }: Case = {}) {
  const seen = guest === null ? [] : [aGuest({ node, ...guest })]
  return decideNode(node, aWorld({ nodes: [node], hosts: [aHost({ seen })], ...scene }), 'uid')
}

const inWords = (decision: ReturnType<typeof decide>) =>
  `${decision.action}${decision.held ? `, held: ${decision.held.reason}` : ''}`

describe('a declared node', () => {
  const front = aNode({ name: 'front', more: { movedFrom: [web.identity] } })
  const replaced = { mark: { inputs: { image: '1:ff' } } }
  const agreed = { replace: new Set([web.key]) }

  test.each<[string, Case, string]>([
    ['that is as declared', {}, 'unchanged'],
    ['without a guest', { guest: null }, 'create'],
    ['whose guest differs', { guest: { config: { onboot: '0' } } }, 'update'],
    ['whose guest is off', { guest: { status: 'stopped' } }, 'update'],
    [
      'whose guest takes it over with a restart',
      { guest: { config: { cores: '9' } } },
      'restart, held: RestartRequired',
    ],
    [
      'that may be restarted',
      { node: aNode({ policy: { restart: 'auto' } }), guest: { config: { cores: '9' } } },
      'restart',
    ],
    ['with another image', { guest: replaced }, 'replace, held: ReplaceRequired'],
    ['that may be replaced', { guest: replaced, scene: { consents: consent(agreed), budget: enough(100) } }, 'replace'],
    ['that took a guest over', { node: front, guest: { node: web } }, 'move'],
    [
      'with a spec, and nothing else to do',
      { node: aNode({ more: { spec: 'base' } }) },
      'configure, held: NotSupported',
    ],
    [
      'with a spec, and more to do',
      { node: aNode({ more: { spec: 'base' } }), guest: { status: 'stopped' } },
      'update',
    ],
    ['on a silent host', { scene: { hosts: [aSilentHost()] } }, 'unknown'],
    ['that is suspended', { node: aNode({ policy: { suspend: true } }), guest: null }, 'create, held: Suspended'],
    [
      'of a type that cannot be made',
      { node: aNode({ more: { type: 'ct' } }), guest: null },
      'create, held: NotSupported',
    ],
    ['for OpenTofu', { node: aNode({ more: { provisioner: 'tofu' } }), guest: null }, 'create'],
    [
      'in a range that is full',
      {
        guest: null,
        scene: { hosts: [aHost({ seen: [aGuest({ vmid: 500, node: null })] })], vmidRange: { first: 500, last: 500 } },
      },
      'create, held: NoVmid',
    ],
    [
      'without an image',
      { guest: null, scene: { hosts: [aHost({ catalog: { ...catalog, imports: [] } })] } },
      'create, held: MissingImage',
    ],
    [
      'without a storage for seeds',
      { guest: null, scene: { hosts: [aHost({ entry: anEntry('hv0', { isoDatastore: 'vmstore' }) })] } },
      'create, held: MissingStorage',
    ],
    [
      'without a storage for disks',
      { node: aNode({ guest: { datastore: 'gone' } }), guest: null },
      'create, held: MissingStorage',
    ],
  ])('%s', (_, given, expected) => {
    expect(inWords(decide(given))).toBe(expected)
  })

  test('keeps its guest where the new one could not be made', () => {
    const hosts = [aHost({ seen: [aGuest(replaced)], catalog: { ...catalog, imports: [] } })]
    const scene = { hosts, consents: consent(agreed), budget: enough(100) }
    expect(inWords(decide({ scene }))).toBe('replace, held: MissingImage')
    expect(decide({ scene }).steps).toEqual([])
  })

  test('needs no image, no free vmid and no storage while its guest is there', () => {
    const empty = { ...catalog, imports: [], storages: [] }
    const hosts = [aHost({ seen: [aGuest({ config: { onboot: '0' } })], catalog: empty })]
    expect(inWords(decide({ scene: { hosts, vmidRange: { first: 100, last: 100 } } }))).toBe('update')
  })

  test('on a host that cannot be made waits for that host, whatever its own type', () => {
    const outer = aNode({ name: 'hv', more: { type: 'pve' } })
    const inner = aNode({ host: 'hv0/hv', more: { parent: outer.key } })
    const decision = decideNode(inner, aWorld({ nodes: [outer, inner] }), 'uid')
    expect(decision).toMatchObject({ action: 'create', steps: [], held: { reason: 'NotSupported' } })
    expect(decision.held?.message).toContain('shop/web@hv0/hv lives on shop/hv@hv0')
  })

  test('says what would be done also where it is held', () => {
    expect(decide({ guest: { config: { cores: '9' } } }).steps.length).toBeGreaterThan(0)
    expect(decide({ guest: { config: { cores: '9' } } }).reason).toBe('cores differs')
    expect(decide().reason).toBe('nothing differs')
    expect(decide({ guest: null }).reason).toBe('declared, and not there')
  })
})

describe('a guest that nothing declares', () => {
  const gone = (guest: GuestParts = {}, scene: Scene = {}) => {
    const seen = aGuest(guest)
    const world = aWorld({ hosts: [aHost({ seen: [seen] })], budget: enough(100), ...scene })
    const [owned] = world.owned
    if (!owned) throw new Error('nothing is owned')
    return decideGuest(owned, world, 'destroy')
  }

  test('goes', () => {
    expect(gone()).toMatchObject({ action: 'destroy', key: 'shop/web@hv0', vmid: 100, reason: 'no longer declared' })
    expect(gone()).not.toHaveProperty('held')
  })

  test('is let go where that was declared, but goes where a person names it', () => {
    expect(gone({ mark: { keep: true } }).action).toBe('release')
    const named = { consents: consent({ destroy: new Set([uidOf(100)]) }) }
    expect(gone({ mark: { keep: true } }, named)).toMatchObject({ action: 'destroy', reason: 'named' })
  })

  test('is held where a rule speaks against it', () => {
    expect(gone({ mark: { protect: true } }).held?.reason).toBe('Protected')
    expect(gone({}, { scope: [] }).held?.reason).toBe('OutOfScope')
    // Its own file may be the one: nobody took it away.
    const broken = [{ file: 'shop.yaml' }]
    expect(gone({}, { broken })).toMatchObject({
      reason: 'declared in no file that can be used',
      held: { reason: 'BrokenFile' },
    })
  })
})
