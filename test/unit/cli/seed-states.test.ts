/** Where states of the seed's OpenTofu are looked for, and which counts. */
import { expect, test } from 'vitest'
import { seedGuests } from '../../../src/cli/seed-states.ts'
import { fakeProcess, folder } from './fake-io.ts'

const state = (vmid: number) =>
  JSON.stringify({
    version: 4,
    resources: [
      { mode: 'managed', type: 'proxmox_virtual_environment_vm', instances: [{ attributes: { vm_id: vmid } }] },
    ],
  })
const web = { site: 'lab', manifest: 'shop', node: 'web', host: 'hv' }
const place = 'shop/web-hv/terraform.tfstate'

function guestWith(files: Readonly<Record<string, string>>, flag?: string) {
  const dir = folder(files)
  const { io } = fakeProcess({ cwd: dir, env: { HOMESTAK_ROOT: 'root' } })
  const found = seedGuests(io, flag === undefined ? {} : { state: flag })(web)
  return found && { ...found, file: found.file.replace(`${dir}/`, '') }
}

test.each([
  ['below HOMESTAK_ROOT', `root/.state/tofu/${place}`, undefined],
  ['where --state says', `mine/tofu/${place}`, 'mine'],
  ['below HOMESTAK_ROOT, whatever --state says', `root/.state/tofu/${place}`, 'mine'],
  ['beside the driver of older versions', `root/iac/iac-driver/.states/${place}`, undefined],
])('a state is found %s', (_, file, flag) => {
  expect(guestWith({ [file]: state(99901) }, flag)).toEqual({ vmid: 99901, file })
})

test('the newer place counts, unless there is nothing left in it', () => {
  const newer = `root/.state/tofu/${place}`
  const older = `root/iac/iac-driver/.states/${place}`
  expect(guestWith({ [newer]: state(2), [older]: state(1) })).toEqual({ vmid: 2, file: newer })
  expect(guestWith({ [newer]: '{"version":4,"resources":[]}', [older]: state(1) })).toEqual({ vmid: 1, file: older })
})

test('one of another host, manifest or node, or none at all, says nothing', () => {
  expect(guestWith({})).toBeUndefined()
  for (const other of ['shop/web-other', 'other/web-hv', 'shop/db-hv'])
    expect(guestWith({ [`root/.state/tofu/${other}/terraform.tfstate`]: state(1) })).toBeUndefined()
})
