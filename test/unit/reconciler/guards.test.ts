/** Each rule alone: what it holds, what it lets pass, and what it tells people to do. */
import { describe, expect, test } from 'vitest'
import { writeMark } from '../../../src/pve/mark.ts'
import type { Act } from '../../../src/pve/warrant.ts'
import { brokenView } from '../../../src/reconciler/guards/broken-view.ts'
import { claim } from '../../../src/reconciler/guards/claim.ts'
import { destroyLimit } from '../../../src/reconciler/guards/destroy-limit.ts'
import { duplicate } from '../../../src/reconciler/guards/duplicate.ts'
import { lock } from '../../../src/reconciler/guards/lock.ts'
import { toolMissing } from '../../../src/reconciler/guards/missing-tool.ts'
import { ownership } from '../../../src/reconciler/guards/ownership.ts'
import { protection } from '../../../src/reconciler/guards/protection.ts'
import { replaceConsent } from '../../../src/reconciler/guards/replace-consent.ts'
import { restartConsent } from '../../../src/reconciler/guards/restart-consent.ts'
import { rollbackOwn } from '../../../src/reconciler/guards/rollback-own.ts'
import { suspended } from '../../../src/reconciler/guards/suspended.ts'
import { aGuest, aHost, aNode, aWorld, consent, enough, intentOn, intentToMake, markOf, uidOf } from './fixtures.ts'

const acts: readonly Act[] = [
  'create',
  'clone',
  'configure',
  'resize',
  'start',
  'restart',
  'move',
  'release',
  'replace',
  'destroy',
  'rollback',
]
const web = aNode()
const guest = aGuest()
const world = aWorld({ nodes: [web], hosts: [aHost({ seen: [guest] })] })

/** The acts that a rule holds, of all there are. */
const heldBy = (isHeld: (act: Act) => boolean) => acts.filter(isHeld)

describe('ownership', () => {
  test('lets pass what is done to the guest that was decided about', () => {
    expect(heldBy((act) => ownership(intentOn(act, guest, web), world) !== undefined)).toEqual([])
  })

  test.each([
    ['no mark', aGuest({ node: null })],
    ['the mark of another site', aGuest({ mark: { site: 'other' } })],
    ['the mark of another vmid', aGuest({ mark: { vmid: 99 } })],
  ])('holds every change of a guest with %s', (_, other) => {
    const made = ['create', 'clone']
    expect(heldBy((act) => ownership(intentOn(act, other, web), world)?.reason === 'ForeignGuest')).toEqual(
      acts.filter((act) => !made.includes(act)),
    )
  })

  test('holds where another guest of ours took the place: the uid counts, not the vmid', () => {
    const intent = { ...intentOn('destroy', guest, web), uid: uidOf(7) }
    expect(ownership(intent, world)?.reason).toBe('ForeignGuest')
  })

  test('never touches a mark of an unknown version, and says how to go on', () => {
    const later = aGuest({ description: writeMark('', markOf(web, 100)).replace('homestak:1', 'homestak:2') })
    expect(ownership(intentOn('configure', later, web), world)).toMatchObject({
      reason: 'UnreadableMark',
      message: 'guest 100 carries a mark of version 2; such a guest is never written to',
    })
  })
})

describe('duplicate', () => {
  const twins = [aGuest({ vmid: 100 }), aGuest({ vmid: 101 })] as const
  const both = aWorld({ nodes: [web], hosts: [aHost({ seen: twins })] })

  test('holds everything that is to be done to either of two guests with one identity', () => {
    for (const twin of twins) {
      expect(heldBy((act) => duplicate(intentOn(act, twin, web), both) !== undefined)).toEqual(acts)
    }
  })

  test('shows both vmids and the line to delete', () => {
    const hold = duplicate(intentOn('configure', twins[0], web), both)
    expect(hold).toMatchObject({
      reason: 'DuplicateIdentity',
      message: 'guests 100 and 101 both carry the mark of shop/web@hv0',
    })
    expect(hold?.fix).toContain('delete the line <!-- homestak:1')
  })

  test('holds them also where a node is about to take one over under a new name', () => {
    const front = aNode({ name: 'front', more: { movedFrom: [web.identity] } })
    expect(duplicate(intentOn('move', twins[1], front), both)?.reason).toBe('DuplicateIdentity')
  })

  test('lets a single one pass', () => {
    expect(duplicate(intentOn('destroy', guest, web), world)).toBeUndefined()
  })
})

