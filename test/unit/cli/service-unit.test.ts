/** The text of the systemd unit. What systemd makes of it is tried with its own program in test/system. */
import { describe, expect, test } from 'vitest'
import { unitText, type ServiceUnit } from '../../../src/cli/service-unit.ts'

const unit = (more: Partial<ServiceUnit> = {}): string =>
  unitText({
    name: 'homestak',
    scope: 'system',
    program: '/opt/homestak/src/cli/homestak',
    argv: ['reconcile', '/srv/m', '--watch'],
    state: '/var/lib/homestak',
    reads: ['/srv/m', '/srv/site'],
    configHome: '/home/me/.config',
    folder: null,
    metricsPort: null,
    ...more,
  })
const lines = (text: string, start: string) => text.split('\n').filter((line) => line.startsWith(start))

test('a folder to run in stands as it is, but for what systemd would fill in', () => {
  expect(lines(unit(), 'WorkingDirectory=')).toEqual([])
  expect(lines(unit({ folder: '/a b/50%n' }), 'WorkingDirectory=')).toEqual(['WorkingDirectory=/a b/50%%n'])
  expect(() => unit({ folder: '/a\nb' })).toThrow('control character')
})

describe('words', () => {
  test('that are plain stand as they are', () => {
    expect(lines(unit(), 'ExecStart=')).toEqual([
      'ExecStart=/bin/sh /opt/homestak/src/cli/homestak reconcile /srv/m --watch',
    ])
  })

  test.each([
    ['a blank', '/a b', '"/a b"'],
    ['a percent sign', '/a%n', '"/a%%n"'],
    ['a dollar sign', '/a$HOME/${x}', '"/a$$HOME/$${x}"'],
    ['quotes', `/a"b'c`, `"/a\\"b'c"`],
    ['a backslash', '/a\\x', '"/a\\\\x"'],
    ['nothing', '', '""'],
    ['a semicolon', ';', '";"'],
    ['other letters', '/Größe', '"/Größe"'],
  ])('with %s are quoted', (_, path, quoted) => {
    expect(lines(unit({ argv: ['x', path] }), 'ExecStart=')[0]).toBe(
      `ExecStart=/bin/sh /opt/homestak/src/cli/homestak x ${quoted}`,
    )
  })

  test('say where secrets of this machine lie, for a service has no home', () => {
    expect(lines(unit({ configHome: '/my %' }), 'Environment="XDG')).toEqual(['Environment="XDG_CONFIG_HOME=/my %%"'])
  })

  test('of settings know no variables', () => {
    expect(lines(unit({ state: '/a b$c%d' }), 'ReadWritePaths=')).toEqual(['ReadWritePaths="/a b$c%%d"'])
  })

  test.each(['/a\nExecStart=/bin/evil', '/a\u007f'])('that would end a line or hide in it are refused: %j', (path) => {
    expect(() => unit({ argv: [path] })).toThrow('control character')
    expect(() => unit({ state: path })).toThrow('control character')
  })
})

describe('hardening', () => {
  test('lets the service write its state and nothing else', () => {
    const text = unit()
    expect(text).toContain('ProtectSystem=strict')
    expect(lines(text, 'ReadWritePaths=')).toEqual(['ReadWritePaths="/var/lib/homestak"'])
    expect(text).toContain('NoNewPrivileges=yes')
  })

  test('leaves /tmp alone only where something in it is needed', () => {
    expect(unit()).toContain('PrivateTmp=yes')
    expect(unit({ reads: ['/tmp/m'] })).not.toContain('PrivateTmp')
    expect(unit({ state: '/var/tmp/x' })).not.toContain('PrivateTmp')
    expect(unit({ reads: ['/tmpfiles'] })).toContain('PrivateTmp')
  })

  test('allows a low port where metrics need one', () => {
    expect(unit({ metricsPort: 9100 })).not.toContain('CAP_NET_BIND_SERVICE')
    expect(unit({ metricsPort: 80 })).toContain('CapabilityBoundingSet=CAP_DAC_OVERRIDE CAP_NET_BIND_SERVICE')
  })

  test('of a user asks for nothing that needs privileges', () => {
    const text = unit({ scope: 'user' })
    for (const word of ['ProtectSystem', 'PrivateTmp', 'CapabilityBoundingSet', 'network-online'])
      expect(text).not.toContain(word)
    expect(text).toContain('NoNewPrivileges=yes')
    expect(text).toContain('WantedBy=default.target')
  })
})

test('a task of Proxmox VE is given the time to end', () => {
  expect(unit()).toMatch(/KillSignal=SIGTERM\nKillMode=mixed\nTimeoutStopSec=1230\n/)
  expect(unit()).toContain('ExecReload=/bin/kill -HUP $MAINPID')
})
