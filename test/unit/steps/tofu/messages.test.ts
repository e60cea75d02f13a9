/** What is told of the lines that OpenTofu prints. */
import { expect, test } from 'vitest'
import { messageIn } from '../../../../src/steps/tofu/messages.ts'

const line = (value: unknown) => JSON.stringify(value)

test.each([
  [
    'that something began',
    line({ '@message': 'proxmox_virtual_environment_vm.vm["web"]: Creating...', type: 'apply_start' }),
    { kind: 'progress', text: 'Creating...', idle: false },
  ],
  [
    'that something goes on: no sign of life',
    line({ '@message': 'vm: Still creating... [10s elapsed]', type: 'apply_progress' }),
    { kind: 'progress', text: 'vm: Still creating... [10s elapsed]', idle: true },
  ],
  [
    'why it failed, in one line',
    line({ '@level': 'error', type: 'diagnostic', diagnostic: { severity: 'error', summary: 'no', detail: 'a\n b' } }),
    { kind: 'error', text: 'no: a b' },
  ],
  ['a warning', line({ diagnostic: { severity: 'warning', summary: 'old' }, type: 'diagnostic' }), undefined],
  ['its version', line({ '@message': 'OpenTofu 1.12.6', type: 'version' }), undefined],
  ['no JSON', 'hello', undefined],
])('%s', (_, text, expected) => {
  expect(messageIn(text)).toEqual(expected)
})