describe('claim', () => {
  const left = aWorld({ hosts: [aHost({ seen: [guest] })] })
  const outside = aWorld({ hosts: [aHost({ seen: [guest] })], scope: [] })

  test('lets an unclaimed guest go', () => {
    expect(claim(intentOn('destroy', guest, web, false), left)).toBeUndefined()
  })

  test('holds what is declared, and what is out of scope, and names the command that takes it away', () => {
    expect(claim(intentOn('destroy', guest, web), world)?.reason).toBe('OutOfScope')
    expect(claim(intentOn('release', guest, web, false), outside)).toMatchObject({
      reason: 'OutOfScope',
      fix: 'homestak destroy shop/web@hv0',
    })
  })

  test('lets a guest go that a person named', () => {
    const named = { ...outside, consents: consent({ destroy: new Set([uidOf(100)]) }) }
    expect(claim(intentOn('destroy', guest, web), named)).toBeUndefined()
  })

  test('is asked about destroy and release only', () => {
    expect(heldBy((act) => claim(intentOn(act, guest, web), outside) !== undefined)).toEqual(['release', 'destroy'])
  })
})

describe('broken view', () => {
  const broken = [{ file: 'files.yaml', name: 'files' }, { file: 'x.yaml' }]
  const left = aWorld({ hosts: [aHost({ seen: [guest] })], broken })

  test('prunes nothing while a file of the selection cannot be used, whichever it is', () => {
    expect(brokenView(intentOn('destroy', guest, web, false), left)).toMatchObject({
      reason: 'BrokenFile',
      message: 'shop/web@hv0 is not declared, but files.yaml, x.yaml cannot be used and may declare it',
    })
  })

  test('lets everything else go on, and what a person named', () => {
    expect(heldBy((act) => brokenView(intentOn(act, guest, web), left) !== undefined)).toEqual(['release', 'destroy'])
    const named = { ...left, consents: consent({ destroy: new Set([uidOf(100)]) }) }
    expect(brokenView(intentOn('destroy', guest, web), named)).toBeUndefined()
  })
})

describe('lock', () => {
  test('keeps a guest that Proxmox VE has locked from being taken away, and from nothing else', () => {
    const locked = aGuest({ config: { lock: 'backup' } })
    expect(heldBy((act) => lock(intentOn(act, locked, web), world)?.reason === 'Locked')).toEqual([
      'replace',
      'destroy',
      'rollback',
    ])
    expect(lock(intentOn('destroy', locked, web), world)?.message).toBe('guest 100 is locked (backup)')
    expect(lock(intentOn('destroy', guest, web), world)).toBeUndefined()
  })
})

describe('protection', () => {
  const plain = 'qm set 100 --protection 0'
  const declared = 'declare the node with `protect: false` and reconcile; then remove it'
  const replaced = 'take back the change that asks for a new guest, declare `protect: false` and reconcile'

  test.each([
    ['our mark', aGuest({ mark: { protect: true } }), web, [replaced, declared]],
    ['our mark and PVE', aGuest({ mark: { protect: true }, config: { protection: '1' } }), web, [replaced, declared]],
    ['a person at the host', aGuest({ config: { protection: '1' } }), web, [plain, plain]],
    ['the manifest, not written yet', guest, aNode({ policy: { protect: true } }), [replaced, declared]],
  ])('set by %s holds what takes the guest away, and says how to lift it', (_, seen, node, [toReplace, toDestroy]) => {
    const holds = acts.flatMap((act) => {
      const hold = protection(intentOn(act, seen, node), world)
      return hold ? [[act, hold.fix]] : []
    })
    expect(holds).toEqual([
      ['replace', expect.stringContaining(toReplace ?? '')],
      ['destroy', expect.stringContaining(toDestroy ?? '')],
      ['rollback', expect.stringContaining(toDestroy ?? '')],
    ])
  })

  test('holds also where nothing is declared any more: the mark is enough', () => {
    const seen = aGuest({ mark: { protect: true } })
    expect(protection(intentOn('destroy', seen, web, false), world)?.reason).toBe('Protected')
  })

  test('that nobody set holds nothing', () => {
    expect(protection(intentOn('destroy', guest, web), world)).toBeUndefined()
  })
})

