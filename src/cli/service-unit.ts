/** The systemd unit that runs `homestak reconcile --watch`: its text, with every word quoted as systemd reads it. */
import { HomestakError } from '../errors.ts'

export interface ServiceUnit {
  /** Without `.service`. */
  readonly name: string
  readonly scope: 'system' | 'user'
  /** The launcher, a shell script; absolute. */
  readonly program: string
  /** Its words. */
  readonly argv: readonly string[]
  /** Absolute; what the service may write. */
  readonly state: string
  /** Absolute; what it reads. */
  readonly reads: readonly string[]
  /** Absolute; below it lie secrets of this machine and age keys, which a service has no home to find by. */
  readonly configHome: string
  /** Absolute; where it runs, null: anywhere. */
  readonly folder: string | null
  /** Where metrics are served; null: nowhere. */
  readonly metricsPort: number | null
}

/** A unit that does not begin with this was written by somebody else. */
export const signature =
  '# Written by `homestak service install`, which undoes what is changed here: use `systemctl edit` instead.'

/** The longest that a task of Proxmox VE may be silent, and half a minute. */
const stopSeconds = 1230

/** Throws Usage for a path that no unit can hold. */
export function unitText(unit: ServiceUnit): string {
  const { name, scope, program, argv, configHome, folder } = unit
  const isSystem = scope === 'system'
  const network = isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []
  return [
    signature,
    '[Unit]',
    'Description=homestak: keeps Proxmox VE as its manifests declare it',
    ...network,
    // Ten starts within ten minutes, then it stays failed.
    'StartLimitIntervalSec=600',
    'StartLimitBurst=10',
    '',
    '[Service]',
    'Type=simple',
    // A program with a quote in its path cannot be started by systemd itself; its shell script can, by the shell.
    `ExecStart=/bin/sh ${[program, ...argv].map(quotedArgument).join(' ')}`,
    ...(folder === null ? [] : [`WorkingDirectory=${plainValue(folder)}`]),
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Restart=on-failure',
    'RestartSec=15',
    // Wrong usage does not heal by itself.
    'RestartPreventExitStatus=2',
    // The first SIGTERM lets running tasks of Proxmox VE come to their end.
    'KillSignal=SIGTERM',
    'KillMode=mixed',
    `TimeoutStopSec=${stopSeconds}`,
    `SyslogIdentifier=${name}`,
    'CacheDirectory=homestak',
    'Environment=NODE_COMPILE_CACHE=%C/homestak',
    `Environment=${quoted(`XDG_CONFIG_HOME=${configHome}`)}`,
    'UMask=0077',
    '',
    ...(isSystem ? systemHardening(unit) : []),
    ...hardening,
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n')
}

/** What needs no privilege; a user's own service manager has none. */
const hardening = [
  'NoNewPrivileges=yes',
  'LockPersonality=yes',
  // AF_NETLINK: a program asks for the addresses of its machine that way.
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallErrorNumber=EPERM',
]

function systemHardening({ state, reads, metricsPort }: ServiceUnit): readonly string[] {
  const isTemporary = (path: string): boolean => /^(\/var)?\/tmp(\/|$)/.test(path)
  // Root reads a site-config that belongs to somebody else, and writes a state that does.
  const low = metricsPort !== null && metricsPort > 0 && metricsPort < 1024
  const capabilities = ['CAP_DAC_OVERRIDE', ...(low ? ['CAP_NET_BIND_SERVICE'] : [])]
  return [
    `CapabilityBoundingSet=${capabilities.join(' ')}`,
    'ProtectSystem=strict',
    'ProtectHome=read-only',
    `ReadWritePaths=${quoted(state)}`,
    // A private /tmp would hide what lies in the common one.
    ...([state, ...reads].some(isTemporary) ? [] : ['PrivateTmp=yes']),
    'PrivateDevices=yes',
    'ProtectClock=yes',
    'ProtectControlGroups=yes',
    'ProtectHostname=yes',
    'ProtectKernelLogs=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
  ]
}

/** Within double quotes. */
const quoted = (text: string): string => `"${plainValue(text).replace(/["\\]/g, '\\$&')}"`

/** As it is, but for percent signs, which would begin a specifier. */
function plainValue(text: string): string {
  // A unit is read line by line, and what it cannot show is not to be hidden in it.
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new HomestakError({
      code: 'Usage',
      message: `${JSON.stringify(text)} has a control character in it, which no systemd unit can hold`,
      hint: 'rename the folder or file',
    })
  }
  return text.replaceAll('%', '%%')
}

/** A word of a command line, where a dollar sign would begin a variable. */
const quotedArgument = (text: string): string =>
  /^[\w@+=:,./-]+$/.test(text) ? text : quoted(text).replaceAll('$', '$$$$')
