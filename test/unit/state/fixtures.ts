/** What tests of the state share: a folder of their own, gone afterwards, records to store, and the error thrown. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { StateError } from '../../../state/state-error.ts'
import type { IntentRecord, NodeRecord } from '../../../state/store.ts'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'homestak-state-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What `work` throws, which must be a StateError. */
export function stateError(work: () => unknown): StateError {
  try {
    work()
  } catch (error) {
    if (error instanceof StateError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

export const aNode = (parts: Partial<NodeRecord> = {}): NodeRecord => ({
  host: 'hv0',
  manifest: 'web',
  node: 'db',
  type: 'vm',
  specDigest: '1:abc',
  generation: 3,
  observedGeneration: 2,
  addresses: [],
  conditions: [],
  needs: [],
  everReady: false,
  updated: 1000,
  ...parts,
})

export const anIntent = (
  parts: Partial<Omit<IntentRecord, 'id' | 'upid'>> = {},
): Omit<IntentRecord, 'id' | 'upid'> => ({
  host: 'hv0',
  manifest: 'web',
  node: 'db',
  act: 'create',
  vmid: 10_001,
  uid: 'u1',
  started: 1000,
  ...parts,
})
