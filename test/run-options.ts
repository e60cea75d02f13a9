/** What a run is told where a test or benchmark has nothing to say: everything, without limits, questions or an end. */
import type { RunOptions } from '../src/reconciler/engine.ts'

export const runOptions = {
  narrowing: { manifests: [], nodes: [], host: null },
  maxDestroy: null,
  replace: [],
  adopt: [],
  onError: null,
  concurrency: 10,
  timeout: null,
  confirm: null,
  stop: new AbortController().signal,
} satisfies RunOptions
