import { describe, expect, test } from 'vitest'
import type { Call } from '../../../src/pve/errors.ts'
import { readAnswer } from '../../../src/pve/answer.ts'
import { isAgentSilent, isTaskGone } from '../../../src/pve/error-questions.ts'
import { answerError, taskError, transportError } from '../../../src/pve/errors.ts'
import { TransportError } from '../../../src/pve/transport.ts'
import { refusal } from './scripted-host.ts'

const read: Call = { host: 'hv0', method: 'GET', path: '/nodes/pve/qemu/303/config' }
const change: Call = { host: 'hv0', method: 'PUT', path: '/nodes/pve/qemu/303/config' }

const meaning = (call: Call, status: number, reason: string, errors?: Record<string, string>) =>
  answerError(call, readAnswer(refusal(status, reason, errors)).answer)

describe('an answer of the API', () => {
  test.each([
    [
      'a lock that was not free in ten seconds',
      500,
      "can't lock file '/var/lock/qemu-server/lock-502.conf' - got timeout",
      'Busy',
      'transient',
    ],
    ['a worker that could not be forked', 500, 'got no worker upid - start worker failed', 'Busy', 'transient'],
    ['a guest under backup', 500, 'VM is locked (backup)', 'Busy', 'transient'],
    [
      'a configuration that somebody else wrote',
      500,
      'checksum mismatch (file change by other user?)',
      'Conflict',
      'conflict',
    ],
    [
      'a storage.cfg that somebody else wrote',
      500,
      'update storage failed: detected modified configuration - file changed by other user? Try again.',
      'Conflict',
      'conflict',
    ],
    [
      'a vmid that a create finds taken',
      500,
      "unable to create VM 303 - VM 303 already exists on node 'pve'",
      'VmidTaken',
      'conflict',
    ],
    [
      'a vmid that a clone finds taken',
      500,
      'unable to create VM 303: config file already exists',
      'VmidTaken',
      'conflict',
    ],
    [
      'a guest that is gone',
      500,
      "Configuration file 'nodes/pve/qemu-server/399.conf' does not exist",
      'GuestMissing',
      'conflict',
    ],
    [
      'a guest that was protected meanwhile',
      500,
      "can't remove VM 303 - protection mode enabled",
      'Conflict',
      'conflict',
    ],
    ['a guest that was started meanwhile', 500, 'VM 303 is running - destroy failed', 'Conflict', 'conflict'],
    ['a setting that only root may make', 500, "only root can set 'args' config", 'Rejected', 'permanent'],
    ['a storage that is not there', 500, "storage 'nostore' does not exist", 'Rejected', 'permanent'],
    ['a cluster without quorum', 500, 'cluster not ready - no quorum?', 'Busy', 'transient'],
    [
      'an SDN that somebody else has locked',
      500,
      'update sdn vnet object failed: invalid lock token provided!',
      'Busy',
      'transient',
    ],
    [
      'a vnet that somebody else made meanwhile',
      500,
      "create sdn vnet object failed: sdn vnet object ID 'lan' already defined",
      'Conflict',
      'conflict',
    ],
    [
      'a zone that somebody else uses by now',
      500,
      'delete sdn zone object failed: zone dev is used by vnet theirs',
      'Conflict',
      'conflict',
    ],
    ['a refusal that is not known', 500, 'something new', 'Rejected', 'transient'],
    ['a method that is not there', 501, "Method 'PUT /nope' not implemented", 'Rejected', 'permanent'],
    ['a token that is wrong', 401, 'Authentication failed!', 'RefusedCredential', 'permanent'],
  ])('%s', (_, status, reason, code, retry) => {
    expect(meaning(change, status, reason)).toMatchObject({ code, retry })
  })

  test('names every parameter that is wrong, each in one line', () => {
    const error = meaning(change, 400, 'Parameter verification failed.', {
      memory: "invalid format - format error\nmemory.current: type check ('integer') failed - got 'lots'\n",
      cores: 'value must have a minimum value of 1',
    })
    expect(error).toMatchObject({ code: 'Rejected', retry: 'permanent' })
    expect(error.message).toBe(
      "hv0 refuses PUT /nodes/pve/qemu/303/config: memory: invalid format - format error memory.current: type check ('integer') failed - got 'lots'; cores: value must have a minimum value of 1",
    )
  })

  test('of a tag that another network has is for a person', () => {
    const error = meaning(change, 400, 'Parameter verification failed.', {
      tag: 'vxlan tag 100 already exist in vnet theirs in zone dev',
    })
    expect(error).toMatchObject({ code: 'Held', retry: 'permanent' })
    expect(error.hint).toContain('declare another tag')
  })

  test('names the privilege and the path that are missing, and how to grant them', () => {
    const error = meaning(read, 403, 'Permission check failed (/vms/303, VM.Config.Disk|VM.Config.CDROM)')
    expect(error).toMatchObject({ code: 'MissingPrivilege', retry: 'permanent' })
    expect(error.message).toContain('VM.Config.Disk or VM.Config.CDROM on /vms/303')
    expect(error.hint).toContain('pveum acl modify /vms/303')
  })

  test('says what a create needs where PVE names no path', () => {
    expect(
      meaning({ ...change, method: 'POST', path: '/nodes/pve/qemu' }, 403, 'Permission check failed').message,
    ).toContain('VM.Allocate')
  })

  test('a pool that is not there is no missing privilege', () => {
    expect(meaning(change, 403, "Permission check failed (pool 'nopool' does not exist)")).toMatchObject({
      code: 'Rejected',
    })
  })

  test.each([596, 599, 502, 504])(
    'after %i the outcome of a write is unknown and a read is only tried again',
    (status) => {
      expect(meaning(change, status, 'Broken pipe')).toMatchObject({ code: 'OutcomeUnknown', retry: 'conflict' })
      expect(meaning(read, status, 'Broken pipe')).toMatchObject({ code: 'Unreachable', retry: 'transient' })
    },
  )

  test('595 says that the other node was never reached, so a write may be tried again', () => {
    expect(meaning(change, 595, 'Connection refused')).toMatchObject({ code: 'Unreachable', retry: 'transient' })
  })

  test('an empty body leaves the reason phrase as the message', () => {
    const { answer } = readAnswer({ status: 401, reason: 'No ticket', headers: {}, body: '' })
    expect(answerError(read, answer).message).toContain('No ticket')
  })
})

