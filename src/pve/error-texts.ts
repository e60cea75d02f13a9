/** The texts by which Proxmox VE tells its refusals apart: nearly all of them share status 500. */
import type { ErrorCode, Retry } from '../errors.ts'

export interface KnownText {
  readonly pattern: RegExp
  readonly code: ErrorCode
  readonly retry: Retry
  readonly hint?: string
}

const lookAgain = 'it is looked at again and the plan made anew'

/** First match wins. Sources: qemu-server, pve-guest-common, pve-storage and pve-common as recorded or read. */
const knownTexts: readonly KnownText[] = [
  {
    pattern: /quit\/powerdown failed/,
    code: 'TaskFailed',
    retry: 'transient',
    hint: 'the guest did not shut down in the time it was given',
  },
  {
    pattern: /Configuration file '.*' does not exist|unable to find configuration file for (VM|CT)|no such VM/,
    code: 'GuestMissing',
    retry: 'conflict',
    hint: lookAgain,
  },
  {
    pattern: /(VM|CT) \d+ already exists|config file already exists/,
    code: 'VmidTaken',
    retry: 'conflict',
    hint: 'another vmid is looked for, or declare a free one with vmid:',
  },
  {
    pattern: /checksum mismatch \(file change|detected modified configuration/,
    code: 'Conflict',
    retry: 'conflict',
    hint: lookAgain,
  },
  {
    pattern: /is running - destroy failed|(VM|CT) \d+ (is )?not running|already running|protection mode enabled/,
    code: 'Conflict',
    retry: 'conflict',
    hint: lookAgain,
  },
  {
    pattern: /is still in use by linked clone/,
    code: 'Held',
    retry: 'permanent',
    hint: 'take away the linked clones that rest on the template first',
  },
  {
    pattern: /(VM|CT) is locked \(/,
    code: 'Busy',
    retry: 'transient',
    hint: 'the lock goes with the task that holds it; one left over is freed on the host with qm unlock',
  },
  {
    pattern: /can't lock file|can't aquire lock|can't acquire lock|cfs-lock|got timeout|got no worker upid/,
    code: 'Busy',
    retry: 'transient',
    hint: 'another task holds the lock; it is tried again',
  },
  {
    pattern: /invalid lock token|acquire lock for SDN/,
    code: 'Busy',
    retry: 'transient',
    hint: 'somebody else holds the lock of the SDN; one left over is freed with: pvesh delete /cluster/sdn/lock --force 1',
  },
  {
    pattern: /tag \S+ already exist/,
    code: 'Held',
    retry: 'permanent',
    hint: 'another virtual network has that tag: declare another tag, or take the other network away',
  },
  {
    pattern: /^[^:]*\bsdn\b.*(already defined|does not exist)|is used by vnet|if subnets exist/,
    code: 'Conflict',
    retry: 'conflict',
    hint: lookAgain,
  },
  {
    pattern: /no quorum|cluster not ready|ipcc_send_rec/,
    code: 'Busy',
    retry: 'transient',
    hint: 'the cluster file system takes no writes; see pvecm status on the host',
  },
  {
    pattern: /QEMU guest agent is not running|No QEMU guest agent configured/,
    code: 'Rejected',
    retry: 'transient',
    hint: 'the guest has to run qemu-guest-agent',
  },
  {
    pattern: /hostname lookup '.*' failed|no such cluster node/,
    code: 'Rejected',
    retry: 'permanent',
    hint: 'check node: of the host entry in site-config',
  },
  {
    pattern: /[Oo]nly root (can|may)/,
    code: 'Rejected',
    retry: 'permanent',
    hint: 'Proxmox VE allows this to root with a password only, not to a token',
  },
  {
    pattern:
      /storage '.*' does not exist|No such storage|does not support .* (content|images)|not configured for content/,
    code: 'Rejected',
    retry: 'permanent',
    hint: 'check the datastore names in site-config against the storages of the host',
  },
  {
    pattern: /you can't|not allowed for|no options specified|is not supported|unable to parse|validation error/,
    code: 'Rejected',
    retry: 'permanent',
  },
]

export const knownText = (text: string): KnownText | undefined => knownTexts.find(({ pattern }) => pattern.test(text))
