/** Every failure that homestak means to report: a code, what happened, and what to do next. */

/** What a caller does about an error: try again, look again and plan again, or wait for a person. */
export type Retry = 'transient' | 'conflict' | 'permanent'

/** All codes, each with the exit code of a run that ends on it and a line of explanation. */
export const errorCodes = {
  Usage: { exit: 2, text: 'the command line cannot be understood' },
  NoSuchPath: { exit: 2, text: 'a path that was named does not exist' },
  InvalidManifest: { exit: 3, text: 'a manifest, or a directory without one, cannot be used' },
  InvalidSiteConfig: { exit: 3, text: 'the site-config is missing or cannot be used' },
  UntrustedCertificate: { exit: 3, text: 'the host shows a certificate that nothing vouches for' },
  RefusedCredential: { exit: 5, text: 'the host refuses the token or password' },
  MissingPrivilege: { exit: 5, text: 'the token lacks a privilege' },
  MissingImage: { exit: 5, text: 'no storage of the host, or no source, has the image' },
  Held: { exit: 5, text: 'a person has to decide first' },
  Unreachable: { exit: 4, text: 'the host does not answer' },
  OutcomeUnknown: {
    exit: 4,
    text: 'a write was sent and its outcome is not known; what it was for is observed before anything else',
  },
  Conflict: { exit: 4, text: 'a guest or network changed between looking and writing' },
  GuestMissing: { exit: 4, text: 'the guest is not there any more' },
  VmidTaken: { exit: 4, text: 'somebody else took the vmid' },
  Busy: { exit: 4, text: 'a lock of Proxmox VE was not free in time' },
  TaskFailed: { exit: 4, text: 'a task of Proxmox VE ended with an error' },
  Stalled: { exit: 4, text: 'something made no progress for the time its tier allows' },
  Rejected: { exit: 4, text: 'Proxmox VE refuses the request' },
  BadImage: { exit: 4, text: 'an image is not what its source promises' },
  RateLimited: { exit: 4, text: 'the source of images takes no more requests for now' },
  NoSpace: { exit: 5, text: 'there is not enough free space for an image' },
  MissingTool: { exit: 5, text: 'a program that is needed is missing, or too old' },
  TofuFailed: { exit: 4, text: 'OpenTofu ended with an error' },
  CacheUnusable: { exit: 1, text: 'the cache of images cannot be read or written' },
  StateUnusable: { exit: 1, text: 'the state folder cannot be read or written' },
  LeaseHeld: { exit: 4, text: 'another homestak writes with this state' },
  SystemdFailed: { exit: 1, text: 'systemd is missing, or did not do what was asked' },
  Interrupted: { exit: 130, text: 'a signal ended the run before its work was done' },
  Bug: { exit: 1, text: 'homestak itself went wrong' },
} as const satisfies Record<string, { exit: number; text: string }>

export type ErrorCode = keyof typeof errorCodes

export interface ErrorParts {
  readonly code: ErrorCode
  /** What is wrong, with the thing named; one line. */
  readonly message: string
  /** What to do next; one line. */
  readonly hint?: string
  readonly retry?: Retry
  readonly cause?: unknown
}

export class HomestakError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly retry: Retry

  constructor({ code, message, hint, retry = 'permanent', cause }: ErrorParts) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'HomestakError'
    this.code = code
    this.hint = hint
    this.retry = retry
  }
}

/** In one line: what is wrong, and what to do about it. */
export const withHint = ({ message, hint }: HomestakError): string =>
  hint === undefined ? message : `${message} (${hint})`