describe('consent', () => {
  const [replace, restart] = [intentOn('replace', guest, web), intentOn('restart', guest, web)]

  test('to a replace is for that very node, or declared', () => {
    const given = (keys: string[]) => ({ ...world, consents: consent({ replace: new Set(keys) }) })
    expect(replaceConsent(replace, world)).toMatchObject({ reason: 'ReplaceRequired' })
    expect(replaceConsent(replace, world)?.fix).toContain('--replace shop/web@hv0')
    expect(replaceConsent(replace, given(['shop/db@hv0']))).toBeDefined()
    expect(replaceConsent(replace, given([web.key]))).toBeUndefined()
    expect(replaceConsent(intentOn('replace', guest, aNode({ policy: { replace: 'auto' } })), world)).toBeUndefined()
  })

  test('to a restart is for that very node, or declared', () => {
    expect(restartConsent(restart, world)?.reason).toBe('RestartRequired')
    const given = { ...world, consents: consent({ restart: new Set([web.key]) }) }
    expect(restartConsent(restart, given)).toBeUndefined()
    expect(restartConsent(intentOn('restart', guest, aNode({ policy: { restart: 'auto' } })), world)).toBeUndefined()
  })

  test('to the one is none to the other, and nothing else needs any', () => {
    const other = { ...world, consents: consent({ restart: new Set([web.key]) }) }
    expect(replaceConsent(replace, other)?.reason).toBe('ReplaceRequired')
    const asked = heldBy((act) =>
      [replaceConsent, restartConsent].some((rule) => rule(intentOn(act, guest, web), world)),
    )
    expect(asked).toEqual(['restart', 'replace'])
  })
})

describe('rollback', () => {
  test('takes back only what this run began to make', () => {
    const begun = { ...world, consents: consent({ destroy: new Set([uidOf(100)]) }) }
    expect(rollbackOwn(intentOn('rollback', guest, web), world)?.reason).toBe('NotOurs')
    expect(rollbackOwn(intentOn('rollback', guest, web), begun)).toBeUndefined()
    expect(heldBy((act) => rollbackOwn(intentOn(act, guest, web), world) !== undefined)).toEqual(['rollback'])
  })
})

describe('suspended', () => {
  test('leaves a suspended node alone in everything but a removal that was asked for', () => {
    const node = aNode({ policy: { suspend: true } })
    const free = ['destroy', 'rollback']
    expect(heldBy((act) => suspended(intentOn(act, guest, node), world) !== undefined)).toEqual(
      acts.filter((act) => !free.includes(act)),
    )
    expect(suspended(intentToMake(node), world)?.reason).toBe('Suspended')
    expect(suspended(intentOn('configure', guest, web), world)).toBeUndefined()
  })
})

describe('without OpenTofu', () => {
  const missing = aWorld({ tofuMissing: 'OpenTofu was not found' })
  const node = { ...aNode(), provisioner: 'tofu' } as const

  test('what it is to make, to change or to go on with is held', () => {
    expect(toolMissing({ ...intentToMake(node), by: 'tofu' }, missing)?.reason).toBe('MissingTool')
    expect(toolMissing({ ...intentOn('configure', guest, node), by: 'tofu' }, missing)?.reason).toBe('MissingTool')
    expect(toolMissing({ ...intentToMake(node), act: 'clone', by: 'api' }, missing)?.reason).toBe('MissingTool')
  })

  test('everything else goes on', () => {
    expect(toolMissing({ ...intentOn('start', guest, node), by: 'api' }, missing)).toBeUndefined()
    expect(toolMissing({ ...intentOn('destroy', guest, node), by: 'api' }, missing)).toBeUndefined()
    expect(toolMissing({ ...intentToMake(web), by: 'api' }, missing)).toBeUndefined()
    expect(toolMissing({ ...intentToMake(node), by: 'tofu' }, aWorld({}))).toBeUndefined()
  })
})

describe('the destroy limit', () => {
  const destroy = intentOn('destroy', guest, web, false)
  const counted = enough(100, 101)

  test('holds everything until every host was looked at', () => {
    expect(heldBy((act) => destroyLimit(intentOn(act, guest, web), world)?.reason === 'NotSurveyed')).toEqual([
      'replace',
      'destroy',
    ])
  })

  test('lets pass what was counted and is within it', () => {
    expect(destroyLimit(destroy, { ...world, budget: { ...counted, limit: 2 } })).toBeUndefined()
  })

  test('holds all of them where there are too many, and names the number to give', () => {
    const hold = destroyLimit(destroy, { ...world, budget: { ...counted, limit: 1 } })
    expect(hold).toMatchObject({
      reason: 'DestroyLimit',
      message: '2 guests would be taken away, the limit is 1',
    })
    expect(hold?.fix).toContain('--max-destroy 2')
  })

  test('holds what was not counted: it came up while the run went on', () => {
    expect(destroyLimit(destroy, { ...world, budget: enough(101) })?.reason).toBe('DestroyLimit')
  })

  test('holds all of them where the question was not answered with yes', () => {
    const refused = { ...world, budget: { ...counted, refused: true } }
    expect(destroyLimit(destroy, refused)?.reason).toBe('NotConfirmed')
  })
})
