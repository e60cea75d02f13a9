/** The seed of a virtual machine that is there: written anew, attached again, and never in the way of others. */
import { describe, expect, test } from 'vitest'
import { checkPlans } from './cases.ts'
import { declared, guestSeen, planFor, seed, uid } from './fixtures.ts'

describe('the seed', () => {
  const motd = { ...declared().guest.cloudInit, packages: ['htop'] }

  checkPlans([
    {
      reason: 'is written anew where what it holds was declared anew, with its digest',
      node: { guest: { cloudInit: motd } },
      changes: ['cloud_init: changed <- as first given (update)'],
      steps: ['upload-seed', 'configure description'],
    },
    {
      reason: 'is written and attached again where a person took it out',
      seen: { config: { ide2: null } },
      changes: [`seed: ${seed} <- null (update)`],
      steps: ['upload-seed', `configure ide2=local:iso/${seed},media=cdrom`],
    },
    {
      reason: 'of another guest gives way: a clone made by hand and adopted has one',
      seen: { config: { ide2: null, sata1: `local:iso/homestak-lab-77-${uid}.iso,media=cdrom` } },
      changes: [`seed: ${seed} <- local:iso/homestak-lab-77-${uid}.iso (update)`],
      steps: ['upload-seed', `configure sata1=local:iso/${seed},media=cdrom`],
    },
    {
      reason: 'never takes the drive that a person put something else into',
      seen: { config: { ide2: 'local:iso/rescue.iso,media=cdrom', ide0: 'vmstore:9001/data.raw,size=1G' } },
      changes: [`seed: ${seed} <- null (update)`],
      steps: ['upload-seed', `configure sata0=local:iso/${seed},media=cdrom`],
    },
    {
      reason: 'that is attached with the next start is attached: it is read at a start only',
      seen: { config: { ide2: null }, pending: { ide2: { value: `local:iso/${seed},media=cdrom` } } },
      changes: [],
      steps: [],
    },
  ])

  test('keeps the instance, so that the guest is not taken for a new one', () => {
    const [upload] = planFor(declared({ guest: { cloudInit: motd } }), guestSeen()).steps
    expect(upload).toMatchObject({
      operation: 'upload-seed',
      input: { instanceId: uid, filename: seed, storage: 'local' },
    })
  })

  test('names the address that a card has, where none is declared', () => {
    const seen = guestSeen({ config: { net0: 'virtio=02:00:00:00:00:99,bridge=vmbr0' } })
    const [upload] = planFor(declared({ guest: { cloudInit: motd } }), seen).steps
    expect(upload).toHaveProperty('input.nics', [expect.objectContaining({ mac: '02:00:00:00:00:99' })])
  })
})
