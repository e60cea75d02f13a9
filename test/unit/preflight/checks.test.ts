/** Each check, from what was read to what is said: all well, and every way in which it is not. */
import { describe, expect, test } from 'vitest'
import { checkBridges } from '../../../src/preflight/checks/bridges.ts'
import { checkCertificate } from '../../../src/preflight/checks/certificate.ts'
import { checkClock } from '../../../src/preflight/checks/clock.ts'
import { checkGuests } from '../../../src/preflight/checks/guests.ts'
import { checkNested } from '../../../src/preflight/checks/nested.ts'
import { checkPrivileges } from '../../../src/preflight/checks/privileges.ts'
import { checkPrograms } from '../../../src/preflight/checks/programs.ts'
import { checkSpace } from '../../../src/preflight/checks/space.ts'
import { checkStorages } from '../../../src/preflight/checks/storages.ts'
import { checkToken } from '../../../src/preflight/checks/token.ts'
import type { Finding } from '../../../src/preflight/finding.ts'
import { guest, plan, rights, storage, without } from './facts.ts'

const told = (findings: readonly Finding[]) => findings.map(({ result, message, fix }) => [result, message, fix])
const results = (findings: readonly Finding[]) => findings.map(({ result }) => result)

describe('privileges', () => {
  test('that suffice are told in a line', () => {
    expect(results(checkPrivileges(plan()))).toEqual(['ok'])
  })

  test.each([
    ['VM.PowerMgmt', 'VM.PowerMgmt on /vms/100'],
    ['Datastore.AllocateSpace', 'Datastore.AllocateSpace on /storage/zfs, where disks of shop/web go'],
    ['Datastore.AllocateTemplate', 'Datastore.AllocateTemplate on /storage/local, where seed ISOs go'],
    ['Datastore.Allocate', 'Datastore.Allocate on /storage/local, where seed ISOs go'],
    ['SDN.Use', 'SDN.Use on /sdn/zones/localnetwork/vmbr0'],
  ])('%s that lacks is named with its path, the version and a command', (privilege, said) => {
    const [finding, ...more] = checkPrivileges(plan({ rights: without(privilege) }))
    expect(more).toEqual([])
    expect(finding).toMatchObject({
      result: 'problem',
      code: 'MissingPrivilege',
      message: `the token lacks ${said} (Proxmox VE 9.2.11)`,
      fix: `on the host: pveum role modify Homestak --append 1 --privs "${privilege}"`,
    })
  })

  test('for virtual networks are asked for where some are declared', () => {
    const lan = (networks: readonly string[]) =>
      told(checkPrivileges(plan({ rights: without('SDN.Allocate') }, [guest()], networks)))
    expect(lan([])).toEqual([['ok', 'the token may do what the manifests need', null]])
    expect(lan(['dev/lan'])).toEqual([
      [
        'problem',
        'the token lacks SDN.Allocate on /sdn, which dev/lan needs (Proxmox VE 9.2.11)',
        'on the host: pveum role modify Homestak --append 1 --privs "SDN.Allocate"',
      ],
    ])
  })

  test('lacks of many guests are one thing to grant', () => {
    const guests = [guest(), guest({ key: 'shop/db', vmid: 101 })]
    const findings = checkPrivileges(plan({ rights: without('VM.Allocate', 'VM.PowerMgmt') }, guests))
    expect(told(findings).map(([, message]) => message)).toEqual([
      'the token lacks VM.Allocate, VM.PowerMgmt on /vms (Proxmox VE 9.2.11)',
    ])
  })

  test('a path without any gets an entry of its own; one with some is added to, since an entry replaces those above', () => {
    const fix = (table: Readonly<Record<string, string>>) =>
      checkPrivileges(plan({ rights: rights(table) })).find(({ message }) => message.includes('/storage/zfs'))?.fix
    expect(fix({ '/vms': 'VM.Audit' })).toBe(
      'on the host: pveum role modify Homestak --append 1 --privs "Datastore.AllocateSpace"; ' +
        'pveum acl modify /storage/zfs --users homestak@pve --roles Homestak',
    )
    expect(fix({ '/': 'VM.Audit' })).toMatch(/^on the host: pveum role modify Homestak --append 1/)
  })

  test('of a role with another name the command says how to find it', () => {
    const [finding] = checkPrivileges(plan({ token: 'op@pam!x', rights: without('SDN.Use') }))
    expect(finding?.fix).toBe(
      'on the host: pveum role modify ROLE --append 1 --privs "SDN.Use"; ROLE is what pveum acl list shows for op@pam',
    )
  })

  test('Sys.Audit that lacks is a warning', () => {
    expect(told(checkPrivileges(plan({ rights: without('Sys.Audit') })))).toEqual([
      ['warning', expect.stringContaining('Sys.Audit on /nodes/pve'), expect.stringContaining('Sys.Audit')],
    ])
  })

  test.each([
    ['9.0.3', 'VM.GuestAgent.Audit', false, 'warning'],
    ['8.4.1', 'VM.Monitor', true, 'problem'],
  ])('on version %s addresses need %s; that matters once somebody waits', (version, name, addressNeeded, result) => {
    const found = checkPrivileges(plan({ version, rights: without('VM.GuestAgent.Audit') }, [guest({ addressNeeded })]))
    expect(told(found)).toEqual([[result, expect.stringContaining(name), expect.stringContaining(`"${name}"`)]])
  })

  test('of one who may use the virtual network of that name suffice for its card', () => {
    const all = without('SDN.Use')
    const zone = new Map([...all, ...rights({ '/sdn/zones/lab/vnet1': 'SDN.Use' })])
    const guests = [guest({ nics: [{ bridge: 'vnet1' }] })]
    expect(results(checkPrivileges(plan({ rights: zone }, guests)))).toEqual(['ok'])
  })
})

