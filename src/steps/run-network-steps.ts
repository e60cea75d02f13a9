/** Carries out a transaction of networks: all its writes, one apply, and the wait for the task of that. */
import type { NetworkStep } from '../../controllers/network-controller.ts'
import { tierMs } from '../../controllers/controller.ts'
import type { Clock } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import type { PveClient } from '../pve/client.ts'
import type { IsOurs } from '../pve/network-mark.ts'
import { openSdnChange } from '../pve/sdn-change.ts'
import { applySdn, takeBackZones, writeSdn } from '../pve/sdn-writes.ts'
import { waitForTask } from '../pve/tasks.ts'
import type { NetworkWarrant } from '../pve/warrant.ts'

export interface NetworkStepContext {
  readonly client: PveClient
  readonly clock: Clock
  readonly isOurs: IsOurs
  /** Told before and after each step. */
  readonly onStep: (step: NetworkStep, phase: 'started' | 'done') => void
  /** Told of the apply's task as soon as there is one. */
  readonly onTask: (upid: string) => void
  /** Told of every new line of the task's log. */
  readonly onProgress: (line: string, seconds: number) => void
}

/**
 * Ends when what was written is in effect. Throws HomestakError; what was written by then waits to be applied, and the
 * next look sees it. No signal cuts it short: it is a few calls, and half of it would wait for the next run.
 */
export async function runNetworkSteps(
  steps: readonly NetworkStep[],
  warrants: readonly NetworkWarrant[],
  { client, clock, isOurs, onStep, onTask, onProgress }: NetworkStepContext,
): Promise<void> {
  const change = await openSdnChange(client, warrants, isOurs)
  const zones: string[] = []
  try {
    for (const step of steps) {
      onStep(step, 'started')
      if (step.operation === 'make-network')
        throw new HomestakError({ code: 'Bug', message: `step ${step.operation} of ${step.node} is not for the API` })
      if (step.operation === 'apply-networks') {
        const upid = await applySdn(change)
        if (upid !== null) {
          onTask(upid)
          await waitForTask(client, upid, { clock, silenceMs: tierMs[step.timeout], onProgress })
        }
      } else await writeSdn(change, step)
      if (step.operation === 'create-zone') zones.push(step.input.zone)
      onStep(step, 'done')
    }
  } catch (error) {
    // Where that fails as well, the next look finds the zone; what went wrong first is what is told.
    await takeBackZones(change, zones).catch(() => undefined)
    throw error
  }
}
