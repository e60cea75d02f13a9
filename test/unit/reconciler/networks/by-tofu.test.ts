/** Whose turn it is among networks that our own calls write, and those that OpenTofu makes. */
import { describe, expect, test } from 'vitest'
import type { NetworkStep } from '../../../../controllers/network-controller.ts'
import { inTurn, isStillDue } from '../../../../src/reconciler/networks/by-tofu.ts'
import type { NetworkBatch } from '../../../../src/reconciler/networks/plan.ts'
import type { Member } from '../../../../src/reconciler/networks/settle.ts'
import type { TofuNetworkStep } from '../../../../src/steps/tofu/run-network.ts'
import { isOurs, network, scene, vxlan } from '../../controllers/network/scene.ts'

const applying: NetworkStep = {
  kind: 'api',
  operation: 'apply-networks',
  act: 'create',
  node: 'dev/a@hv0',
  summary: 'apply',
  because: [],
  input: {},
  timeout: 'medium',
}

/** The step of a network that OpenTofu is to make. */
async function making(tag: number): Promise<TofuNetworkStep> {
  const { steps } = await scene().look([network({ provisioner: 'tofu', zone: vxlan, tag })])
  const [step] = steps
  if (step?.operation !== 'make-network') throw new Error('no step of OpenTofu')
  return step
}

const member = (id: string, ...steps: readonly NetworkStep[]): Member => {
  const { identity } = network({ vnet: id })
  return {
    id,
    decision: {
      key: `dev/${id}@hv0`,
      identity,
      isReplaced: false,
      host: 'hv0',
      type: 'network',
      vmid: null,
      vnet: id,
      action: 'create',
      changes: [],
      steps,
      reason: '',
      uid: '',
    },
  }
}
const idsOf = (members: readonly Member[]) => inTurn(members).map(({ id }) => id)

describe('the turn', () => {
  test('is first that of all that our own calls write together', async () => {
    const tofu = await making(1)
    expect(idsOf([member('a', tofu), member('b', applying), member('c', applying, tofu)])).toEqual(['b', 'c'])
  })

  test('is then that of one that OpenTofu makes, after the other', async () => {
    const tofu = await making(1)
    expect(idsOf([member('a', tofu), member('b', tofu)])).toEqual(['a'])
  })

  test("is nobody's where nothing is due", () => {
    expect(idsOf([])).toEqual([])
  })
})

test('what was planned ahead is carried out only while it is the first that is to be done, and the same', async () => {
  const lab = scene()
  const step = await making(1)
  const transaction = { sdn: await lab.sdn(), isOurs, wanted: [], unwanted: [] }
  const batch = (...steps: readonly NetworkStep[]): NetworkBatch => ({ transaction, steps })
  const ahead = { step, plan: { apply: async () => undefined, close: async () => undefined } }
  expect(isStillDue(ahead, batch(await making(1)))).toBe(true)
  expect(isStillDue(ahead, batch(await making(2)))).toBe(false)
  expect(isStillDue(ahead, batch(applying, step))).toBe(false)
  expect(isStillDue(ahead, batch())).toBe(false)
})