describe('storages', () => {
  const named = { datastore: 'zfs', isoDatastore: null }

  test('that take disks, ISOs and images are named', () => {
    expect(told(checkStorages(plan(), named))).toEqual([['ok', 'zfs, local; images from local', null]])
  })

  test('that are not there, are off, or take no disks are told apart', () => {
    const messages = [
      [storage('local', 'iso import')],
      [storage('local', 'iso import'), storage('zfs', 'images', { active: false })],
      [storage('local', 'iso import'), storage('zfs', 'rootdir')],
    ].map((storages) => checkStorages(plan({ storages }), named)[0])
    expect(messages.map((finding) => finding?.message)).toEqual([
      'storage zfs, where disks of shop/web go, does not exist, or the token lacks Datastore.Audit on it',
      'storage zfs, where disks of shop/web go, is not active',
      'storage zfs, where disks of shop/web go, takes no disks',
    ])
    expect(messages[2]?.fix).toBe('on the host: pvesm set zfs --content rootdir,images')
  })

  test('none for ISOs is a problem, none for images a warning, each with the command', () => {
    const storages = [storage('local', 'vztmpl'), storage('zfs', 'images')]
    expect(told(checkStorages(plan({ storages }), named))).toEqual([
      ['problem', expect.stringContaining('seed ISOs'), 'on the host: pvesm set local --content vztmpl,iso'],
      ['warning', expect.stringContaining('images to import'), 'on the host: pvesm set local --content vztmpl,import'],
    ])
  })
})

describe('bridges', () => {
  test('that are there are named; one that is not is a problem of whoever needs it', () => {
    expect(told(checkBridges(plan()))).toEqual([['ok', 'vmbr0', null]])
    expect(told(checkBridges(plan({ bridges: ['vmbr1'] })))).toEqual([
      ['problem', 'there is no bridge vmbr0, which shop/web needs; known: vmbr1', expect.stringContaining('vmbr0')],
    ])
  })

  test('that are networks yet to be made are not missed', () => {
    const guests = [guest({ nics: [{ bridge: 'vmbr0' }, { bridge: 'lan', zone: 'dev' }] })]
    expect(told(checkBridges(plan({}, guests)))).toEqual([['ok', 'vmbr0', null]])
  })

  test('that the token may not use cannot be told to be missing', () => {
    const guests = [guest({ nics: [{ bridge: 'vmbr0' }, { bridge: 'vmbr9' }] })]
    expect(told(checkBridges(plan({ bridges: ['vmbr0'], rights: without('SDN.Use') }, guests)))).toEqual([
      ['ok', 'vmbr0', null],
      ['warning', expect.stringContaining('whether there is a bridge vmbr9'), expect.stringContaining('make vmbr9')],
    ])
    expect(results(checkBridges(plan({ bridges: null })))).toEqual(['warning'])
  })
})

describe('space', () => {
  test('that new disks need is held against what is free; guests that exist need no more', () => {
    expect(results(checkSpace(plan()))).toEqual(['ok'])
    const big = [{ datastore: 'zfs', gib: 101 }]
    expect(told(checkSpace(plan({}, [guest({ space: big })])))).toEqual([
      ['warning', expect.stringContaining('(shop/web)'), expect.stringContaining('make room on zfs')],
    ])
    expect(checkSpace(plan({}, [guest({ space: big, exists: true })]))).toEqual([])
  })
})

