/** A guest that is a template: made without a start, compared without what only a running guest has. */
import { describe, expect, test } from 'vitest'
import { vmController } from '../../../../controllers/vm/index.ts'
import { readMark } from '../../../../src/pve/mark.ts'
import { assignment, declared, guestSeen, lineOf, planFor, stepLine } from './fixtures.ts'

const golden = declared({ guest: { template: true } })
const seen = (config: Readonly<Record<string, string | null>> = {}, status = 'stopped') =>
  guestSeen({
    status,
    mark: { inputs: vmInputs() },
    config: { template: '1', virtio0: 'vmstore:9001/base-9001-disk-0.raw,size=10G', ide2: null, ...config },
  })
const vmInputs = () => {
  const { marking } = readMark(descriptionOf(planNew()))
  return marking.kind === 'mark' ? (marking.mark.inputs ?? {}) : {}
}
const planNew = (more = {}) => {
  const absent = { presence: 'absent' } as const
  return vmController.plan(golden, absent, vmController.diff(golden, absent), { ...assignment, ...more })
}
const descriptionOf = (steps: ReturnType<typeof planNew>): string => {
  const create = steps.find((step) => step.operation === 'create')
  return create?.operation === 'create' ? String(create.input.parameters['description']) : ''
}

describe('a template', () => {
  test('is created without a seed, and never started', () => {
    const steps = planNew()
    expect(steps.map(({ operation }) => operation)).toEqual(['create', 'resize', 'template'])
    const [create] = steps
    expect(create?.operation === 'create' && Object.keys(create.input.parameters)).not.toContain('ide2')
    expect(readMark(descriptionOf(steps)).marking).toMatchObject({ mark: { inputs: { image: expect.any(String) } } })
    expect(vmInputs()).not.toHaveProperty('seed')
  })

  test('that fits needs nothing: no start, no seed, no larger disk', () => {
    expect(planFor(declared({ guest: { template: true, disk: 50 } }), seen())).toEqual({ changes: [], steps: [] })
  })

  test('takes other settings like any guest', () => {
    const { steps } = planFor(golden, seen({ cores: '1' }))
    expect(steps.map(stepLine)).toEqual(['configure cores=2'])
  })

  test.each([
    ['stopped', 'template: true <- false (update)', ['template']],
    ['running', 'template: true <- false (restart)', ['restart shutdown 120', 'template']],
  ])('is made of a guest that is %s', (status, change, steps) => {
    const guest = seen({ template: null, virtio0: 'vmstore:9001/vm-9001-disk-0.raw,size=10G' }, status)
    const planned = planFor(golden, guest)
    expect(planned.changes.map(lineOf)).toEqual([change])
    expect(planned.steps.map(stepLine)).toEqual(steps)
  })

  test('that is to be a guest has to be made anew', () => {
    const { changes } = planFor(declared(), seen())
    expect(changes.map(lineOf)).toContain('template: false <- true (replace)')
    expect(changes.map(({ path }) => path)).not.toContain('status')
  })
})

describe('what a guest is made from', () => {
  const node = declared()
  const absent = { presence: 'absent' } as const
  const plan = (image: NonNullable<typeof assignment.image>) =>
    vmController.plan(node, absent, vmController.diff(node, absent), { ...assignment, image })

  test('is noted in its mark, in the version that it has', () => {
    const [, create] = plan({ kind: 'import', volume: 'local:import/x.qcow2', version: 'sha256:0123456789abcdef' })
    const text = create?.operation === 'create' ? String(create.input.parameters['description']) : ''
    expect(readMark(text).marking).toMatchObject({ mark: { inputs: { imageVersion: 'sha256:0123456789abcdef' } } })
  })

  test('is fetched first where it is not there', () => {
    const steps = plan({ kind: 'fetch', image: 'debian-12', from: 'the store' })
    expect(steps[0]).toMatchObject({
      kind: 'image',
      operation: 'fetch-image',
      summary: 'fetch image debian-12 from the store',
    })
    expect(steps[0]).not.toHaveProperty('act')
  })

  test('marks a clone as protected where its template is: that is lifted later, where none is declared', () => {
    const [clone] = plan({ kind: 'clone', vmid: 900, full: false, protect: true })
    const text = clone?.operation === 'clone' ? clone.input.description : ''
    expect(readMark(text).marking).toMatchObject({ mark: { protect: true } })
  })

  test('stays noted whatever else is written into the mark', () => {
    const inputs = { imageVersion: 'sha256:0123456789abcdef' }
    const { steps } = planFor(declared({ policy: { protect: true } }), guestSeen({ mark: { inputs } }))
    const [first] = steps
    const text = first?.operation === 'configure' ? String(first.input.parameters['description']) : ''
    expect(readMark(text).marking).toMatchObject({ mark: { inputs } })
  })
})
