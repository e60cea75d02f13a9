/** The store as a run writes to it: no secret gets into a message that is kept. */
import type { Store } from '../../state/store.ts'

export const redactedStore = (store: Store, redact: (text: string) => string): Store => ({
  ...store,
  saveNode: (record) =>
    store.saveNode({
      ...record,
      conditions: record.conditions.map((condition) => ({ ...condition, message: redact(condition.message) })),
    }),
  appendEvent: (event) => store.appendEvent({ ...event, message: redact(event.message) }),
})