describe('clocks', () => {
  test.each([
    [29_000, 'ok'],
    [-31_000, 'warning'],
    [3_600_000, 'warning'],
  ])('%i ms apart are %s', (clockAheadMs, result) => {
    expect(results(checkClock(plan({ clockAheadMs })))).toEqual([result])
  })

  test('that cannot be seen are not spoken of', () => {
    expect(checkClock(plan({ clockAheadMs: null }))).toEqual([])
  })
})

describe('a token', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  const at = (day: string) => Date.parse(day) / 1000

  test.each([
    [0, 'ok'],
    [null, 'ok'],
    [at('2027-06-01'), 'ok'],
    [at('2026-11-25'), 'warning'],
  ])('that ends at %s is %s', (tokenExpires, result) => {
    expect(results(checkToken(plan({ tokenExpires }), now))).toEqual([result])
  })

  test('that ends soon is told with the day and the command', () => {
    expect(told(checkToken(plan({ tokenExpires: at('2026-11-25') }), now))).toEqual([
      [
        'warning',
        'homestak@pve!cli ends on 2026-11-25, in 3 days',
        expect.stringContaining('pveum user token modify homestak@pve cli --expire 0'),
      ],
    ])
  })

  test('is better than a password', () => {
    expect(results(checkToken(plan({ token: null }), now))).toEqual(['warning'])
  })
})

describe('a certificate', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  const until = (day: string) => plan({ certificates: [{ fingerprint: 'AA:BB', ends: Date.parse(day) / 1000 }] })
  const pinned = { fingerprint: 'AA:BB', pinned: true, caFile: null }

  test('is told with what vouches for it, and until when', () => {
    expect(told(checkCertificate(until('2028-01-01'), pinned, now))).toEqual([
      ['ok', 'nodes/hv0.yaml names it, until 2028-01-01', null],
    ])
    const vouched = { ...pinned, pinned: false, caFile: '/site/ca.pem' }
    expect(told(checkCertificate(plan(), vouched, now))).toEqual([['ok', '/site/ca.pem vouches for it', null]])
  })

  test('that is pinned and will be renewed soon is warned of; one with an authority is renewed unnoticed', () => {
    expect(told(checkCertificate(until('2026-12-10'), pinned, now))).toEqual([
      ['warning', expect.stringContaining('until 2026-12-10'), expect.stringContaining('ca_file:')],
    ])
    expect(results(checkCertificate(until('2026-12-10'), { ...pinned, pinned: false }, now))).toEqual(['ok'])
  })
})

describe('nested virtualisation', () => {
  test('is asked for only where a guest is a host', () => {
    expect(checkNested(plan({ cpuFlags: [] }))).toEqual([])
    const inner = [guest({ type: 'pve' })]
    expect(results(checkNested(plan({ cpuFlags: ['lm'] }, inner)))).toEqual(['problem'])
    expect(told(checkNested(plan({ cpuFlags: ['svm'] }, inner)))).toEqual([
      ['ok', expect.stringContaining('kvm_amd'), null],
    ])
  })
})

describe('programs', () => {
  const node = { key: 'shop/web', type: 'vm', provisioner: 'api' } as const

  test('that nothing uses are not asked for', () => {
    expect(checkPrograms([node], new Map())).toEqual([])
  })

  test('that are used and missing are a problem where nothing can be done without', () => {
    expect(results(checkPrograms([{ ...node, provisioner: 'tofu' }], new Map()))).toEqual(['problem'])
    expect(results(checkPrograms([{ ...node, spec: 'base' }], new Map()))).toEqual(['warning', 'warning'])
    expect(results(checkPrograms([{ ...node, provisioner: 'tofu' }], new Map([['tofu', '/usr/bin/tofu']])))).toEqual([
      'ok',
    ])
  })
})

test('guests that nobody could log in to or that could not reach anybody are warned of', () => {
  const cloudInit = { sshKeys: ['ssh-ed25519 A'], dnsServers: [], ip: 'dhcp' }
  expect(checkGuests([{ key: 'a', cloudInit }])).toEqual([])
  const found = checkGuests([
    { key: 'a', cloudInit: { ...cloudInit, sshKeys: [] } },
    { key: 'b', cloudInit: { ...cloudInit, ip: '192.0.2.7/24' } },
  ])
  expect(told(found).map(([, message]) => message)).toEqual([
    'nobody can log in to a',
    'b: a fixed address and no gateway',
    'b: a fixed address and no DNS servers',
  ])
})
