/** When a node is Ready, and what is said about it until then. */
import { describe, expect, test } from 'vitest'
import type { DesiredNode } from '../../../src/graph/desired-node.ts'
import { conditionsOf, type Readiness } from '../../../src/reconciler/conditions.ts'
import { decideNode } from '../../../src/reconciler/decide.ts'
import { aGuest, aHost, aNode, aSilentHost, aWorld, type GuestParts, type Scene } from './fixtures.ts'

const alone: Readiness = { reachableNeeded: false, addresses: null }
const needed: Readiness = { reachableNeeded: true, addresses: null }

interface Said {
  readonly node?: DesiredNode
  readonly guest?: GuestParts | null
  readonly readiness?: Readiness
  readonly scene?: Scene
  readonly ending?: Parameters<typeof conditionsOf>[2]
}

function say({ node = aNode(), guest = {}, readiness = alone, scene, ending }: Said = {}): string[] {
  const seen = guest === null ? [] : [aGuest({ node, ...guest })]
  const world = aWorld({ nodes: [node], hosts: [aHost({ seen })], ...scene })
  const conditions = conditionsOf(decideNode(node, world, 'uid'), readiness, ending)
  return conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`)
}

const readyOf = (said: Said) => say(said).find((line) => line.startsWith('Ready='))

describe('a node is Ready', () => {
  test('when its guest is there, runs, and nothing differs', () => {
    expect(say()).toEqual(['Provisioned=True Exists', 'Running=True Running', 'Ready=True Converged'])
  })

  test.each<[string, Said, string]>([
    ['its guest is not there', { guest: null }, 'Ready=False Converging'],
    ['its guest is off', { guest: { status: 'stopped' } }, 'Ready=False Converging'],
    ['nobody knows whether its guest runs', { guest: { status: 'unknown' } }, 'Ready=False Converging'],
    ['anything differs', { guest: { config: { cores: '4' } } }, 'Ready=False RestartRequired'],
    [
      'anything holds it',
      { node: aNode({ policy: { suspend: true } }), guest: { config: { name: 'x' } } },
      'Ready=False Suspended',
    ],
    ['its run ended with a failure', { ending: { failure: 'a task failed' } }, 'Ready=False Failed'],
    ['its host is silent', { scene: { hosts: [aSilentHost()] } }, 'Ready=Unknown NotSeen'],
    [
      'it has a spec, which this version cannot push',
      { node: aNode({ more: { spec: 'base' } }) },
      'Ready=False NotSupported',
    ],
  ])('not while %s', (_, said, expected) => {
    expect(readyOf(said)).toBe(expected)
  })
})

describe('a node that something depends on', () => {
  test('is not Ready before its agent reports an address', () => {
    expect(say({ readiness: needed })).toEqual([
      'Provisioned=True Exists',
      'Running=True Running',
      'Reachable=Unknown AgentSilent',
      'Ready=False Converging',
    ])
    expect(readyOf({ readiness: { ...needed, addresses: [] } })).toBe('Ready=False Converging')
  })

  test('is Ready with an address', () => {
    const said = say({ readiness: { ...needed, addresses: ['192.0.2.7'] } })
    expect(said.slice(-2)).toEqual(['Reachable=True AgentReports', 'Ready=True Converged'])
  })

  test('is Ready without an agent where it has a static address', () => {
    const { guest } = aNode()
    const node = aNode({ guest: { cloudInit: { ...guest.cloudInit, ip: '192.0.2.7/24' } } })
    expect(say({ node, readiness: needed }).slice(-2)).toEqual(['Reachable=True StaticAddress', 'Ready=True Converged'])
  })
})

describe('what cannot be said', () => {
  test('is unknown and not false: a silent host', () => {
    expect(say({ scene: { hosts: [aSilentHost()] } })[0]).toBe('Provisioned=Unknown NotSeen')
  })

  test('is unknown and named: what this version cannot do', () => {
    expect(say({ node: aNode({ more: { type: 'ct' } }), guest: null })).toEqual([
      'Provisioned=Unknown NotSupported',
      'Blocked=True NotSupported',
      'Ready=False NotSupported',
    ])
    expect(say({ node: aNode({ more: { spec: 'base' } }) })).toContain('Configured=Unknown NotSupported')
    expect(say({ node: aNode({ more: { spec: 'base' } }) })[0]).toBe('Provisioned=True Exists')
  })

  test('is false where it is known to be so', () => {
    expect(say({ guest: null })[0]).toBe('Provisioned=False Missing')
    expect(say({ guest: { status: 'stopped' } })[1]).toBe('Running=False Stopped')
    expect(say({ guest: { status: 'unknown' } })[1]).toBe('Running=Unknown Unknown')
  })
})

describe('a hold', () => {
  test('is the condition Blocked with its reason, and its message is why the node is not Ready', () => {
    const hold = { reason: 'RefusedCredential', message: 'the token is not known', fix: 'make another' }
    const node = aNode()
    const world = aWorld({ nodes: [node], hosts: [aHost({ seen: [aGuest({ node })] })] })
    const conditions = conditionsOf(decideNode(node, world, 'uid'), alone, { hold })
    expect(conditions.slice(-2)).toEqual([
      {
        type: 'Blocked',
        status: 'True',
        reason: 'RefusedCredential',
        message: 'the token is not known',
        fix: 'make another',
      },
      { type: 'Ready', status: 'False', reason: 'RefusedCredential', message: 'the token is not known' },
    ])
  })

  test('is not said where there is none', () => {
    expect(say().some((line) => line.startsWith('Blocked'))).toBe(false)
  })
})

test('what a node waits for is why it is not Ready', () => {
  const node = aNode()
  const world = aWorld({ nodes: [node], hosts: [aHost({ seen: [aGuest({ node })] })] })
  const waiting = { ...needed, waitingFor: 'waits for the guest agent' }
  expect(conditionsOf(decideNode(node, world, 'uid'), waiting).at(-1)?.message).toBe('waits for the guest agent')
})