describe('a broken exchange', () => {
  const broken = (kind: TransportError['kind'], sent: boolean) =>
    new TransportError({ kind, sent, message: 'cut', ...(kind === 'certificate' ? { fingerprint: 'AA:BB' } : {}) })

  test('leaves the outcome of a write open only where it was sent', () => {
    expect(transportError(change, broken('reset', true))).toMatchObject({ code: 'OutcomeUnknown', retry: 'conflict' })
    expect(transportError(change, broken('timeout', true))).toMatchObject({ code: 'OutcomeUnknown', retry: 'conflict' })
    expect(transportError(change, broken('refused', false))).toMatchObject({ code: 'Unreachable', retry: 'transient' })
    expect(transportError(read, broken('reset', true))).toMatchObject({ code: 'Unreachable', retry: 'transient' })
  })

  test('gives the line to add where a certificate is not trusted', () => {
    const error = transportError(read, broken('certificate', false))
    expect(error).toMatchObject({ code: 'UntrustedCertificate', retry: 'permanent' })
    expect(error.hint).toContain('nodes/hv0.yaml')
    expect(error.hint).toContain('fingerprint: "AA:BB"')
  })
})

describe('the end of a task', () => {
  const upid = 'UPID:pve:00000056:00099183:6B010E82:qmstart:100:auto@pve!rig:'

  test.each([
    ["can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout", 'Busy', 'transient'],
    ['unable to create VM 385 - VM 385 already exists', 'VmidTaken', 'conflict'],
    ['VM 303 already running', 'Conflict', 'conflict'],
    ["volume 'vmstore:snippets/none.yaml' does not exist", 'TaskFailed', 'transient'],
  ])('%s', (exit, code, retry) => {
    expect(taskError('hv0', upid, exit, [])).toMatchObject({ code, retry })
  })

  test('shows the exit text and the last lines of the log', () => {
    const error = taskError('hv0', upid, 'start failed', [
      'generating cloud-init ISO',
      'kvm: no such device',
      'TASK ERROR: start failed',
    ])
    expect(error.message).toBe(
      'task qmstart on hv0 failed: start failed (log: generating cloud-init ISO / kvm: no such device)',
    )
    expect(error.hint).toContain(upid)
  })
})

describe('what callers ask of an error', () => {
  test.each([
    'QEMU guest agent is not running',
    'No QEMU guest agent configured',
    'VM 303 is not running',
    "VM 303 qga command 'guest-network-get-interfaces' failed - got timeout",
  ])('%s: the agent is silent', (reason) => {
    expect(isAgentSilent(meaning(read, 500, reason))).toBe(true)
  })

  test('other failures are not a silent agent', () => {
    expect(
      isAgentSilent(
        meaning(read, 403, 'Permission check failed (/vms/200, VM.GuestAgent.Audit|VM.GuestAgent.Unrestricted)'),
      ),
    ).toBe(false)
    expect(isAgentSilent(new Error('QEMU guest agent is not running'))).toBe(false)
  })

  test('a task that the node forgot is told from one that failed', () => {
    expect(isTaskGone(meaning(read, 400, 'Parameter verification failed.', { upid: 'no such task' }))).toBe(true)
    const late = taskError('hv0', 'UPID', 'VM quit/powerdown failed - got timeout', [])
    expect(late.code).toBe('TaskFailed')
    expect(isTaskGone(late)).toBe(false)
  })
})
